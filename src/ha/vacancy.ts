/** Since when something is so, as this node counts: on its own monotonic clock, for each epoch anew. */
import type { Clock } from '../core/index.ts';
import { writableLeaderIn } from './catalog-place.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { Office } from './keys.ts';
import { lastEpochIn, leaderIn } from './records.ts';

export class Since {
  readonly #epochIn: (snapshot: DcsSnapshot) => bigint | undefined;
  readonly #clock: Clock;
  #since: { readonly epoch: bigint; readonly ms: number } | undefined;

  /** `epochIn`: for which epoch it is so; undefined: it is not. */
  constructor(epochIn: (snapshot: DcsSnapshot) => bigint | undefined, clock: Clock) {
    this.#epochIn = epochIn;
    this.#clock = clock;
  }

  take(snapshot: DcsSnapshot): void {
    const epoch = this.#epochIn(snapshot);
    if (epoch === undefined) this.#since = undefined;
    else if (this.#since?.epoch !== epoch) this.#since = { epoch, ms: this.#clock.monotonicMs() };
  }

  /** 0 while it is not so. */
  get ms(): number {
    return this.#since === undefined ? 0 : this.#clock.monotonicMs() - this.#since.ms;
  }
}

/** An office has been without a holder. */
export const vacancyOf = (office: Office, clock: Clock): Since =>
  new Since(
    (snapshot) => (leaderIn(snapshot, office) === undefined ? lastEpochIn(snapshot, office) : undefined),
    clock,
  );

/** Somebody has held a writable Catalog. */
export const catalogReadiness = (clock: Clock): Since =>
  new Since((snapshot) => writableLeaderIn(snapshot)?.epoch, clock);
