/** Since when an office has been without a holder, as this node counts: on its own monotonic clock, for each epoch anew. */
import type { Clock } from '../core/index.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { Office } from './keys.ts';
import { lastEpochIn, leaderIn } from './records.ts';

export class Vacancy {
  readonly #office: Office;
  readonly #clock: Clock;
  #since: { readonly epoch: bigint; readonly ms: number } | undefined;

  constructor(office: Office, clock: Clock) {
    this.#office = office;
    this.#clock = clock;
  }

  take(snapshot: DcsSnapshot): void {
    const epoch = lastEpochIn(snapshot, this.#office);
    if (leaderIn(snapshot, this.#office) !== undefined) this.#since = undefined;
    else if (this.#since?.epoch !== epoch) this.#since = { epoch, ms: this.#clock.monotonicMs() };
  }

  /** 0 while somebody holds it. */
  get ms(): number {
    return this.#since === undefined ? 0 : this.#clock.monotonicMs() - this.#since.ms;
  }
}
