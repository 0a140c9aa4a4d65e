/**
 * LZO1X decompression of one block, bounds-checked on both sides: the block may come from anywhere. Written from the
 * public description of the stream (Linux: Documentation/staging/lzo.rst).
 */

/** Why a block cannot be decompressed. `room`: it may be sound, but holds more than the target. */
export type LzoFault = 'room' | 'truncated' | 'distance' | 'no-end';

const COPY_BYTES_MIN = 48;

/** The block that is being read: where, and what the last instruction says of the next one. */
class Reader {
  readonly source: Buffer;
  at = 0;

  constructor(source: Buffer) {
    this.source = source;
  }

  /** The length behind a code whose own bits are zero: 255 for each zero, then the rest. */
  rest(base: number): number {
    let length = base;
    for (;;) {
      const byte = this.source[this.at++];
      if (byte === undefined) return Number.MAX_SAFE_INTEGER;
      if (byte !== 0) return length + byte;
      length += 255;
    }
  }
}

/** Returns how many bytes of `target` were written, or what is wrong. */
export function decompressLzo(source: Buffer, target: Buffer): number | LzoFault {
  const reader = new Reader(source);
  const end = source.length;
  let to = 0;
  /** 0: the last instruction brought no literals, 1 to 3: it brought so many, 4: it brought a run. */
  let state = 0;
  if (end > 0 && (source[0] as number) > 17) {
    const count = (source[0] as number) - 17;
    reader.at = 1;
    if (count > end - 1) return 'truncated';
    if (count > target.length) return 'room';
    to = copyLiterals(source, 1, count, target, 0);
    reader.at = 1 + count;
    state = Math.min(count, 4);
  }
  while (reader.at < end) {
    const code = source[reader.at++] as number;
    if (code < 16 && state === 0) {
      const count = code === 0 ? reader.rest(18) : code + 3;
      if (count > end - reader.at) return 'truncated';
      if (count > target.length - to) return 'room';
      to = copyLiterals(source, reader.at, count, target, to);
      reader.at += count;
      state = 4;
      continue;
    }
    let length: number;
    let distance: number;
    if (code >= 64) {
      length = (code >> 5) + 1;
      distance = ((source[reader.at++] as number) << 3) + ((code >> 2) & 7) + 1;
      state = code & 3;
    } else if (code >= 16) {
      const far = code < 32;
      const mask = far ? 7 : 31;
      length = (code & mask) === 0 ? reader.rest(mask + 2) : (code & mask) + 2;
      if (reader.at + 2 > end) return 'truncated';
      const low = source[reader.at] as number;
      const back = (low >> 2) + ((source[reader.at + 1] as number) << 6);
      reader.at += 2;
      state = low & 3;
      distance = far ? 0x4000 + ((code & 8) << 11) + back : back + 1;
      if (far && distance === 0x4000) return to;
    } else {
      length = state === 4 ? 3 : 2;
      distance = ((source[reader.at++] as number) << 2) + (code >> 2) + (state === 4 ? 2049 : 1);
      state = code & 3;
    }
    if (reader.at + state > end) return 'truncated';
    if (distance > to) return 'distance';
    if (length + state > target.length - to) return 'room';
    to = copyMatch(target, to, distance, length);
    for (let i = 0; i < state; i++) target[to++] = source[reader.at++] as number;
  }
  return 'no-end';
}

function copyLiterals(source: Buffer, from: number, count: number, target: Buffer, to: number): number {
  if (count >= COPY_BYTES_MIN) source.copy(target, to, from, from + count);
  else for (let i = 0; i < count; i++) target[to + i] = source[from + i] as number;
  return to + count;
}

/** A match may overlap what it writes; then it repeats the last `distance` bytes. */
function copyMatch(target: Buffer, to: number, distance: number, length: number): number {
  if (length < COPY_BYTES_MIN) for (let i = to; i < to + length; i++) target[i] = target[i - distance] as number;
  else if (distance >= length) target.copyWithin(to, to - distance, to - distance + length);
  else repeat(target, to, distance, length);
  return to + length;
}

/** What is there already is doubled until it is long enough. */
function repeat(target: Buffer, to: number, distance: number, length: number): void {
  const from = to - distance;
  for (let done = 0; done < length; ) {
    const piece = Math.min(distance + done, length - done);
    target.copyWithin(to + done, from, from + piece);
    done += piece;
  }
}
