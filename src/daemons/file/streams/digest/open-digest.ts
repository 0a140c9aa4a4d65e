/** One running digest: OpenSSL's own for the cryptographic ones, ours for the XXH family. */
import { createHash } from 'node:crypto';
import { opensslDigest } from '../../native/openssl.ts';
import { type DigestName, digestBytes } from './digest-name.ts';
import { Xxh3Of128 } from './xxh3-128.ts';
import { Xxh64 } from './xxh64.ts';

export interface Digest {
  update(bytes: Buffer): unknown;
  /** Once, at the end. */
  digest(): Buffer;
}

export function openDigest(name: DigestName): Digest {
  if (name === 'xxhash64') return new Xxh64();
  if (name === 'xxh3_128') return new Xxh3Of128();
  return opensslDigest(name, digestBytes(name)) ?? createHash(name);
}
