/**
 * One raw LZ4 block, as line compression uses it (specification 01-wire §7): token, literals, offset, match. The block comes
 * from the network: nothing of it is believed, and no more memory is taken than its content needs.
 */
import { BadCompressionError } from './errors.ts';
import { LZ4_FAULT, type Lz4Kernel, startLz4Kernel } from './lz4-kernel.ts';

/** No sender builds more than this before it compresses. */
export const INFLATED_BYTES_MAX = 4_000_000;
/** No frame is longer than this (frame.ts), in a round number. */
const BLOCK_BYTES_MAX = 1024 * 1024;

/** The system gives this memory as it is touched. */
let started: { readonly kernel: Lz4Kernel; readonly memory: Buffer } | undefined;

function start() {
  const kernel = startLz4Kernel(BLOCK_BYTES_MAX + INFLATED_BYTES_MAX);
  started = { kernel, memory: Buffer.from(kernel.memory.buffer) };
  return started;
}

/** @throws BadCompressionError, also for a block that holds more than `maximum` bytes */
export function inflateLz4Block(block: Buffer, maximum = INFLATED_BYTES_MAX): Buffer {
  if (block.length === 0) throw new BadCompressionError('it is empty');
  if (block.length > BLOCK_BYTES_MAX) throw new BadCompressionError(`it has more than ${BLOCK_BYTES_MAX} bytes`);
  const { kernel, memory } = started ?? start();
  block.copy(memory);
  const toEnd = BLOCK_BYTES_MAX + Math.min(maximum, INFLATED_BYTES_MAX);
  const bytes = kernel.inflate(0, block.length, BLOCK_BYTES_MAX, toEnd);
  if (bytes < 0) throw new BadCompressionError(sentence(bytes, maximum));
  const inflated = Buffer.allocUnsafe(bytes);
  memory.copy(inflated, 0, BLOCK_BYTES_MAX, BLOCK_BYTES_MAX + bytes);
  return inflated;
}

function sentence(fault: number, maximum: number): string {
  switch (fault) {
    case LZ4_FAULT.literals:
      return 'it ends within literals';
    case LZ4_FAULT.offset:
      return 'it ends within an offset';
    case LZ4_FAULT.outside:
      return 'an offset points outside';
    case LZ4_FAULT.length:
      return 'it ends within a length';
    case LZ4_FAULT.end:
      return 'it ends with a match';
    default:
      return `it holds more than ${maximum} bytes`;
  }
}
