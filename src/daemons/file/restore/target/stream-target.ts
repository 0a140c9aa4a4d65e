/**
 * A raw device or a pipe that exists and takes the data of one (types 16 and 17). Devices only in their original place:
 * below a target folder they become files, for what is written into a device lands outside of every folder.
 */
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { byteStringToBytes } from '../../../../core/index.ts';
import { SystemFault } from '../../native/index.ts';
import { TargetError } from '../errors.ts';
import type { Place } from './folder.ts';
import { writeAll } from './regular-file.ts';
import type { RestoredEntry } from './restored-entry.ts';

const { O_WRONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** A reader of a pipe is waited for so long, and so is its next sign of life, unless something else is told. */
const PATIENCE_MS = 60_000;
const POLL_MS = 10;

/** `rdev`: of the device that was saved; another one is not written. @throws TargetError */
export function deviceTarget(place: Place, rdev: number): RestoredEntry {
  const fd = openSync(byteStringToBytes(place.path), O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
  const stat = fstatSync(fd);
  if (!stat.isBlockDevice() || stat.rdev !== rdev) {
    closeSync(fd);
    throw new TargetError('It is not the device that was saved');
  }
  let position = 0;
  const write = (bytes: Buffer, address = position): void => {
    writeAll(fd, bytes, address);
    position = address + bytes.length;
  };
  return openTarget(fd, write);
}

/** Somebody must read from it. @throws TargetError */
export function pipeTarget(place: Place, patienceMs = PATIENCE_MS): RestoredEntry {
  const fd = patiently(patienceMs, 'nobody reads from it', () =>
    openSync(byteStringToBytes(place.path), O_WRONLY | O_NOFOLLOW | O_NONBLOCK),
  );
  if (!fstatSync(fd).isFIFO()) {
    closeSync(fd);
    throw new TargetError('It is no pipe any more');
  }
  const write = (bytes: Buffer): void => {
    for (let done = 0; done < bytes.length; ) {
      done += patiently(patienceMs, 'its reader has stopped', () => writeSync(fd, bytes, done, bytes.length - done));
    }
  };
  return openTarget(fd, write);
}

/** What exists keeps its owner, mode and times. */
const openTarget = (fd: number, write: RestoredEntry['write']): RestoredEntry => ({
  path: undefined,
  write,
  settle: () => [],
  close: () => {
    closeSync(fd);
    return [];
  },
});

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Again and again while the other end is not there or is busy. This thread may stand still. */
function patiently<T>(patienceMs: number, found: string, work: () => T): T {
  for (const untilMs = performance.now() + patienceMs; ; ) {
    try {
      return work();
    } catch (error) {
      const { code } = SystemFault.of(error);
      if (code !== 'ENXIO' && code !== 'EAGAIN') throw error;
      if (performance.now() > untilMs) throw new TargetError(`The pipe takes no data: ${found}`);
      Atomics.wait(pause, 0, 0, POLL_MS);
    }
  }
}
