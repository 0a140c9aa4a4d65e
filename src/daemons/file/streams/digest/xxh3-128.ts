/**
 * XXH3-128 (seed 0, default secret) as a running digest; its bytes are big-endian. Whole chunks go through the kernel that
 * also checks the blocks of Volumes; the last one waits here, for what ends it must be known.
 */
import { startXxh3Kernel, XXH3_LAYOUT, XXH3_SECRET, type Xxh3Kernel } from '../../../../volume/xxh3/index.ts';
import type { Digest } from './open-digest.ts';
import { avalanche3, P64_1, P64_2, word } from './words.ts';
import { fold, shortXxh3, type Wide } from './xxh3-short.ts';

const CHUNK_BYTES = 1024;
/** The last stripe may reach back so far. */
const MARGIN_BYTES = 64;
const STATE_BYTES = 64;
const SHORT_BYTES_MAX = 240;
const PIECE_BYTES = 64 * CHUNK_BYTES;
const INPUT = XXH3_LAYOUT.input + MARGIN_BYTES;

let started: { readonly kernel: Xxh3Kernel; readonly memory: Buffer } | undefined;

function start() {
  const kernel = startXxh3Kernel(MARGIN_BYTES + PIECE_BYTES);
  started = { kernel, memory: Buffer.from(kernel.memory.buffer) };
  return started;
}

export class Xxh3Of128 implements Digest {
  readonly #state = Buffer.alloc(STATE_BYTES);
  /** The bytes before the last chunk, then that chunk as far as it has come. */
  readonly #last = Buffer.alloc(MARGIN_BYTES + CHUNK_BYTES);
  #lastBytes = 0;
  #bytes = 0;

  constructor() {
    const { kernel, memory } = started ?? start();
    kernel.reset();
    memory.copy(this.#state, 0, XXH3_LAYOUT.accumulators, XXH3_LAYOUT.accumulators + STATE_BYTES);
  }

  update(bytes: Buffer): void {
    this.#bytes += bytes.length;
    let from = this.#fillLast(bytes, 0);
    if (from === bytes.length) return;
    this.#take(this.#last.subarray(MARGIN_BYTES));
    // At least one byte stays for the last chunk.
    const whole = from + Math.floor((bytes.length - from - 1) / CHUNK_BYTES) * CHUNK_BYTES;
    for (; from < whole; from += PIECE_BYTES) this.#take(bytes.subarray(from, Math.min(whole, from + PIECE_BYTES)));
    this.#lastBytes = 0;
    this.#fillLast(bytes, whole);
  }

  digest(): Buffer {
    const last = this.#last.subarray(MARGIN_BYTES, MARGIN_BYTES + this.#lastBytes);
    const { low, high } = this.#bytes <= SHORT_BYTES_MAX ? shortXxh3(last) : this.#long();
    const out = Buffer.alloc(16);
    out.writeBigUInt64BE(high, 0);
    out.writeBigUInt64BE(low, 8);
    return out;
  }

  #fillLast(bytes: Buffer, from: number): number {
    const at = MARGIN_BYTES + this.#lastBytes;
    const taken = bytes.copy(this.#last, at, from, from + CHUNK_BYTES - this.#lastBytes);
    this.#lastBytes += taken;
    return from + taken;
  }

  /** Whole chunks, behind which something comes. */
  #take(chunks: Buffer): void {
    const { kernel, memory } = started ?? start();
    this.#state.copy(memory, XXH3_LAYOUT.accumulators);
    chunks.copy(memory, INPUT);
    kernel.chunks(INPUT, INPUT + chunks.length);
    memory.copy(this.#state, 0, XXH3_LAYOUT.accumulators, XXH3_LAYOUT.accumulators + STATE_BYTES);
    chunks.copy(this.#last, 0, chunks.length - MARGIN_BYTES);
  }

  #long(): Wide {
    const { kernel, memory } = started ?? start();
    this.#state.copy(memory, XXH3_LAYOUT.accumulators);
    this.#last.copy(memory, INPUT - MARGIN_BYTES);
    kernel.lastChunk(INPUT, INPUT + this.#lastBytes);
    const state = memory.subarray(XXH3_LAYOUT.accumulators, XXH3_LAYOUT.accumulators + STATE_BYTES);
    const length = BigInt(this.#bytes);
    return {
      low: merge(state, 11, word(length * P64_1)),
      high: merge(state, XXH3_SECRET.length - MARGIN_BYTES - 11, word(~(length * P64_2))),
    };
  }
}

/** The eight accumulators with a part of the secret. */
function merge(state: Buffer, key: number, start: bigint): bigint {
  let sum = start;
  for (let at = 0; at < STATE_BYTES; at += 16) {
    const first = state.readBigUInt64LE(at) ^ XXH3_SECRET.readBigUInt64LE(key + at);
    const second = state.readBigUInt64LE(at + 8) ^ XXH3_SECRET.readBigUInt64LE(key + at + 8);
    sum = word(sum + fold(first, second));
  }
  return avalanche3(sum);
}
