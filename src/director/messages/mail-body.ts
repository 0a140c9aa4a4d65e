/** The messages of a Job that a mail will carry, bounded: of a very long one the beginning and the end are kept. */
import type { ByteString } from '../../core/index.ts';

const HALF_BYTES_MAX = 1_000_000;

export class MailBody {
  readonly #halfBytesMax: number;
  readonly #head: ByteString[] = [];
  #headBytes = 0;
  #tail: ByteString[] = [];
  #tailBytes = 0;
  #leftOut = 0;

  constructor(halfBytesMax = HALF_BYTES_MAX) {
    this.#halfBytesMax = halfBytesMax;
  }

  add(line: ByteString): void {
    if (this.#tail.length === 0 && this.#headBytes + line.length <= this.#halfBytesMax) {
      this.#head.push(line);
      this.#headBytes += line.length;
      return;
    }
    this.#tail.push(line);
    this.#tailBytes += line.length;
    if (this.#tailBytes > 2 * this.#halfBytesMax) this.#shortenTail();
  }

  get empty(): boolean {
    return this.#head.length === 0 && this.#tail.length === 0;
  }

  text(): ByteString {
    this.#shortenTail();
    const gap = this.#leftOut === 0 ? [] : [`\n(${this.#leftOut} messages left out)\n\n`];
    return [...this.#head, ...gap, ...this.#tail].join('');
  }

  /** In large steps: cutting a long array at its front one by one would cost its length each time. */
  #shortenTail(): void {
    let from = 0;
    while (this.#tailBytes > this.#halfBytesMax && from < this.#tail.length - 1) {
      this.#tailBytes -= this.#tail[from]?.length ?? 0;
      from++;
    }
    if (from === 0) return;
    this.#leftOut += from;
    this.#tail = this.#tail.slice(from);
  }
}
