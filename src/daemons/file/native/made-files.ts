/**
 * Files that are made in a folder that is held open, written, and given their owner, mode and times: each file of a restore
 * goes this way. Nothing that stands there already is ever opened, no link is followed, and no path is walked.
 */
import { closeSync, constants, fchmodSync, fchownSync, futimesSync, openSync, writeSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { type FileTimes, TimesPlace } from './file-times.ts';
import { holdsNul, type Libc, NUL_IN_NAME, PathPlace } from './libc.ts';
import { SystemFault } from './system-fault.ts';

export interface MadeFiles {
  /** A new file of that name in the open folder, to be written; `closeMade` closes it, and nothing else. */
  makeFile(folder: number, name: ByteString, mode: number): number | SystemFault;
  /** Takes all of the bytes, at that place of the file. */
  writeMade(file: number, bytes: Buffer, position: number): SystemFault | undefined;
  setMadeOwner(file: number, uid: number, gid: number): SystemFault | undefined;
  setMadeMode(file: number, mode: number): SystemFault | undefined;
  setMadeTimes(file: number, times: FileTimes): SystemFault | undefined;
  closeMade(file: number): SystemFault | undefined;
}

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const CLOSE_ON_EXEC = 0o2000000;
const FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;

export function libcMadeFiles(libc: Libc): MadeFiles {
  const place = new PathPlace(libc);
  const times = new TimesPlace();
  const timesAddress = libc.addressOf(times.bytes);
  const done = (result: number): SystemFault | undefined => (result === 0 ? undefined : libc.fault());

  return {
    makeFile: (folder, name, mode) => {
      if (holdsNul(name)) return NUL_IN_NAME;
      const file = libc.openat(folder, place.put(name), FLAGS | CLOSE_ON_EXEC, mode);
      return file < 0 ? libc.fault() : file;
    },
    writeMade: (file, bytes, position) => {
      for (let at = 0; at < bytes.length; ) {
        const rest = at === 0 ? bytes : bytes.subarray(at);
        const taken = libc.pwrite(file, rest, rest.length, position + at);
        if (taken > 0) at += taken;
        else {
          const fault = taken < 0 ? libc.fault() : NO_ROOM;
          if (fault.code !== 'EINTR') return fault;
        }
      }
      return undefined;
    },
    setMadeOwner: (file, uid, gid) => done(libc.fchown(file, uid, gid)),
    setMadeMode: (file, mode) => done(libc.fchmod(file, mode)),
    setMadeTimes: (file, given) => {
      times.put(given);
      return done(libc.futimens(file, timesAddress));
    },
    // Not by Node, which warns of numbers in a worker thread that it has not given out itself.
    closeMade: (file) => done(libc.close(file)),
  };
}

const NO_ROOM = new SystemFault('EIO', 'The system took no bytes');

/** Node takes a number before 1970 for now. */
const dateOf = (sec: number): Date => new Date(sec * 1000);

/** Where there is no C library to ask. */
export const nodeMadeFiles: MadeFiles = {
  makeFile: (folder, name, mode) => {
    let file = -1;
    const fault = attempt(() => {
      file = openSync(byteStringToBytes(`/proc/self/fd/${folder}/${name}`), FLAGS, mode);
    });
    return fault ?? file;
  },
  writeMade: (file, bytes, position) =>
    attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at);
    }),
  setMadeOwner: (file, uid, gid) => attempt(() => fchownSync(file, uid, gid)),
  setMadeMode: (file, mode) => attempt(() => fchmodSync(file, mode)),
  setMadeTimes: (file, { atimeSec, mtimeSec }) => attempt(() => futimesSync(file, dateOf(atimeSec), dateOf(mtimeSec))),
  closeMade: (file) => attempt(() => closeSync(file)),
};

function attempt(call: () => void): SystemFault | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return SystemFault.of(error);
  }
}
