/**
 * Records that several threads compress, each by whoever is free: a ring of slots in shared memory. One thread fills
 * slots in order and takes their results in order; any thread may claim the next one that is filled.
 * A result has its length before it and whatever prefix the filler put there, ready to be sent.
 */
import type { Codec } from '../compress/codec.ts';
import { compressedBytesMax } from '../compress/codec.ts';
import { compress } from '../compress/compress.ts';

export const SLOT_STATE = { free: 0, filled: 1, claimed: 2, done: 3, failed: 4 } as const;

const LENGTH_BYTES = 4;
/** Before the slots' words: how many were filled, how many claimed; both wrap. */
export const FILLED = 0;
const CLAIMED = 1;
const HEAD_WORDS = 2;
const SLOT_WORDS = 7;
const [STATE, ALGORITHM, LEVEL, INPUT_BYTES, PREFIX_BYTES, OUTPUT_BYTES, BYTES_MIN] = [0, 1, 2, 3, 4, 5, 6] as const;
const ALGORITHMS: readonly Codec['algorithm'][] = ['gzip', 'lzo', 'zstd'];

export interface CompressSlotsMemory {
  readonly memory: SharedArrayBuffer;
  /** A power of two. */
  readonly count: number;
  readonly inputBytes: number;
}

export interface SlotFilling {
  readonly inputBytes: number;
  readonly prefixBytes: number;
  readonly bytesMin: number;
}

export class CompressSlots {
  readonly control: Int32Array;
  readonly shared: CompressSlotsMemory;
  readonly #inputs: Buffer[] = [];
  readonly #outputs: Buffer[] = [];

  constructor(shared: CompressSlotsMemory) {
    const { memory, count, inputBytes } = shared;
    this.shared = shared;
    this.control = new Int32Array(memory, 0, HEAD_WORDS + count * SLOT_WORDS);
    const outputBytes = outputBytesOf(inputBytes);
    let at = this.control.byteLength;
    for (let i = 0; i < count; i++) {
      this.#inputs.push(Buffer.from(memory, at, inputBytes));
      this.#outputs.push(Buffer.from(memory, at + inputBytes, outputBytes));
      at += inputBytes + outputBytes;
    }
  }

  static allocate(count: number, inputBytes: number): CompressSlots {
    const bytes = (HEAD_WORDS + count * SLOT_WORDS) * 4 + count * (inputBytes + outputBytesOf(inputBytes));
    return new CompressSlots({ memory: new SharedArrayBuffer(bytes), count, inputBytes });
  }

  /** The slot to be filled next; undefined while its last result is not sent. */
  nextFree(): number | undefined {
    const slot = (this.control[FILLED] as number) & (this.shared.count - 1);
    return this.state(slot) === SLOT_STATE.free ? slot : undefined;
  }

  input(slot: number): Buffer {
    return this.#inputs[slot] as Buffer;
  }

  /** Length, prefix, compressed record. */
  output(slot: number): Buffer {
    return this.#outputs[slot] as Buffer;
  }

  outputBytes(slot: number): number {
    return this.control[this.word(slot, OUTPUT_BYTES)] as number;
  }

  state(slot: number): number {
    return Atomics.load(this.control, this.word(slot, STATE));
  }

  stateWord(slot: number): number {
    return this.word(slot, STATE);
  }

  /** The first `inputBytes` of its input are to be compressed, to `bytesMin` at least; the prefix stands in the output. */
  fill(slot: number, codec: Codec, { inputBytes, prefixBytes, bytesMin }: SlotFilling): void {
    const { control } = this;
    control[this.word(slot, ALGORITHM)] = ALGORITHMS.indexOf(codec.algorithm);
    control[this.word(slot, LEVEL)] = codec.algorithm === 'lzo' ? 0 : codec.level;
    control[this.word(slot, INPUT_BYTES)] = inputBytes;
    control[this.word(slot, PREFIX_BYTES)] = prefixBytes;
    control[this.word(slot, BYTES_MIN)] = bytesMin;
    Atomics.store(control, this.word(slot, STATE), SLOT_STATE.filled);
    Atomics.add(control, FILLED, 1);
    Atomics.notify(control, FILLED, 1);
  }

  free(slot: number): void {
    Atomics.store(this.control, this.word(slot, STATE), SLOT_STATE.free);
  }

  /** Compresses the next filled slot in this thread; false where there is none. */
  work(): boolean {
    const slot = this.#claim();
    if (slot === undefined) return false;
    const state = this.#compress(slot) ? SLOT_STATE.done : SLOT_STATE.failed;
    Atomics.store(this.control, this.word(slot, STATE), state);
    Atomics.notify(this.control, this.word(slot, STATE));
    return true;
  }

  #claim(): number | undefined {
    for (;;) {
      const claimed = Atomics.load(this.control, CLAIMED);
      if (claimed === Atomics.load(this.control, FILLED)) return undefined;
      if (Atomics.compareExchange(this.control, CLAIMED, claimed, (claimed + 1) | 0) !== claimed) continue;
      const slot = claimed & (this.shared.count - 1);
      Atomics.store(this.control, this.word(slot, STATE), SLOT_STATE.claimed);
      return slot;
    }
  }

  #compress(slot: number): boolean {
    const { control } = this;
    const algorithm = ALGORITHMS[control[this.word(slot, ALGORITHM)] as number] ?? 'gzip';
    const codec: Codec =
      algorithm === 'lzo' ? { algorithm } : { algorithm, level: control[this.word(slot, LEVEL)] as number };
    const start = LENGTH_BYTES + (control[this.word(slot, PREFIX_BYTES)] as number);
    try {
      const source = this.input(slot).subarray(0, control[this.word(slot, INPUT_BYTES)] as number);
      const end = compress(codec, source, this.output(slot), start, control[this.word(slot, BYTES_MIN)]);
      control[this.word(slot, OUTPUT_BYTES)] = end;
      this.output(slot).writeInt32BE(end - LENGTH_BYTES, 0);
      return true;
    } catch {
      return false;
    }
  }

  word(slot: number, word: number): number {
    return HEAD_WORDS + slot * SLOT_WORDS + word;
  }
}

/** Length, an address, the compressed record; a multiple of eight. */
const outputBytesOf = (inputBytes: number): number => (LENGTH_BYTES + 8 + compressedBytesMax(inputBytes) + 7) & ~7;
