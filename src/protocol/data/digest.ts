/** Digest records and the Catalog's text form of them: standard base64 without padding (pages 03 §6.3, 04 §4.3). */
import type { ByteString } from '../../core/index.ts';
import { MalformedMessageError } from '../message-errors.ts';

const DIGEST_BYTES_MAX = 64;

/** For the MD5 column: 22 characters of an MD5, 27 of a SHA-1, 43 of a SHA-256, 86 of a SHA-512. */
export function digestText(record: Buffer): ByteString {
  if (record.length === 0 || record.length > DIGEST_BYTES_MAX) {
    throw new MalformedMessageError('digest record', `${record.length} bytes`);
  }
  const base64 = record.toString('base64');
  const padding = base64.indexOf('=');
  return padding < 0 ? base64 : base64.slice(0, padding);
}
