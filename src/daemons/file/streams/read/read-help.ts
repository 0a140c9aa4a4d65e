/** What reading gains from the operating system, where that can be asked: see native. */
import { fstatSync } from 'node:fs';
import { findNative, type Native, NativeMissingError, SystemFault } from '../../native/index.ts';
import type { DataEntry } from '../file-encoder.ts';

function native(): Native | undefined {
  const found = findNative();
  return found instanceof NativeMissingError ? undefined : found;
}

/** Where data begins at or after `offset`; the file's size where only a hole follows. Undefined: nobody knows. */
export function nextData(fd: number, offset: number, sizeBytes: number): number | undefined {
  const known = native();
  if (known === undefined) return undefined;
  const data = known.nextData(fd, offset);
  return data instanceof SystemFault ? undefined : (data ?? sizeBytes);
}

/** The whole file will be read from its beginning to its end. */
export const readAhead = (fd: number): void => void native()?.willReadSequentially(fd);

/** Sets the time of access back to what the walk saw; the time of modification stays what it is now. */
export function keepAtime(fd: number, { path, stat }: DataEntry): void {
  const { mtimeNs } = fstatSync(fd, { bigint: true });
  native()?.setTimes(path, {
    atimeSec: stat.atimeSec,
    atimeNs: stat.atimeNs,
    mtimeSec: Number(mtimeNs / 1_000_000_000n),
    mtimeNs: Number(mtimeNs % 1_000_000_000n),
  });
}
