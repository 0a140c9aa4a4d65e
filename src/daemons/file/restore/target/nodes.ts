/** What is restored by its attributes alone: links, devices, pipes and folders. All are made at once. */
import { linkSync, type Stats, symlinkSync } from 'node:fs';
import { byteStringToBytes } from '../../../../core/index.ts';
import type { LStat } from '../../../../protocol/index.ts';
import { findNative, NativeMissingError, SystemFault } from '../../native/index.ts';
import { TargetError } from '../errors.ts';
import { clearPlace } from './existing.ts';
import { type Folder, folderPath, type Place } from './folder.ts';
import type { Folders } from './folders.ts';
import type { RestoredEntry } from './restored-entry.ts';
import { type Sentence, setMode, setOwner, setTimes } from './set-attributes.ts';

const KIND = 0o170000;
const [FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET] = [0o010000, 0o020000, 0o060000, 0o140000];

const without = (sentences: readonly Sentence[]): string[] => sentences.filter((text) => text !== undefined);

/** Something without data, whose attributes are set at its path. */
const node = (path: string, lstat: LStat, follows: { readonly mode: boolean }): RestoredEntry => ({
  path,
  write: () => {},
  settle: () => without([setOwner(path, lstat), follows.mode ? setMode(path, lstat) : undefined]),
  close: () => without([setTimes(path, lstat)]),
});

/** @throws as Node's fs does, TargetError */
export function symlink(place: Place, existing: Stats | undefined, text: string, lstat: LStat): RestoredEntry {
  clearPlace(place, existing);
  symlinkSync(byteStringToBytes(text), byteStringToBytes(place.path));
  return node(place.path, lstat, { mode: false });
}

/** Another name of a file that was restored before; owner, mode and times are that one's. @throws TargetError */
export function hardLink(folders: Folders, place: Place, existing: Stats | undefined, first: string): RestoredEntry {
  const from = folders.place(first);
  try {
    clearPlace(place, existing);
    linkSync(byteStringToBytes(from.path), byteStringToBytes(place.path));
  } catch (error) {
    throw error instanceof TargetError
      ? error
      : new TargetError(`Could not hard link to ${first}: ERR=${SystemFault.of(error).message}`, { cause: error });
  } finally {
    folders.release(from);
  }
  return { path: undefined, write: () => {}, settle: () => [], close: () => [] };
}

/** A device or pipe; undefined: a socket, which only its program can make. @throws TargetError */
export function special(place: Place, existing: Stats | undefined, lstat: LStat): RestoredEntry | undefined {
  const kind = lstat.mode & KIND;
  if (kind === SOCKET) return undefined;
  if (kind !== FIFO && kind !== CHARACTER_DEVICE && kind !== BLOCK_DEVICE) {
    throw new TargetError('Its mode says that it is neither a device nor a pipe');
  }
  const native = findNative();
  if (native instanceof NativeMissingError) throw new TargetError(native.message);
  clearPlace(place, existing);
  const mode = lstat.mode & (KIND | 0o600);
  const fault = kind === FIFO ? native.makeFifo(place.path, mode) : native.makeNode(place.path, mode, lstat.rdev);
  if (fault !== undefined) throw new TargetError(`It cannot be made: ERR=${fault.message}`);
  return node(place.path, lstat, { mode: true });
}

/** Its content has come before it. */
export function directory(folders: Folders, folder: Folder, lstat: LStat): RestoredEntry {
  const path = folderPath(folder);
  const entry = node(path, lstat, { mode: true });
  return {
    ...entry,
    close: () => {
      const { atimeSec, mtimeSec } = lstat;
      folders.finish(folder, { atimeSec, mtimeSec, atimeNs: 0, mtimeNs: 0 });
      return entry.close();
    },
  };
}
