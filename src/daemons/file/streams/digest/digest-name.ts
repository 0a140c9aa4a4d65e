/**
 * The digests that can be computed, and how long they are. Apart from what the wire and a FileSet call them, so that a
 * thread that only hashes loads next to nothing.
 */
const BYTES = { md5: 16, sha1: 20, sha256: 32, sha512: 64, xxhash64: 8, xxh3_128: 16 } as const;

export type DigestName = keyof typeof BYTES;

/** In the order of their bits in a set of several (lanes/hash-ring.ts). */
export const DIGEST_NAMES = Object.keys(BYTES) as readonly DigestName[];

export const digestBytes = (name: DigestName): number => BYTES[name];
