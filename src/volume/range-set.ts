/** Ranges of numbers, sorted and joined, so that a bootstrap of a million lines is still asked quickly. */
import type { Range } from './bootstrap.ts';

export class RangeSet {
  readonly #ranges: readonly Range[];
  /** Where the last answer was found: questions mostly come in rising order. */
  #last = 0;

  /** No range at all means: every number. */
  constructor(ranges: readonly Range[]) {
    this.#ranges = join(ranges);
  }

  get everything(): boolean {
    return this.#ranges.length === 0;
  }

  /** The highest number; undefined where there is no limit. */
  get highest(): number | undefined {
    return this.#ranges.at(-1)?.last;
  }

  has(value: number): boolean {
    if (this.everything) return true;
    const range = this.#at(value);
    return range !== undefined && range.first <= value;
  }

  /** The rest of the range that holds `value`, or the next one behind; undefined: there is none. */
  from(value: number): Range | undefined {
    if (this.everything) return { first: value, last: Number.MAX_SAFE_INTEGER };
    const range = this.#at(value);
    return range === undefined || range.first >= value ? range : { first: value, last: range.last };
  }

  /** The first range that does not end before `value`. */
  #at(value: number): Range | undefined {
    const [before, hint] = [this.#ranges[this.#last - 1], this.#ranges[this.#last]];
    if (hint !== undefined && hint.last >= value && (before === undefined || before.last < value)) return hint;
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.last ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    this.#last = low;
    return this.#ranges[low];
  }
}

function join(ranges: readonly Range[]): Range[] {
  const joined: { first: number; last: number }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else joined.push({ first, last });
  }
  return joined;
}
