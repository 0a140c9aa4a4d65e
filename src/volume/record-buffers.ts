/**
 * Memory for records that lie in several blocks: lent with a batch, and used again when the batch is done with, so that
 * a restore allocates a few buffers and not one for each record.
 */
const SMALLEST_BYTES = 65_536;
const FREE_BYTES_MAX = 16 * 1024 * 1024;

export class RecordBuffers {
  readonly #free: Buffer[] = [];
  #freeBytes = 0;
  #lent: Buffer[] = [];

  /** Of at least so many bytes; its content is whatever it was. */
  take(bytes: number): Buffer {
    const index = this.#free.findLastIndex((buffer) => buffer.length >= bytes);
    const [found] = index < 0 ? [] : this.#free.splice(index, 1);
    if (found === undefined) return Buffer.allocUnsafeSlow(roundUp(bytes));
    this.#freeBytes -= found.length;
    return found;
  }

  /** A larger one with the first `used` bytes of `buffer`, which goes back. */
  grow(buffer: Buffer, used: number, bytes: number): Buffer {
    const larger = this.take(bytes);
    buffer.copy(larger, 0, 0, used);
    this.give(buffer);
    return larger;
  }

  give(buffer: Buffer): void {
    if (this.#freeBytes + buffer.length > FREE_BYTES_MAX) return;
    this.#freeBytes += buffer.length;
    this.#free.push(buffer);
  }

  /** Its record is in the current batch: it comes back with `endBatch`. */
  lend(buffer: Buffer): void {
    this.#lent.push(buffer);
  }

  endBatch(): void {
    const lent = this.#lent;
    this.#lent = [];
    for (const buffer of lent) this.give(buffer);
  }
}

/** The next power of two, so that buffers fit again. */
const roundUp = (bytes: number): number => Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
