/** Bytes and numbers that look random and are the same in every run. */

/** mulberry32: small, quick, good enough to defeat compression. Each call gives a number in [0, 1). */
export function pseudoRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pseudoRandomBytes(size: number, seed: number): Buffer {
  const next = pseudoRandom(seed + 1);
  const buffer = Buffer.allocUnsafe(size);
  let offset = 0;
  for (; offset + 4 <= size; offset += 4) buffer.writeUInt32LE(Math.floor(next() * 2 ** 32), offset);
  for (; offset < size; offset++) buffer[offset] = Math.floor(next() * 256);
  return buffer;
}
