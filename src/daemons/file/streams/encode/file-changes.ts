/** What is said of files that cannot be read, or that were another file at the end than at the beginning. */
import { fstatSync } from 'node:fs';
import type { ByteString } from '../../../../core/index.ts';
import type { SystemFault } from '../../native/index.ts';
import type { DataEntry } from '../file-encoder.ts';
import type { FileProblem } from '../file-problem.ts';

export const cannotOpen = ({ path }: DataEntry, fault: SystemFault): FileProblem => ({
  path,
  message: 'notsaved',
  text: `     Cannot open "${path}": ERR=${fault.message}.`,
  countsAsError: true,
});

export const cannotRead = ({ path }: DataEntry, fault: SystemFault): FileProblem => ({
  path,
  message: 'error',
  text: `Read error on file ${path}. ERR=${fault.message}`,
  countsAsError: true,
});

/** A fault of the file; anything else ends the Job. */
export const isSystemError = (error: unknown): boolean => error instanceof Error && 'errno' in error;

/** Of a regular file that was read up to `position`. */
export function changes(fd: number, { path, stat, options }: DataEntry, position: number): FileProblem[] {
  const problems: FileProblem[] = [];
  if (position < stat.sizeBytes) {
    const text = `${path} shrank while it was saved: ${position} of ${stat.sizeBytes} bytes were there`;
    problems.push({ path, message: 'warning', text, countsAsError: true });
  }
  if (options.checkFileChanges) problems.push(...asked(fd, path, stat));
  return problems;
}

/** The option asks for more than what spoils the copy. */
function asked(fd: number, path: ByteString, stat: DataEntry['stat']): FileProblem[] {
  const now = fstatSync(fd, { bigint: true });
  const mtimeNs = BigInt(stat.mtimeSec) * 1_000_000_000n + BigInt(stat.mtimeNs);
  const changed: string[] = [];
  if (now.mtimeNs !== mtimeNs) changed.push('mtime');
  if (now.size !== BigInt(stat.sizeBytes)) changed.push('size');
  return changed.map((what) => ({
    path,
    message: 'error',
    text: `${path} ${what} changed during backup.`,
    countsAsError: true,
  }));
}
