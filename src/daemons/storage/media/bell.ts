/**
 * Rings whenever something happened that a waiting Job may have waited for: a place became free, a Volume was labelled
 * or mounted, a device enabled. Who waits looks again for itself. A ring between looking and waiting is not missed.
 */
import type { Clock } from '../../../core/index.ts';

export class Bell {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #listeners = new Set<() => void>();
  #rings = 0;

  /** `stop` ends every wait. */
  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
  }

  /** To be taken before looking, and given to `wait` after. */
  get rings(): number {
    return this.#rings;
  }

  ring(): void {
    this.#rings++;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /** Resolves at the first ring since `heard`, or after `ms`; rejects with the signal's reason. */
  async wait(heard: number, ms: number, canceled: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([canceled, this.#stop]);
    signal.throwIfAborted();
    if (this.#rings !== heard) return;
    const woken = new AbortController();
    const listener = (): void => woken.abort(RUNG);
    this.#listeners.add(listener);
    try {
      await this.#clock.sleep(ms, AbortSignal.any([signal, woken.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (!woken.signal.aborted) throw error;
    } finally {
      this.#listeners.delete(listener);
    }
  }
}

const RUNG = new Error('The bell rang');
