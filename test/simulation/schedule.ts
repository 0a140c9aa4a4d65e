/** When runs are due: one each so many seconds, of which each is to be done once. */
import type { VirtualTime } from './virtual-time.ts';

const RUN_MS = 4_000;

export class Schedule {
  readonly #time: VirtualTime;
  #fromMs: number | undefined;
  #untilMs = Number.POSITIVE_INFINITY;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** From this moment on. */
  begin(): void {
    this.#fromMs = this.#time.nowMs;
  }

  /** None is due any more that was not yet. */
  end(): void {
    this.#untilMs = this.#time.nowMs;
  }

  /** The last run whose time has come; 0: none has. */
  get lastDue(): number {
    if (this.#fromMs === undefined) return 0;
    return 1 + Math.floor((Math.min(this.#time.nowMs, this.#untilMs) - this.#fromMs) / RUN_MS);
  }
}
