/**
 * One raw LZ4 block, as line compression uses it (specification 01-wire §7): token, literals, offset, match.
 * The block comes from the network, so it is walked once to learn the size and to check every bound, and only then
 * is memory taken, exactly as much as is needed. Never reads or writes outside of the two buffers.
 */
import { BadCompressionError } from './errors.ts';

/** No sender builds more than this before it compresses. */
export const INFLATED_BYTES_MAX = 4_000_000;

const MATCH_BYTES_MIN = 4;
const LONG_RUN = 15;

export function inflateLz4Block(block: Buffer, maximum = INFLATED_BYTES_MAX): Buffer {
  const out = Buffer.allocUnsafe(measure(block, maximum));
  let from = 0;
  let to = 0;
  while (from < block.length) {
    const token = byteAt(block, from++);
    let literals = token >> 4;
    if (literals === LONG_RUN) {
      const run = readRun(block, from);
      literals += run.length;
      from = run.next;
    }
    out.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from === block.length) break;
    const offset = byteAt(block, from) | (byteAt(block, from + 1) << 8);
    from += 2;
    let match = (token & 15) + MATCH_BYTES_MIN;
    if ((token & 15) === LONG_RUN) {
      const run = readRun(block, from);
      match += run.length;
      from = run.next;
    }
    copyMatch(out, to, offset, match);
    to += match;
  }
  return out;
}

/** The inflated size; throws for whatever the second walk could not do. */
function measure(block: Buffer, maximum: number): number {
  let from = 0;
  let size = 0;
  while (from < block.length) {
    const token = byteAt(block, from++);
    let literals = token >> 4;
    if (literals === LONG_RUN) {
      const run = readRun(block, from);
      literals += run.length;
      from = run.next;
    }
    from += literals;
    size += literals;
    if (from > block.length) throw new BadCompressionError('it ends within literals');
    if (size > maximum) throw new BadCompressionError(`it holds more than ${maximum} bytes`);
    if (from === block.length) return size;
    if (from + 2 > block.length) throw new BadCompressionError('it ends within an offset');
    const offset = byteAt(block, from) | (byteAt(block, from + 1) << 8);
    from += 2;
    if (offset === 0 || offset > size) throw new BadCompressionError('an offset points outside');
    size += (token & 15) + MATCH_BYTES_MIN;
    if ((token & 15) === LONG_RUN) {
      const run = readRun(block, from);
      size += run.length;
      from = run.next;
    }
    if (size > maximum) throw new BadCompressionError(`it holds more than ${maximum} bytes`);
  }
  throw new BadCompressionError(block.length === 0 ? 'it is empty' : 'it ends with a match');
}

/** The additional length: bytes are added up to and including the first that is not 255. */
function readRun(block: Buffer, from: number): { length: number; next: number } {
  let length = 0;
  let next = from;
  for (;;) {
    if (next >= block.length) throw new BadCompressionError('it ends within a length');
    const value = byteAt(block, next++);
    length += value;
    if (value !== 255) return { length, next };
  }
}

/** A match may overlap what it writes; then it repeats the last `offset` bytes. */
function copyMatch(out: Buffer, to: number, offset: number, length: number): void {
  if (offset >= length) {
    out.copyWithin(to, to - offset, to - offset + length);
    return;
  }
  if (offset === 1) {
    out.fill(byteAt(out, to - 1), to, to + length);
    return;
  }
  for (let i = to; i < to + length; i++) out[i] = byteAt(out, i - offset);
}

const byteAt = (bytes: Buffer, index: number): number => bytes[index] as number;
