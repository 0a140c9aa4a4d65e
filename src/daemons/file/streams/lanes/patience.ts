/**
 * How long one thread may stand still for another in all: a share of the time that has passed, and a little at the
 * beginning. Whoever has used it up goes on without.
 */
const SHARE = 0.1;
/** A thread needs some of it to begin. */
const AT_FIRST_MS = 500;

export class Patience {
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  #waitedMs = 0;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
  }

  get exhausted(): boolean {
    return this.leftMs < 0;
  }

  /** Below 0: it is exhausted. */
  get leftMs(): number {
    return AT_FIRST_MS + SHARE * (this.#nowMs() - this.#startedMs) - this.#waitedMs;
  }

  during(wait: () => void): void {
    const fromMs = this.#nowMs();
    try {
      wait();
    } finally {
      this.#waitedMs += this.#nowMs() - fromMs;
    }
  }
}
