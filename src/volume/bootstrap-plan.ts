/**
 * Where on a Volume the parts of a bootstrap want to read next. Asked with rising addresses; parts whose addresses are
 * passed or whose files all went by are forgotten, so that thousands of parts cost no more than those that are near.
 */
import type { Range } from './bootstrap.ts';
import type { PartMatch } from './bootstrap-part-match.ts';

/** Ranges that follow one another are read as one, up to about so many bytes. */
const JOINED_BYTES = 8 * 1024 * 1024;

export class BootstrapPlan {
  /** Sorted by where they begin; those before `#begun` have begun. */
  readonly #parts: readonly PartMatch[];
  #begun = 0;
  #current: PartMatch[] = [];

  constructor(parts: readonly PartMatch[]) {
    this.#parts = parts.toSorted((a, b) => firstOf(a, 0) - firstOf(b, 0));
  }

  /** The next addresses at or behind `address`; undefined: nobody wants anything there. */
  next(address: number): Range | undefined {
    for (let part = this.#waiting(0); part !== undefined && firstOf(part, 0) <= address; part = this.#waiting(0)) {
      this.#current.push(part);
      this.#begun += 1;
    }
    this.#current = this.#current.filter(({ done, addresses }) => !done && addresses.from(address) !== undefined);
    const nearest = (sofar: number, part: PartMatch) => Math.min(sofar, firstOf(part, address));
    const first = this.#current.reduce(nearest, this.#firstWaiting());
    return first === Number.POSITIVE_INFINITY ? undefined : { first, last: this.#endFrom(first) };
  }

  #waiting(ahead: number): PartMatch | undefined {
    return this.#parts[this.#begun + ahead];
  }

  #firstWaiting(): number {
    const part = this.#waiting(0);
    return part === undefined ? Number.POSITIVE_INFINITY : firstOf(part, 0);
  }

  /** The end of all that is wanted from `first` on without a gap. */
  #endFrom(first: number): number {
    let last = first;
    for (const { addresses } of this.#current) {
      const range = addresses.from(first);
      if (range !== undefined && range.first <= first) last = Math.max(last, range.last);
    }
    for (let ahead = 0; last - first < JOINED_BYTES; ahead++) {
      const range = this.#waiting(ahead)?.addresses.from(0);
      if (range === undefined || range.first > last + 1) break;
      last = Math.max(last, range.last);
    }
    return last;
  }
}

const firstOf = ({ addresses }: PartMatch, address: number): number =>
  addresses.from(address)?.first ?? Number.POSITIVE_INFINITY;
