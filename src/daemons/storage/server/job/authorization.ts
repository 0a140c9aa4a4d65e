/** The key of one Job (page 03 §2): eight groups of four letters from A to P, which is 128 bits. */
import { randomBytes } from 'node:crypto';
import { Secret } from '../../../../core/index.ts';

const A = 'A'.charCodeAt(0);

export function createAuthorization(): Secret {
  const letters = [...randomBytes(16)].flatMap((byte) => [A + (byte >> 4), A + (byte & 15)]);
  const text = String.fromCharCode(...letters);
  return new Secret((text.match(/.{4}/g) ?? []).join('-'));
}
