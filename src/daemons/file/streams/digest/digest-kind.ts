/** The digests of file data: their names in a FileSet, their streams and their sizes (specification 04 §3.2, 02 §4). */
import { STREAM, streamType } from '../../../../protocol/index.ts';
import type { Signature } from '../../file-set/index.ts';
import { DIGEST_NAMES, type DigestName, digestBytes } from './digest-name.ts';

export interface DigestKind {
  readonly name: DigestName;
  readonly stream: number;
  readonly bytes: number;
}

export const DIGEST_KINDS: readonly DigestKind[] = DIGEST_NAMES.map((name) => ({
  name,
  stream: STREAM[name],
  bytes: digestBytes(name),
}));

export const digestKind = (name: DigestName): DigestKind =>
  DIGEST_KINDS.find((kind) => kind.name === name) as DigestKind;

/** Undefined for a stream that carries no digest, or one that is of no use (40: its length and its content disagree). */
export const digestKindOfStream = (stream: number): DigestKind | undefined =>
  DIGEST_KINDS.find((kind) => kind.stream === streamType(stream));

/** XXH3_64 is recorded as XXH3_128: what genuine Clients write for it, they write into a stream that nobody can use. */
const NAMES: Readonly<Record<Signature, DigestName>> = {
  MD5: 'md5',
  SHA1: 'sha1',
  SHA256: 'sha256',
  SHA512: 'sha512',
  XXHASH64: 'xxhash64',
  XXH3_64: 'xxh3_128',
  XXH3_128: 'xxh3_128',
};

export const digestOfSignature = (signature: Signature | undefined): DigestKind | undefined =>
  signature === undefined ? undefined : digestKind(NAMES[signature]);
