/** How much is spooled right now, by how many Jobs, and how it was at the worst: for limits, and for `status`. */

export interface SpoolFacts {
  readonly activeJobs: number;
  readonly bytes: number;
  /** Jobs that have spooled since the daemon started, and are done with it. */
  readonly jobs: number;
  /** The most that was ever seen at a time. */
  readonly maxBytes: number;
}

/** Disposing takes it out of the sum; twice is harmless. */
export type SpoolShare = Disposable;

interface Share {
  readonly measure: () => number;
  /** It was seen with something in it. */
  used: boolean;
}

export class SpoolTotals {
  readonly #shares = new Set<Share>();
  #jobs = 0;
  #maxBytes = 0;

  /** `measure`: bytes of the Job, cheap to ask. */
  begin(measure: () => number): SpoolShare {
    const share: Share = { measure, used: false };
    this.#shares.add(share);
    return {
      [Symbol.dispose]: () => {
        this.look();
        if (this.#shares.delete(share) && share.used) this.#jobs++;
      },
    };
  }

  /** Bytes of all, as they stand. */
  look(): number {
    let bytes = 0;
    for (const share of this.#shares) {
      const own = share.measure();
      share.used ||= own > 0;
      bytes += own;
    }
    if (bytes > this.#maxBytes) this.#maxBytes = bytes;
    return bytes;
  }

  get facts(): SpoolFacts {
    const bytes = this.look();
    return { activeJobs: this.#shares.size, bytes, jobs: this.#jobs, maxBytes: this.#maxBytes };
  }
}
