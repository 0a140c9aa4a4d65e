/**
 * The FileIndexes to restore from one Job, as ranges: what a Job of ten million files needs is then a few bytes. They
 * come in ascending order; only what hard links point back to may come late. Pure.
 */
import type { Range } from '../../volume/index.ts';

export class FileRanges {
  readonly #ranges: { first: number; last: number }[] = [];
  /** Targets of hard links that were not in the ranges when the link came. */
  readonly #late = new Set<number>();

  /** Ascending; the same one again does no harm. */
  add(fileIndex: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && fileIndex <= last.last) this.addTarget(fileIndex);
    else if (last !== undefined && fileIndex === last.last + 1) last.last = fileIndex;
    else this.#ranges.push({ first: fileIndex, last: fileIndex });
  }

  /** What a hard link points to: the data is there, under another name. */
  addTarget(fileIndex: number): void {
    if (!covers(this.#ranges, fileIndex)) this.#late.add(fileIndex);
  }

  finish(): Range[] {
    const late = [...this.#late].map((fileIndex) => ({ first: fileIndex, last: fileIndex }));
    return mergeRanges([...this.#ranges, ...late]);
  }
}

/** Sorted, and joined where they touch. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: { first: number; last: number }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else merged.push({ first, last });
  }
  return merged;
}

/** What lies in both; `ranges` sorted and apart. */
export function clipRanges(ranges: readonly Range[], bounds: Range): Range[] {
  const clipped: Range[] = [];
  for (let at = firstReaching(ranges, bounds.first); at < ranges.length; at++) {
    const range = ranges[at];
    if (range === undefined || range.first > bounds.last) break;
    clipped.push({ first: Math.max(range.first, bounds.first), last: Math.min(range.last, bounds.last) });
  }
  return clipped;
}

/** What of `ranges` is not in `held`; both sorted and apart. */
export function subtractRanges(ranges: readonly Range[], held: readonly Range[]): Range[] {
  const rest: Range[] = [];
  for (const range of ranges) {
    let first = range.first;
    for (const { first: from, last } of clipRanges(held, range)) {
      if (from > first) rest.push({ first, last: from - 1 });
      first = last + 1;
    }
    if (first <= range.last) rest.push({ first, last: range.last });
  }
  return rest;
}

function covers(ranges: readonly Range[], value: number): boolean {
  const range = ranges[firstReaching(ranges, value)];
  return range !== undefined && range.first <= value;
}

/** Where the first range stands that does not end before `value`. */
function firstReaching(ranges: readonly Range[], value: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.last ?? Number.POSITIVE_INFINITY) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
