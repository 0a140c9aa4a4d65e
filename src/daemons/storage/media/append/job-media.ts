/**
 * Which pieces of which Volumes hold the records of one session (page 05 §5). A range grows with each block that has been
 * written, ends at a file mark, with its Volume and with its session, and is told to the Director once it is synced.
 */

import type { JobMediaRange } from '../../../../protocol/index.ts';
import type { FinishedBlock } from '../../../../volume/index.ts';

/** The Volume that a range lies on; any object that stands for it. */
export interface RangeVolume {
  readonly mediaId: number;
}

interface Range {
  readonly volume: RangeVolume;
  readonly start: number;
  /** Of the last byte. */
  last: number;
  firstIndex: number;
  lastIndex: number;
}

export class JobMediaRanges {
  #open: Range | undefined;
  #ended: Range[] = [];

  /** Address of the first block of the range that grows. */
  get start(): number | undefined {
    return this.#open?.start;
  }

  add(volume: RangeVolume, block: FinishedBlock, address: number): void {
    if (this.#open?.volume !== volume) this.end();
    this.#open ??= { volume, start: address, last: address, firstIndex: 0, lastIndex: 0 };
    this.#open.last = address + block.data.length - 1;
    this.#open.firstIndex ||= block.firstFileIndex;
    if (block.lastFileIndex > 0) this.#open.lastIndex = block.lastFileIndex;
  }

  /** Whether anything of the Volume has not been told. */
  touch(volume: RangeVolume): boolean {
    return this.#open?.volume === volume || this.#ended.some((range) => range.volume === volume);
  }

  end(): void {
    // A range that holds labels only is of no use to a restore, and 0 to 0 would mean something else.
    if (this.#open !== undefined && this.#open.firstIndex > 0) this.#ended.push(this.#open);
    this.#open = undefined;
  }

  /** Forgets what belongs to files behind this one, which an Incomplete Job sends again. */
  cutAfter(fileIndex: number): void {
    this.#ended = this.#ended.filter((range) => range.firstIndex <= fileIndex);
    for (const range of this.#ended) range.lastIndex = Math.min(range.lastIndex, fileIndex);
  }

  /** The ended ranges of a Volume up to an address, taken out: what lies below has been synced. */
  take(volume: RangeVolume, syncedEnd: number): JobMediaRange[] {
    const isSafe = (range: Range): boolean => range.volume === volume && range.last < syncedEnd;
    const safe = this.#ended.filter(isSafe);
    this.#ended = this.#ended.filter((range) => !isSafe(range));
    return safe.map(lineOf);
  }
}

const HALF = 2 ** 32;

const lineOf = ({ volume, start, last, firstIndex, lastIndex }: Range): JobMediaRange => ({
  firstIndex,
  lastIndex,
  startFile: Math.floor(start / HALF),
  endFile: Math.floor(last / HALF),
  startBlock: start % HALF,
  endBlock: last % HALF,
  mediaId: volume.mediaId,
});

/** Pins a freshly labelled Volume to the Job, so that it is not pruned before the first range (page 03 §5.5). */
export const dummyRange = (mediaId: number): JobMediaRange => ({
  firstIndex: 0,
  lastIndex: 0,
  startFile: 0,
  endFile: 0,
  startBlock: 0,
  endBlock: 0,
  mediaId,
});
