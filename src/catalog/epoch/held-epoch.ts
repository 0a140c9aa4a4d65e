/**
 * The epoch that the connections of one Catalog hold, and what they have seen of the Catalog's history. Shared by all of its
 * pools, so that what one connection finds out holds for all.
 */
import { CatalogFencedError } from './errors.ts';

export class HeldEpoch {
  /** 0n: without a cluster, nothing is held and nothing refused. */
  #epoch: bigint;
  #fenced: CatalogFencedError | undefined;
  readonly #onFenced: (error: CatalogFencedError) => void;
  /** PostgreSQL's timeline as the newest connection found it; 0: none has looked yet. */
  #timeline = 0;

  constructor(epoch = 0n, onFenced: (error: CatalogFencedError) => void = () => {}) {
    this.#epoch = epoch;
    this.#onFenced = onFenced;
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
      this.#onFenced(this.#fenced);
    }
    return this.#fenced;
  }

  /** Returns whether the Catalog is on another timeline than it was: it has failed over. */
  seeTimeline(timeline: number): boolean {
    const isOther = this.#timeline !== 0 && timeline !== this.#timeline;
    this.#timeline = timeline;
    return isOther;
  }
}
