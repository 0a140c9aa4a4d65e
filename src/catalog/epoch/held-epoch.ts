/**
 * The epoch that the connections of one Catalog hold, and what they have seen of the Catalog's history. Shared by all of its
 * pools, so that what one connection finds out holds for all.
 */
import { CatalogFencedError } from './errors.ts';

export interface HeldEpochOptions {
  /** 0n, or left out: without a cluster, nothing is held and nothing refused. */
  readonly epoch?: bigint;
  /** Told once when a higher epoch was found: from then on everything is refused. */
  readonly onFenced?: (error: CatalogFencedError) => void;
  /**
   * Told when the Catalog is found to have failed over. `synchronous`: when it was last seen before, commits waited for standbys;
   * else what this process remembers may be gone.
   */
  readonly onFailover?: (facts: { readonly synchronous: boolean }) => void;
}

export class HeldEpoch {
  #epoch: bigint;
  #fenced: CatalogFencedError | undefined;
  readonly #options: HeldEpochOptions;
  /** PostgreSQL's timeline as the newest connection found it; 0: none has looked yet. */
  #timeline = 0;
  #synchronous = false;

  constructor(options: HeldEpochOptions) {
    this.#epoch = options.epoch ?? 0n;
    this.#options = options;
  }

  get epoch(): bigint {
    return this.#epoch;
  }

  get timeline(): number {
    return this.#timeline;
  }

  /** Set once a higher epoch was met, for good: whoever was overtaken does not come back, whatever a later Catalog says. */
  get fenced(): CatalogFencedError | undefined {
    return this.#fenced;
  }

  /** From now on connections hold this one. Returns whether it is another than before. */
  raise(epoch: bigint): boolean {
    this.check();
    if (epoch < this.#epoch) throw new CatalogFencedError(epoch, this.#epoch);
    const isHigher = epoch > this.#epoch;
    this.#epoch = epoch;
    return isHigher;
  }

  /** @throws CatalogFencedError where that is known already */
  check(): void {
    if (this.#fenced !== undefined) throw this.#fenced;
  }

  /** A higher epoch was found: returns the error for whoever asked, and tells the owner, once. */
  overtaken(mine: bigint, found: bigint): CatalogFencedError {
    if (this.#fenced === undefined) {
      this.#fenced = new CatalogFencedError(mine, found);
      this.#options.onFenced?.(this.#fenced);
    }
    return this.#fenced;
  }

  /** What a connection found. Returns whether the Catalog is on another timeline than it was: it has failed over. */
  see(timeline: number, synchronous: boolean): boolean {
    const hasFailedOver = this.#timeline !== 0 && timeline !== this.#timeline;
    const facts = { synchronous: this.#synchronous };
    this.#timeline = timeline;
    this.#synchronous = synchronous;
    if (hasFailedOver) this.#options.onFailover?.(facts);
    return hasFailedOver;
  }
}
