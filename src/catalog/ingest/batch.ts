/** Rows that go into the Catalog together, and the paths among them whose PathIds are still to be found. */
import type { ByteString } from '../../core/index.ts';
import type { Work } from './commit-batch.ts';
import { type FileRow, FileRows } from './file-rows.ts';

/** Roughly what a piece of work keeps in memory. */
const WORK_BYTES = 1024;

export class Batch {
  readonly rows: FileRows;
  works: Work[] = [];
  /** The last fact of a journal that is in it; undefined: batches are counted instead. */
  upTo: number | undefined;
  /** The Catalog's timeline when the first row came; 0: it cannot fail over. */
  timeline = 0;
  /** Paths whose PathIds are in it, where the Catalog may fail over: a promoted one need not know them. */
  readonly #reliedOn = new Map<ByteString, number>();
  /** Each unknown path, and its place in the order in which they were met. */
  readonly #unknown = new Map<ByteString, number>();
  #unknownBytes = 0;
  /** Pairs: where a PathId goes, and which unknown path it is of. */
  #gaps: number[] = [];
  // Files of one folder come one after the other.
  #lastPath: ByteString | undefined;
  #lastIndex = 0;

  constructor(jobId: number) {
    this.rows = new FileRows(jobId);
  }

  get unknownPaths(): readonly ByteString[] {
    return [...this.#unknown.keys()];
  }

  get reliedOn(): ReadonlyMap<ByteString, number> {
    return this.#reliedOn;
  }

  /** How much memory it takes, roughly: paths count twice, as they travel to be resolved. */
  get byteLength(): number {
    return this.rows.byteLength + 2 * this.#unknownBytes + WORK_BYTES * this.works.length;
  }

  get isEmpty(): boolean {
    return this.rows.count === 0 && this.works.length === 0;
  }

  relyOn(path: ByteString, pathId: number): void {
    if (this.timeline === 0 || this.#reliedOn.has(path)) return;
    this.#reliedOn.set(ownCopy(path), pathId);
    this.#unknownBytes += path.length;
  }

  addResolved(row: FileRow, pathId: number): void {
    this.rows.append(row, pathId);
  }

  addUnresolved(row: FileRow, path: ByteString): void {
    if (path !== this.#lastPath) {
      this.#lastPath = path;
      this.#lastIndex = this.#indexOf(path);
    }
    this.#gaps.push(this.rows.append(row, 0), this.#lastIndex);
  }

  /** `pathIds` in the order of `unknownPaths`. */
  resolve(pathIds: readonly number[]): void {
    if (this.timeline !== 0)
      this.unknownPaths.forEach((path, index) => void this.#reliedOn.set(path, pathIds[index] ?? 0));
    for (let at = 0; at < this.#gaps.length; at += 2) {
      this.rows.setPathId(this.#gaps[at] ?? 0, pathIds[this.#gaps[at + 1] ?? 0] ?? 0);
    }
  }

  clear(): void {
    this.rows.clear();
    this.works = [];
    this.upTo = undefined;
    this.#unknown.clear();
    this.#reliedOn.clear();
    this.timeline = 0;
    this.#unknownBytes = 0;
    this.#gaps = [];
    this.#lastPath = undefined;
  }

  #indexOf(path: ByteString): number {
    const known = this.#unknown.get(path);
    if (known !== undefined) return known;
    const index = this.#unknown.size;
    this.#unknown.set(ownCopy(path), index);
    this.#unknownBytes += path.length;
    return index;
  }
}

/** Cut out of a longer text, a string keeps that text in memory for as long as it lives. */
const ownCopy = (path: ByteString): ByteString => Buffer.from(path, 'latin1').toString('latin1');
