/** Files opened by their paths, asked what they are, and closed again: each file of a backup goes this way. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { holdsNul, type Libc, NUL_IN_NAME, PathPlace } from './libc.ts';
import { AT_EMPTY_PATH, AT_FDCWD, StatxResult } from './statx.ts';
import { SystemFault } from './system-fault.ts';

export interface OpenFiles {
  /** As open(2); what is opened is to be closed with `closeFile`, and with nothing else. */
  openFile(path: ByteString, flags: number): number | SystemFault;
  /** Of what is open: kind and permissions, as in `st_mode`. */
  modeOf(file: number): number | SystemFault;
  closeFile(file: number): void;
}

const CLOSE_ON_EXEC = 0o2000000;
/** STATX_TYPE | STATX_MODE */
const MASK = 3;

export function libcOpenFiles(libc: Libc): OpenFiles {
  const place = new PathPlace(libc);
  const result = new StatxResult();
  const resultAddress = libc.addressOf(result.memory);
  const noPath = new PathPlace(libc);
  return {
    openFile: (path, flags) => {
      if (holdsNul(path)) return NUL_IN_NAME;
      const file = libc.openat(AT_FDCWD, place.put(path), flags | CLOSE_ON_EXEC, 0);
      return file < 0 ? libc.fault() : file;
    },
    modeOf: (file) =>
      libc.statx(file, noPath.put(''), AT_EMPTY_PATH, MASK, resultAddress) === 0 ? result.mode : libc.fault(),
    // Not by Node, which warns of numbers in a worker thread that it has not given out itself.
    closeFile: (file) => void libc.close(file),
  };
}

/** Where there is no C library to ask. */
export const nodeOpenFiles: OpenFiles = {
  openFile: (path, flags) => attempt(() => openSync(byteStringToBytes(path), flags)),
  modeOf: (file) => attempt(() => fstatSync(file).mode),
  closeFile: (file) => closeSync(file),
};

function attempt(call: () => number): number | SystemFault {
  try {
    return call();
  } catch (error) {
    return SystemFault.of(error);
  }
}
