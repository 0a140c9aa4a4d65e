/**
 * What one process remembers of an office: when it held that last, what it has begun to give back, and from when on the word that the
 * office is kept does not count. With the store and the lease that says whether the office is its own at this moment.
 */
import type { Failsafe, Tenure } from './failsafe/failsafe.ts';
import { holdsOffice } from './holds-office.ts';
import type { Office } from './keys.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import { lastEpochIn } from './records.ts';
import type { StoreReader } from './store-reader.ts';

export interface OwnTermsOptions {
  readonly store: StoreReader;
  readonly lease: LeaseKeeper;
  readonly failsafe?: Failsafe;
}

export class OwnTerms {
  readonly #office: Office;
  readonly #options: OwnTermsOptions;
  /** The last epoch in which this process held the office. */
  ownEpoch: bigint | undefined;
  /** The epoch that it has begun to give back. */
  surrenderedEpoch: bigint | undefined;
  /** Up to this revision the word that the office is kept does not count. */
  droppedKept = -1n;

  constructor(office: Office, options: OwnTermsOptions) {
    this.#office = office;
    this.#options = options;
  }

  get confirmedEpoch(): bigint | undefined {
    return this.#options.failsafe?.confirmedEpoch(this.#office);
  }

  /** Undefined: the office is not this node's, or that is not certain at this moment. */
  get tenure(): Tenure | undefined {
    const { snapshot } = this.#options.store;
    if (snapshot === undefined) return undefined;
    const { byKey, held } = holdsOffice(this.#office, {
      snapshot,
      lease: this.#options.lease.held?.id,
      confirmedEpoch: this.confirmedEpoch,
      ownEpoch: this.ownEpoch,
      surrenderedEpoch: this.surrenderedEpoch,
      droppedKept: this.droppedKept,
    });
    return held ? { epoch: lastEpochIn(snapshot, this.#office), byKey } : undefined;
  }

  /** No member's word keeps this node in the office any more. */
  abandon(): void {
    if (this.ownEpoch !== undefined) this.#options.failsafe?.abandon(this.#office, this.ownEpoch);
  }
}
