/** Arithmetic on 64-bit words as BigInts, for the ends of the XXH digests: a few of them for each file. */
const MASK = 0xffff_ffff_ffff_ffffn;

export const word = (value: bigint): bigint => value & MASK;
export const xorShift = (value: bigint, bits: bigint): bigint => value ^ (value >> bits);
export const rotate = (value: bigint, bits: bigint): bigint => word((value << bits) | (value >> (64n - bits)));
export const swap64 = (value: bigint): bigint => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(word(value));
  return bytes.readBigUInt64BE();
};

export const P32_2 = 0x85ebca77n;
export const P64_1 = 0x9e3779b185ebca87n;
export const P64_2 = 0xc2b2ae3d27d4eb4fn;
export const P64_3 = 0x165667b19e3779f9n;
export const P64_4 = 0x85ebca77c2b2ae63n;
export const P64_5 = 0x27d4eb2f165667c5n;

/** The last mixing of XXH64. */
export function avalanche64(value: bigint): bigint {
  const first = word(xorShift(value, 33n) * P64_2);
  return xorShift(word(xorShift(first, 29n) * P64_3), 32n);
}

const MIX_1 = 0x165667919e3779f9n;
/** The last mixing of XXH3. */
export const avalanche3 = (value: bigint): bigint => xorShift(word(xorShift(value, 37n) * MIX_1), 32n);
