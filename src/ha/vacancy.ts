/** Since when something is so, as this node counts: on its own monotonic clock, for each epoch anew. */
import type { Clock } from '../core/index.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { Office } from './keys.ts';
import { catalogStatusIn, lastEpochIn, leaderIn } from './records.ts';

/** ... an office has been without a holder. */
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

/** ... somebody has held a writable Catalog. */
export class CatalogReadiness {
  readonly #clock: Clock;
  #since: { readonly epoch: bigint; readonly ms: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(snapshot: DcsSnapshot): void {
    const epoch = readyCatalogIn(snapshot);
    if (epoch === undefined) this.#since = undefined;
    else if (this.#since?.epoch !== epoch) this.#since = { epoch, ms: this.#clock.monotonicMs() };
  }

  /** 0 while there is none. */
  get ms(): number {
    return this.#since === undefined ? 0 : this.#clock.monotonicMs() - this.#since.ms;
  }
}

/** The epoch of whoever holds a writable Catalog. */
export function readyCatalogIn(snapshot: DcsSnapshot): bigint | undefined {
  const leader = leaderIn(snapshot, 'catalog');
  const status = catalogStatusIn(snapshot);
  return leader !== undefined && status?.epoch === leader.epoch && status.writable ? leader.epoch : undefined;
}
