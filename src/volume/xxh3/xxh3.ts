/**
 * XXH3-64 (seed 0, default secret) of a block, with the block's own checksum field taken as zero (05 §2.2). The bytes
 * pass through the kernel's memory in pieces that stay in the processor's cache.
 */
import { type Kernel, startKernel } from './kernel.ts';
import { CHUNK_BYTES } from './long-form.ts';
import { LAYOUT } from './mixing.ts';

const PIECE_BYTES = 128 * CHUNK_BYTES;
/** Before a piece, so that the last stripe can reach back. */
const MARGIN_BYTES = 64;
const INPUT = LAYOUT.input + MARGIN_BYTES;

let started: { readonly kernel: Kernel; readonly memory: Uint8Array } | undefined;

function start() {
  const kernel = startKernel(MARGIN_BYTES + PIECE_BYTES);
  started = { kernel, memory: new Uint8Array(kernel.memory.buffer) };
  return started;
}

/** Of at least 17 bytes; `[zeroFrom, zeroTo)` counts as zero and lies in the first 128 KiB. */
export function xxh3(bytes: Uint8Array, zeroFrom = 0, zeroTo = 0): bigint {
  const { kernel, memory } = started ?? start();
  const length = bytes.length;
  const first = length <= PIECE_BYTES ? bytes : bytes.subarray(0, PIECE_BYTES);
  memory.set(first, INPUT);
  memory.fill(0, INPUT + zeroFrom, INPUT + zeroTo);
  if (length <= 240) {
    return BigInt.asUintN(64, length <= 128 ? kernel.upTo128(INPUT, length) : kernel.upTo240(INPUT, length));
  }
  kernel.reset();
  // The last chunk is never empty: at its end stands the end of the input.
  const wholeChunks = Math.floor((length - 1) / CHUNK_BYTES) * CHUNK_BYTES;
  let taken = Math.min(wholeChunks, PIECE_BYTES);
  kernel.chunks(INPUT, INPUT + taken);
  while (taken < wholeChunks) {
    const piece = Math.min(wholeChunks - taken, PIECE_BYTES);
    memory.set(bytes.subarray(taken, taken + piece), INPUT);
    kernel.chunks(INPUT, INPUT + piece);
    taken += piece;
  }
  if (length > PIECE_BYTES) {
    memory.set(bytes.subarray(taken - MARGIN_BYTES), INPUT - MARGIN_BYTES);
    kernel.lastChunk(INPUT, INPUT + length - taken);
  } else kernel.lastChunk(INPUT + taken, INPUT + length);
  return BigInt.asUintN(64, kernel.result(length));
}
