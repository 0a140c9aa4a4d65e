/**
 * Reads the data of an open file in records of full size, the last one excepted: a regular file up to the size that its
 * attributes tell (what it grows by meanwhile belongs to the next backup), a device or pipe up to its end.
 */
import { readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DATA_TYPE } from './open-data.ts';

/** Somebody who writes into a pipe is waited for so long. */
const FIFO_WAIT_MS = 60_000;
const FIFO_POLL_MS = 10;

export interface DataReader {
  /** Where the next record begins in the file. */
  position: number;
  /** Fills `bytes` of `target` from `at` on; returns how many it got, 0 at the end. Throws as Node's fs does. */
  read(target: Buffer, at: number, bytes: number): number | Promise<number>;
}

export function openReader(fd: number, type: number, sizeBytes: number): DataReader {
  if (type === DATA_TYPE.fifo) return fifoReader(fd);
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

/** Opened without waiting: no bytes mean that nobody writes yet, or no longer. */
function fifoReader(fd: number): DataReader {
  const patience = performance.now() + FIFO_WAIT_MS;
  const more = (target: Buffer, at: number, bytes: number): number | undefined => {
    try {
      return readSync(fd, target, at, bytes, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      return undefined;
    }
  };
  return {
    position: 0,
    async read(target, at, bytes) {
      let got = 0;
      while (got < bytes) {
        const n = more(target, at + got, bytes - got);
        const waiting = n === undefined || (n === 0 && this.position + got === 0 && performance.now() < patience);
        if (waiting) await sleep(FIFO_POLL_MS);
        else if (n === 0) break;
        else got += n;
      }
      this.position += got;
      return got;
    },
  };
}
