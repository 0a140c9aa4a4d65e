/**
 * The encryption of one file (specification 04 §6.2): one CBC stream over blocks with their length before them. A packet
 * is what the cipher gives for a block; the last one is the padding.
 */
import { createCipheriv } from 'node:crypto';
import type { DataKey } from '../../crypto/index.ts';

/**
 * No block but the only one is shorter: with its length it makes the cipher give something out. A genuine Client 9.6.7
 * cannot restore a file where it does not, not even its own.
 */
export const ENCRYPTED_BYTES_MIN = 12;

export interface CipherStream {
  /** A block with its length before it; what comes out may be nothing. */
  update(block: Buffer): Buffer;
  final(): Buffer;
}

export const openCipher = ({ cipher, key, iv }: DataKey): CipherStream => createCipheriv(cipher.openssl, key, iv);
