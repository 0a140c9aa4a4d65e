/** A pause between two rounds of something, which ends early where there is a reason for the next round. */
import type { Clock } from '../core/index.ts';

const HASTENED = new Error('The next round comes early');

export class Beat {
  readonly #clock: Clock;
  readonly #ms: number;
  #isHastened = false;
  #isResting = false;
  /** Of the rests up to the next one that ends early. */
  #resting = new AbortController();

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /** A round begins: reasons that come from now on are for the next one. */
  begin(): void {
    this.#isHastened = false;
  }

  /** No rest, or no longer, before the next round. */
  hasten(): void {
    this.#isHastened = true;
    if (!this.#isResting) return;
    this.#resting.abort(HASTENED);
    this.#resting = new AbortController();
  }

  async rest(): Promise<void> {
    if (this.#isHastened) return;
    this.#isResting = true;
    await this.#clock.sleep(this.#ms, this.#resting.signal).catch(() => {});
    this.#isResting = false;
  }
}
