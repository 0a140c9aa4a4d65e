/** What a restore makes and sets and Node cannot: devices, fifos, times to the nanosecond, also of links themselves. */
import type { ByteString } from '../../../core/index.ts';
import { type FileTimes, TimesPlace } from './file-times.ts';
import { cString, holdsNul, type Libc, NUL_IN_NAME } from './libc.ts';
import type { SystemFault } from './system-fault.ts';

export interface FileNodes {
  /** `mode` with the bits of its kind (S_IFCHR, S_IFBLK), `device` as in `rdev` of an LStat. The umask applies. */
  makeNode(path: ByteString, mode: number, device: number): SystemFault | undefined;
  makeFifo(path: ByteString, mode: number): SystemFault | undefined;
  /** Never follows a link. */
  changeOwner(path: ByteString, uid: number, gid: number): SystemFault | undefined;
  /** Never follows a link. */
  setTimes(path: ByteString, times: FileTimes): SystemFault | undefined;
  /** For the whole process, in every thread; the one before is returned. */
  setUmask(mask: number): number;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;

export function libcFileNodes(libc: Libc): FileNodes {
  const times = new TimesPlace();
  const done = (result: number): SystemFault | undefined => (result === 0 ? undefined : libc.fault());
  const on = (path: ByteString, call: (file: Buffer) => number): SystemFault | undefined =>
    holdsNul(path) ? NUL_IN_NAME : done(call(cString(path)));

  return {
    makeNode: (path, mode, device) => on(path, (file) => libc.mknod(file, mode, device)),
    makeFifo: (path, mode) => on(path, (file) => libc.mkfifo(file, mode)),
    changeOwner: (path, uid, gid) => on(path, (file) => libc.lchown(file, uid, gid)),
    setTimes: (path, given) => {
      times.put(given);
      return on(path, (file) => libc.utimensat(AT_FDCWD, file, times.bytes, AT_SYMLINK_NOFOLLOW));
    },
    setUmask: (mask) => libc.umask(mask),
  };
}
