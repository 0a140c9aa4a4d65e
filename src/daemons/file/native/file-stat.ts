/** What the operating system knows about a file, in the numbers of an LStat (specification 04 §4.2), and exacter. */
import type { LStat } from '../../../protocol/index.ts';

export interface FileStat extends LStat {
  /** Parts of a second, in nanoseconds. */
  readonly atimeNs: number;
  readonly mtimeNs: number;
  readonly ctimeNs: number;
  /** The inode number exactly, in two halves of 32 bits: `ino` may be rounded above 2^53. */
  readonly inoHigh: number;
  readonly inoLow: number;
  /** Tells a file from one that gets its inode number later, from the time of its birth; 0 where that is not known. */
  readonly generation: number;
  /** The `nodump` attribute (chattr +d). */
  readonly noDump: boolean;
}
