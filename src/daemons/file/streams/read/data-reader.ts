/**
 * Reads the data of an open file in records of full size, the last one excepted: a regular file up to the size that its
 * attributes tell (what it grows by meanwhile belongs to the next backup), a device or pipe up to its end.
 */
import { readSync } from 'node:fs';
import { openFifoReader } from './fifo-reader.ts';
import { DATA_TYPE } from './open-data.ts';

/** Called before each record, and while nothing comes; throws to stop. */
export type Pause = () => Promise<void> | undefined;

export interface DataReader {
  /** Where the next record begins in the file. */
  position: number;
  /** Fills `bytes` of `target` from `at` on; returns how many it got, 0 at the end. Throws as Node's fs does. */
  read(target: Buffer, at: number, bytes: number): number | Promise<number>;
}

/** `pause`: asked while a pipe is waited for. */
export function openReader(fd: number, type: number, sizeBytes: number, pause?: Pause): DataReader {
  if (type === DATA_TYPE.fifo) return openFifoReader(fd, { pause });
  return blockReader(fd, type === DATA_TYPE.device ? Number.MAX_SAFE_INTEGER : sizeBytes);
}

function blockReader(fd: number, limit: number): DataReader {
  return {
    position: 0,
    read(target, at, bytes) {
      const wanted = Math.min(bytes, limit - this.position);
      let got = 0;
      while (got < wanted) {
        const n = readSync(fd, target, at + got, wanted - got, this.position + got);
        if (n === 0) break;
        got += n;
      }
      this.position += got;
      return got;
    },
  };
}
