/** Holes of files, and what the kernel keeps of them in memory. All on open files, all offsets and lengths in bytes. */
import type { Libc } from './libc.ts';
import type { SystemFault } from './system-fault.ts';

export interface FileExtents {
  /** Where the next data at or behind `offset` begins; undefined: only a hole follows. Moves the file's position. */
  nextData(fd: number, offset: number): number | SystemFault | undefined;
  /** Where the next hole at or behind `offset` begins; every file ends in one. Moves the file's position. */
  nextHole(fd: number, offset: number): number | SystemFault | undefined;
  /** The range reads as zeros afterwards and takes no room. */
  punchHole(fd: number, offset: number, length: number): SystemFault | undefined;
  /** Room for the range, so that it can be written; the size grows where it must. */
  allocate(fd: number, offset: number, length: number): SystemFault | undefined;
  /** The kernel may forget what it has read of the range: a backup must not push out what others work with. */
  dropCache(fd: number, offset: number, length: number): SystemFault | undefined;
  /** Read ahead farther than usual. */
  willReadSequentially(fd: number): SystemFault | undefined;
}

const [SEEK_DATA, SEEK_HOLE] = [3, 4];
const [KEEP_SIZE, PUNCH_HOLE] = [1, 2];
const [ADVICE_SEQUENTIAL, ADVICE_DONTNEED] = [2, 4];

export function libcFileExtents(libc: Libc): FileExtents {
  const seek = (fd: number, offset: number, whence: number): number | SystemFault | undefined => {
    const found = libc.lseek(fd, offset, whence);
    if (found >= 0) return found;
    const fault = libc.fault();
    return fault.code === 'ENXIO' ? undefined : fault;
  };
  const done = (result: number): SystemFault | undefined => (result === 0 ? undefined : libc.fault());
  const advise = (fd: number, offset: number, length: number, advice: number): SystemFault | undefined => {
    const errno = libc.posix_fadvise(fd, offset, length, advice);
    return errno === 0 ? undefined : libc.faultOf(errno);
  };
  return {
    nextData: (fd, offset) => seek(fd, offset, SEEK_DATA),
    nextHole: (fd, offset) => seek(fd, offset, SEEK_HOLE),
    punchHole: (fd, offset, length) => done(libc.fallocate(fd, KEEP_SIZE | PUNCH_HOLE, offset, length)),
    allocate: (fd, offset, length) => done(libc.fallocate(fd, 0, offset, length)),
    dropCache: (fd, offset, length) => advise(fd, offset, length, ADVICE_DONTNEED),
    willReadSequentially: (fd) => advise(fd, 0, 0, ADVICE_SEQUENTIAL),
  };
}
