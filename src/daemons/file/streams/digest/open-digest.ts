/** One running digest. Node's own for the cryptographic ones, the XXH family beside it. */
import { createHash } from 'node:crypto';
import type { DigestName } from './digest-kind.ts';

export interface Digest {
  update(bytes: Buffer): unknown;
  /** Once, at the end. */
  digest(): Buffer;
}

export function openDigest(name: DigestName): Digest {
  return createHash(name);
}
