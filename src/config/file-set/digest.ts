/** FileSet.MD5 of the Catalog (07 §3.4): another value makes a new FileSet row, and so a new Full. */
import { createHash } from 'node:crypto';
import type { ByteString } from '../../core/index.ts';
import type { FileSetResource } from '../resources/director/file-set.ts';

/** The 22 characters that the Catalog stores. Options do not count; File and Plugin texts do, in the order of the file. */
export function fileSetDigest(fileSet: Pick<FileSetResource, 'includes' | 'excludes'>): ByteString {
  const hash = createHash('md5');
  const blocks = [...fileSet.includes, ...fileSet.excludes].toSorted((a, b) => a.ordinal - b.ordinal);
  for (const { entries } of blocks) {
    for (const { text } of entries) hash.update(text, 'latin1');
  }
  return base64(hash.digest());
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Bacula's older base64 (01 §5.2): bytes from 0x80 are sign-extended into the shift register, and the tail is not
 * shifted up.
 */
function base64(bytes: Buffer): ByteString {
  let text = '';
  let bits = 0;
  let register = 0;
  for (const byte of bytes) {
    register = (register << 8) | ((byte << 24) >> 24);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += ALPHABET[(register >> bits) & 0x3f];
    }
  }
  return bits > 0 ? text + ALPHABET[register & ((1 << bits) - 1)] : text;
}
