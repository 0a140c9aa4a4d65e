/** Directories read with getdents64, openat and statx: nothing is allocated for an entry but its name and its numbers. */
import { constants } from 'node:fs';
import type { ByteString } from '../../../core/index.ts';
import type { DirectoryScan, DirectoryScans } from './directory-scan.ts';
import type { FileStat } from './file-stat.ts';
import { holdsNul, type Libc, NUL_IN_NAME, PathPlace } from './libc.ts';
import { AT_FDCWD, STATX_FLAGS, STATX_MASK, StatxResult } from './statx.ts';
import type { SystemFault } from './system-fault.ts';

const BATCH_BYTES = 32 * 1024;
/** Batches that wait for the next directory. */
const SPARE_BATCHES_MAX = 64;

/** Of a directory entry of the kernel: int64 ino, int64 off, uint16 length, uint8 type, name with NUL. */
const LENGTH_AT = 16;
const NAME_AT = 19;

const DOT = 0x2e;
const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
const O_CLOEXEC = 0o2000000;
const FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
const O_NOATIME = constants.O_NOATIME;

interface Batch {
  readonly bytes: Buffer;
  readonly lengths: Uint16Array;
  readonly address: number;
}

export function libcDirectoryScans(libc: Libc): DirectoryScans {
  const result = new StatxResult();
  const resultAddress = libc.addressOf(result.memory);
  const spare: Batch[] = [];

  const statAt = (directory: number, nameAddress: number): FileStat | SystemFault =>
    libc.statx(directory, nameAddress, STATX_FLAGS, STATX_MASK, resultAddress) === 0 ? result.read() : libc.fault();

  const openAt = (directory: number, nameAddress: number, noAtime: boolean): DirectoryScan | SystemFault => {
    let fd = libc.openat(directory, nameAddress, noAtime ? FLAGS | O_NOATIME : FLAGS, 0);
    if (fd < 0 && noAtime) fd = libc.openat(directory, nameAddress, FLAGS, 0);
    return fd < 0 ? libc.fault() : new LibcDirectoryScan(fd);
  };

  const place = new PathPlace(libc);

  class LibcDirectoryScan implements DirectoryScan {
    readonly #fd: number;
    readonly #batch = spare.pop() ?? newBatch(libc);
    #filled = 0;
    #following = 0;
    #name = 0;
    #closed = false;

    constructor(fd: number) {
      this.#fd = fd;
    }

    next(): ByteString | SystemFault | undefined {
      const { bytes, lengths } = this.#batch;
      for (;;) {
        if (this.#following >= this.#filled) {
          const got = libc.getdents64(this.#fd, this.#batch.address, BATCH_BYTES);
          if (got < 0) return libc.fault();
          if (got === 0) return undefined;
          this.#filled = got;
          this.#following = 0;
        }
        this.#name = this.#following + NAME_AT;
        this.#following += lengths[(this.#following + LENGTH_AT) >> 1] as number;
        const end = bytes.indexOf(0, this.#name);
        if (!isDots(bytes, this.#name, end)) return bytes.toString('latin1', this.#name, end);
      }
    }

    stat(): FileStat | SystemFault {
      return statAt(this.#fd, this.#batch.address + this.#name);
    }

    open(noAtime: boolean): DirectoryScan | SystemFault {
      return openAt(this.#fd, this.#batch.address + this.#name, noAtime);
    }

    close(): void {
      if (this.#closed) return;
      this.#closed = true;
      // Not by Node, which warns of numbers in a worker thread that it has not given out itself.
      libc.close(this.#fd);
      if (spare.length < SPARE_BATCHES_MAX) spare.push(this.#batch);
    }
  }

  return {
    stat: (path) => (holdsNul(path) ? NUL_IN_NAME : statAt(AT_FDCWD, place.put(path))),
    open: (path, noAtime) => (holdsNul(path) ? NUL_IN_NAME : openAt(AT_FDCWD, place.put(path), noAtime)),
  };
}

/** Memory of its own, as it is aligned for the kernel's structures. */
function newBatch(libc: Libc): Batch {
  const memory = new ArrayBuffer(BATCH_BYTES);
  const bytes = Buffer.from(memory);
  return { bytes, lengths: new Uint16Array(memory), address: libc.addressOf(bytes) };
}

/** `.` and `..`, which are the directory itself and the one above. */
const isDots = (bytes: Buffer, from: number, to: number): boolean =>
  bytes[from] === DOT && (to === from + 1 || (to === from + 2 && bytes[from + 1] === DOT));
