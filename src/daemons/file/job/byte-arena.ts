/**
 * Memory for very many small byte strings: large chunks, filled one after the other, so that a million of them cost
 * their bytes and no objects. What was put in stays until all of it is dropped. Addresses fit into 32 bits.
 */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Addresses count in steps of so many bytes: sixteen gigabytes can be addressed. */
const STEP_BYTES = 4;
const CHUNK_STEPS = CHUNK_BYTES / STEP_BYTES;

/** The longest string that has room. */
export const ARENA_BYTES_MAX = CHUNK_BYTES;

export class ByteArena {
  readonly #chunks: Buffer[] = [];
  /** Of the last chunk. */
  #usedSteps = CHUNK_STEPS;

  get bytes(): number {
    return this.#chunks.length * CHUNK_BYTES;
  }

  /** Room for so many bytes; to be filled at `chunkOf` and `offsetOf` its address. Never 0. */
  take(bytes: number): number {
    const steps = Math.ceil(bytes / STEP_BYTES);
    if (this.#usedSteps + steps > CHUNK_STEPS) {
      this.#chunks.push(Buffer.allocUnsafeSlow(CHUNK_BYTES));
      this.#usedSteps = 0;
    }
    const address = (this.#chunks.length - 1) * CHUNK_STEPS + this.#usedSteps + 1;
    this.#usedSteps += steps;
    return address;
  }

  chunkOf(address: number): Buffer {
    return this.#chunks[Math.floor((address - 1) / CHUNK_STEPS)] as Buffer;
  }

  offsetOf(address: number): number {
    return ((address - 1) % CHUNK_STEPS) * STEP_BYTES;
  }
}
