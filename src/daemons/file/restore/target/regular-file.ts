/**
 * A file whose data is restored. It is made when its first data comes, or when there is none: until then what stood in its
 * place stays, so that data that nobody can decrypt destroys nothing.
 */
import { closeSync, constants, openSync, type Stats, writeSync } from 'node:fs';
import { byteStringToBytes } from '../../../../core/index.ts';
import type { LStat } from '../../../../protocol/index.ts';
import { clearPlace } from './existing.ts';
import type { Place } from './folder.ts';
import type { RestoredEntry } from './restored-entry.ts';
import { setOpenMode, setOwner, setTimes } from './set-attributes.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const MODE_MEANWHILE = 0o600;

export function regularFile(place: Place, existing: Stats | undefined, lstat: LStat): RestoredEntry {
  let fd: number | undefined;
  let position = 0;
  const open = (): number => {
    clearPlace(place, existing);
    return openSync(byteStringToBytes(place.path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, MODE_MEANWHILE);
  };
  return {
    path: place.path,
    write(bytes, address = position) {
      fd ??= open();
      writeAll(fd, bytes, address);
      position = address + bytes.length;
    },
    settle() {
      fd ??= open();
      return [setOwner(place.path, lstat), setOpenMode(fd, lstat)].filter((text) => text !== undefined);
    },
    close() {
      if (fd === undefined) return [];
      closeSync(fd);
      const problem = setTimes(place.path, lstat);
      return problem === undefined ? [] : [problem];
    },
  };
}

/** The system may take less than it was given. */
export function writeAll(fd: number, bytes: Buffer, address: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, address + done);
  }
}
