/**
 * LZO1X compression of one block, as every LZO1X decompressor takes it: greedy, with one table of positions, faster the
 * less there is to find. Written from the public description of the stream (Linux: Documentation/staging/lzo.rst).
 */

/** What a block of this size may grow to. */
export const lzoBytesMax = (bytes: number): number => bytes + (bytes >> 4) + 64;

const TABLE_BITS = 14;
const positions = new Uint16Array(1 << TABLE_BITS);
const DISTANCE_MAX = 0xbfff;
/** A match is not looked for so close to the end. */
const TAIL_BYTES = 20;
const MATCH_BYTES_MIN = 4;
const COPY_BYTES_MIN = 64;

/** Writes the compressed block at `start` of `target`, which has room for lzoBytesMax; returns where it ends. */
export function compressLzo(source: Buffer, target: Buffer, start: number): number {
  const words = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const last = source.length - TAIL_BYTES;
  positions.fill(0);
  let to = start;
  let literals = 0;
  let at = 1;
  while (at < last) {
    const word = words.getInt32(at, true);
    const slot = Math.imul(word, 0x1824429d) >>> (32 - TABLE_BITS);
    // Positions are kept modulo 65536: what is older than that looks nearer than it is, and is compared all the same.
    const distance = (at - (positions[slot] as number)) & 0xffff;
    positions[slot] = at;
    const before = at - distance;
    if (distance === 0 || before < 0 || distance > DISTANCE_MAX || words.getInt32(before, true) !== word) {
      at += 1 + ((at - literals) >> 5);
      continue;
    }
    if (at > literals) to = writeLiterals(source, literals, at, target, to, start);
    const length = matchLength(source, words, before, at);
    to = writeMatch(target, to, length, distance);
    at += length;
    literals = at;
  }
  if (literals < source.length) to = writeLiterals(source, literals, source.length, target, to, start);
  target[to] = 0x11;
  target[to + 1] = 0;
  target[to + 2] = 0;
  return to + 3;
}

function matchLength(source: Buffer, words: DataView, before: number, at: number): number {
  const end = source.length;
  let length = MATCH_BYTES_MIN;
  while (at + length + 4 <= end && words.getInt32(before + length, true) === words.getInt32(at + length, true)) {
    length += 4;
  }
  while (at + length < end && source[before + length] === source[at + length]) length++;
  return length;
}

/** Up to three literals go into the two low bits of the match before them. */
function writeLiterals(
  source: Buffer,
  from: number,
  end: number,
  target: Buffer,
  start: number,
  first: number,
): number {
  const count = end - from;
  let to = start;
  if (to === first && count <= 238) target[to++] = 17 + count;
  else if (to > first && count <= 3) target[to - 2] = (target[to - 2] as number) | count;
  else if (count <= 18) target[to++] = count - 3;
  else {
    target[to++] = 0;
    to = writeRest(target, to, count - 18);
  }
  if (count >= COPY_BYTES_MIN) source.copy(target, to, from, end);
  else for (let i = 0; i < count; i++) target[to + i] = source[from + i] as number;
  return to + count;
}

function writeMatch(target: Buffer, start: number, length: number, distance: number): number {
  let to = start;
  if (length <= 8 && distance <= 0x800) {
    const back = distance - 1;
    target[to] = ((length - 1) << 5) | ((back & 7) << 2);
    target[to + 1] = back >> 3;
    return to + 2;
  }
  const near = distance <= 0x4000;
  const back = near ? distance - 1 : distance - 0x4000;
  const code = near ? 0x20 : 0x10 | ((back >> 11) & 8);
  const short = near ? 33 : 9;
  if (length <= short) target[to++] = code | (length - 2);
  else {
    target[to++] = code;
    to = writeRest(target, to, length - short);
  }
  target[to] = (back << 2) & 0xff;
  target[to + 1] = (back >> 6) & 0xff;
  return to + 2;
}

/** A length beyond what its code holds: a zero for each 255, then the rest, which is never zero. */
function writeRest(target: Buffer, start: number, length: number): number {
  let to = start;
  let rest = length;
  while (rest > 255) {
    target[to++] = 0;
    rest -= 255;
  }
  target[to++] = rest;
  return to;
}
