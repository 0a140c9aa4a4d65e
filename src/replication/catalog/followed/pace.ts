/** From one look to the next: as long as is said, or until somebody is in a hurry. */
import type { Clock } from '../../../core/index.ts';

/** Whoever is in a hurry all the time still leaves room for something else. */
const PAUSE_MS = 20;

export class Pace {
  readonly #clock: Clock;
  readonly #everyMs: () => number;
  readonly #signal: AbortSignal;
  #hurry = new AbortController();

  constructor(clock: Clock, everyMs: () => number, signal: AbortSignal) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#signal = signal;
  }

  hasten(): void {
    this.#hurry.abort();
  }

  async rest(): Promise<void> {
    await this.#clock.sleep(PAUSE_MS, this.#signal).catch(() => {});
    const either = AbortSignal.any([this.#hurry.signal, this.#signal]);
    await this.#clock.sleep(Math.max(0, this.#everyMs() - PAUSE_MS), either).catch(() => {});
    this.#hurry = new AbortController();
  }
}
