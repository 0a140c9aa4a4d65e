/** A limit to bytes a second (page 01 §8): whoever was too fast sleeps until the time his bytes should have taken is over. */
import type { Clock } from '../../../../core/index.ts';

export class Throttle {
  readonly #clock: Clock;
  /** 0: no limit. May change while it works. */
  readonly #bytesPerSec: () => number;
  readonly #signal: AbortSignal;
  #dueMs = 0;

  constructor(clock: Clock, bytesPerSec: () => number, signal: AbortSignal) {
    this.#clock = clock;
    this.#bytesPerSec = bytesPerSec;
    this.#signal = signal;
  }

  /** Undefined: go on at once. */
  take(bytes: number): Promise<void> | undefined {
    const limit = this.#bytesPerSec();
    if (limit <= 0) return undefined;
    const nowMs = this.#clock.monotonicMs();
    this.#dueMs = Math.max(this.#dueMs, nowMs) + (bytes / limit) * 1000;
    return this.#clock.sleep(this.#dueMs - nowMs, this.#signal);
  }
}
