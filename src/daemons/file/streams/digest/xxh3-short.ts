/**
 * XXH3-128 (seed 0, default secret) of up to 240 bytes, by the length's own forms. Each file has one end at most, so
 * BigInts do. Written from the algorithm's public description.
 */
import { XXH3_SECRET } from '../../../../volume/xxh3/index.ts';
import { avalanche3, avalanche64, P32_2, P64_1, P64_2, P64_4, swap64, word, xorShift } from './words.ts';

/** Two words of 64 bits. */
export interface Wide {
  low: bigint;
  high: bigint;
}

const MIX_2 = 0x9fb21c651e98df25n;
const LOW_HALF = 0xffff_ffffn;

const secret64 = (at: number): bigint => XXH3_SECRET.readBigUInt64LE(at);
const secret32 = (at: number): bigint => BigInt(XXH3_SECRET.readUInt32LE(at));
const product = (a: bigint, b: bigint): Wide => ({ low: word(a * b), high: (a * b) >> 64n });
export const fold = (a: bigint, b: bigint): bigint => word(a * b) ^ ((a * b) >> 64n);

export function shortXxh3(bytes: Buffer): Wide {
  const { length } = bytes;
  if (length > 128) return upTo240(bytes);
  if (length > 16) return upTo128(bytes);
  if (length > 8) return upTo16(bytes);
  if (length > 3) return upTo8(bytes);
  return length > 0 ? upTo3(bytes) : { low: ofSecrets(64), high: ofSecrets(80) };
}

const ofSecrets = (at: number): bigint => avalanche64(secret64(at) ^ secret64(at + 8));

function upTo3(bytes: Buffer): Wide {
  const { length } = bytes;
  const [first, middle, last] = [0, length >> 1, length - 1].map((at) => BigInt(bytes[at] as number)) as [
    bigint,
    bigint,
    bigint,
  ];
  const low = (first << 16n) | (middle << 24n) | last | (BigInt(length) << 8n);
  const swapped = swap64(low) >> 32n;
  const high = ((swapped << 13n) | (swapped >> 19n)) & LOW_HALF;
  return {
    low: avalanche64(low ^ (secret32(0) ^ secret32(4))),
    high: avalanche64(high ^ (secret32(8) ^ secret32(12))),
  };
}

function upTo8(bytes: Buffer): Wide {
  const { length } = bytes;
  const input = BigInt(bytes.readUInt32LE(0)) + (BigInt(bytes.readUInt32LE(length - 4)) << 32n);
  const keyed = input ^ (secret64(16) ^ secret64(24));
  const wide = product(keyed, P64_1 + (BigInt(length) << 2n));
  wide.high = word(wide.high + (wide.low << 1n));
  wide.low ^= wide.high >> 3n;
  const low = xorShift(word(xorShift(wide.low, 35n) * MIX_2), 28n);
  return { low, high: avalanche3(wide.high) };
}

function upTo16(bytes: Buffer): Wide {
  const { length } = bytes;
  const first = bytes.readBigUInt64LE(0);
  const last = bytes.readBigUInt64LE(length - 8);
  const wide = product(first ^ last ^ (secret64(32) ^ secret64(40)), P64_1);
  wide.low = word(wide.low + (BigInt(length - 1) << 54n));
  const keyed = last ^ (secret64(48) ^ secret64(56));
  wide.high = word(wide.high + keyed + (keyed & LOW_HALF) * (P32_2 - 1n));
  wide.low ^= swap64(wide.high);
  const result = product(wide.low, P64_2);
  result.high = word(result.high + wide.high * P64_2);
  return { low: avalanche3(result.low), high: avalanche3(result.high) };
}

/** Sixteen bytes with sixteen of the secret. */
const mix16 = (bytes: Buffer, at: number, key: number): bigint =>
  fold(bytes.readBigUInt64LE(at) ^ secret64(key), bytes.readBigUInt64LE(at + 8) ^ secret64(key + 8));
const sum16 = (bytes: Buffer, at: number): bigint => word(bytes.readBigUInt64LE(at) + bytes.readBigUInt64LE(at + 8));

function mix32(acc: Wide, bytes: Buffer, first: number, second: number, key: number): void {
  acc.low = word(acc.low + mix16(bytes, first, key)) ^ sum16(bytes, second);
  acc.high = word(acc.high + mix16(bytes, second, key + 16)) ^ sum16(bytes, first);
}

function finish({ low, high }: Wide, length: bigint): Wide {
  const mixed = word(low * P64_1 + high * P64_4 + length * P64_2);
  return { low: avalanche3(word(low + high)), high: word(-avalanche3(mixed)) };
}

function upTo128(bytes: Buffer): Wide {
  const { length } = bytes;
  const acc = { low: word(BigInt(length) * P64_1), high: 0n };
  for (const pair of [3, 2, 1, 0]) {
    if (length > 32 * pair) mix32(acc, bytes, 16 * pair, length - 16 * (pair + 1), 32 * pair);
  }
  return finish(acc, BigInt(length));
}

function upTo240(bytes: Buffer): Wide {
  const { length } = bytes;
  const acc = { low: word(BigInt(length) * P64_1), high: 0n };
  for (let at = 0; at < 128; at += 32) mix32(acc, bytes, at, at + 16, at);
  acc.low = avalanche3(acc.low);
  acc.high = avalanche3(acc.high);
  for (let at = 128; at + 32 <= length; at += 32) mix32(acc, bytes, at, at + 16, at - 128 + 3);
  mix32(acc, bytes, length - 16, length - 32, 103);
  return finish(acc, BigInt(length));
}
