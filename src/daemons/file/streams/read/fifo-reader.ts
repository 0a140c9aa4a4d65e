/** Reads from a named pipe up to its end. Whoever should write into it is waited for, a bounded time. */
import { readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataReader, Pause } from './data-reader.ts';

export interface FifoOptions {
  readonly pause?: Pause | undefined;
  /** For the first byte; a genuine Client has as much. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;
const POLL_MS = 10;

/** `fd` was opened without waiting: no bytes mean that nobody writes yet, or no longer. */
export function openFifoReader(fd: number, { pause, patienceMs = PATIENCE_MS }: FifoOptions = {}): DataReader {
  const deadlineMs = performance.now() + patienceMs;
  return {
    position: 0,
    async read(target, at, bytes) {
      let got = 0;
      while (got < bytes) {
        const n = readNow(fd, target, at + got, bytes - got);
        const begun = this.position + got > 0;
        if (n === 0 && begun) break;
        if (n === 0 && performance.now() > deadlineMs) throw nobodyWrites(patienceMs);
        if (n === undefined || n === 0) {
          await pause?.();
          await sleep(POLL_MS);
        } else got += n;
      }
      this.position += got;
      return got;
    },
  };
}

/** Undefined: a writer is there, and has nothing yet. */
function readNow(fd: number, target: Buffer, at: number, bytes: number): number | undefined {
  try {
    return readSync(fd, target, at, bytes, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return undefined;
  }
}

/** Shaped as what a read throws, so that it is told as what it is: a file that cannot be read. */
function nobodyWrites(patienceMs: number): Error {
  const text = `ETIMEDOUT: nobody wrote into the pipe within ${Math.round(patienceMs / 1000)} seconds, read`;
  return Object.assign(new Error(text), { errno: -110, code: 'ETIMEDOUT' });
}
