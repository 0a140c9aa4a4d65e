/**
 * Memory for records that lie in several blocks: lent with a batch, and used again when the batch is done with, so that
 * a restore allocates a few buffers and not one for each record.
 */
const SMALLEST_POWER = 12;
const FREE_BYTES_MAX = 16 * 1024 * 1024;

export class RecordBuffers {
  /** By the power of two that is their length. */
  readonly #free: Buffer[][] = [];
  #freeBytes = 0;
  #lent: Buffer[] = [];

  /** Of at least so many bytes; its content is whatever it was. */
  take(bytes: number): Buffer {
    const power = Math.max(SMALLEST_POWER, Math.ceil(Math.log2(bytes)));
    const found = this.#free[power]?.pop();
    if (found === undefined) return Buffer.allocUnsafeSlow(2 ** power);
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
    const power = Math.log2(buffer.length);
    this.#free[power] ??= [];
    this.#free[power].push(buffer);
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
