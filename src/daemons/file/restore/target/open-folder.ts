/** How one folder of a restore is opened again and left: with the times that its record gave it, whatever was put into it. */
import { chmodSync, closeSync, fstatSync } from 'node:fs';
import type { ByteString } from '../../../../core/index.ts';
import { type Folder, folderPath } from './folder.ts';
import { setTimes } from './set-attributes.ts';

const WRITABLE = 0o300;

const runsAsRoot = process.getuid?.() === 0;

/** A folder that was just opened. */
export function newFolder(key: ByteString, fd: number): Folder {
  const { ino } = fstatSync(fd);
  return { key, fd, ino, holds: 0, times: undefined, dirty: false, mode: undefined };
}

/** Its times are those of its record; without root it may have to be made writable again. */
export function reopen(folder: Folder): void {
  const { atimeNs, mtimeNs, mode } = fstatSync(folder.fd, { bigint: true });
  const [atimeSec, mtimeSec] = [Number(atimeNs / 1_000_000_000n), Number(mtimeNs / 1_000_000_000n)];
  folder.times = {
    atimeSec,
    mtimeSec,
    atimeNs: Number(atimeNs % 1_000_000_000n),
    mtimeNs: Number(mtimeNs % 1_000_000_000n),
  };
  const permissions = Number(mode) & 0o7777;
  if (runsAsRoot || (permissions & WRITABLE) === WRITABLE) return;
  if (attempt(() => chmodSync(folderPath(folder), permissions | WRITABLE))) folder.mode = permissions;
}

/** It is closed, and gets its times and its mode. */
export function leave(folder: Folder): void {
  if (folder.mode !== undefined) attempt(() => chmodSync(folderPath(folder), folder.mode as number));
  if (folder.dirty && folder.times !== undefined) setTimes(folderPath(folder), folder.times);
  closeSync(folder.fd);
}

/** Whether it worked; whatever depends on it is seen later. */
export function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
