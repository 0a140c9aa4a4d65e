/** A password on its way through the house: it cannot be printed, logged or put into JSON by accident. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const MASK = '********';

/** Prints as asterisks wherever it goes; only `reveal` gives the text. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself; call it only where it is put on the wire or hashed. */
  reveal(): string {
    return this.#value;
  }

  /** Compares in constant time: digests of equal length are compared, so lengths do not show either. */
  equals(other: Secret): boolean {
    return timingSafeEqual(digest(this.#value), digest(other.#value));
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
