/**
 * Directories read with Node alone, where the C library is out of reach. By whole paths, so a directory swapped for a
 * link in the middle of it is followed; and half as fast.
 */
import { type BigIntStats, closeSync, constants, type Dir, lstatSync, opendirSync, openSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import type { DirectoryScan, DirectoryScans } from './directory-scan.ts';
import type { FileStat } from './file-stat.ts';
import { SystemFault } from './system-fault.ts';

const ENTRIES_AT_ONCE = 256;
const BILLION = 1_000_000_000n;

const attempt = <T>(call: () => T): T | SystemFault => {
  try {
    return call();
  } catch (error) {
    return SystemFault.of(error);
  }
};

const stat = (path: ByteString): FileStat | SystemFault =>
  attempt(() => toFileStat(lstatSync(byteStringToBytes(path), { bigint: true })));

/** opendir follows links, so the kernel is asked first what stands there. */
const open = (path: ByteString): DirectoryScan | SystemFault =>
  attempt(() => {
    const bytes = byteStringToBytes(path);
    closeSync(openSync(bytes, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW));
    return new NodeDirectoryScan(opendirSync(bytes, { encoding: 'latin1', bufferSize: ENTRIES_AT_ONCE }), path);
  });

export const nodeDirectoryScans = (): DirectoryScans => ({ stat, open });

class NodeDirectoryScan implements DirectoryScan {
  readonly #directory: Dir;
  readonly #path: ByteString;
  #name = '';

  constructor(directory: Dir, path: ByteString) {
    this.#directory = directory;
    this.#path = path.endsWith('/') ? path : `${path}/`;
  }

  next(): ByteString | SystemFault | undefined {
    return attempt(() => {
      const entry = this.#directory.readSync();
      if (entry === null) return undefined;
      this.#name = entry.name;
      return entry.name;
    });
  }

  stat(): FileStat | SystemFault {
    return stat(this.#path + this.#name);
  }

  open(): DirectoryScan | SystemFault {
    return open(this.#path + this.#name);
  }

  close(): void {
    this.#directory.closeSync();
  }
}

export const toFileStat = (from: BigIntStats): FileStat =>
  ({
    dev: Number(from.dev),
    ino: Number(from.ino),
    mode: Number(from.mode),
    nlink: Number(from.nlink),
    uid: Number(from.uid),
    gid: Number(from.gid),
    rdev: Number(from.rdev),
    sizeBytes: Number(from.size),
    blockSizeBytes: Number(from.blksize),
    blocks: Number(from.blocks),
    ...timeOf('atime', from.atimeNs),
    ...timeOf('mtime', from.mtimeNs),
    ...timeOf('ctime', from.ctimeNs),
    linkFileIndex: 0,
    flags: 0,
    dataStream: 0,
    inoHigh: Number((from.ino >> 32n) & 0xffff_ffffn),
    inoLow: Number(from.ino & 0xffff_ffffn),
    generation: Number(from.birthtimeNs & 0xffff_ffffn),
    noDump: false,
  }) as FileStat;

/** Seconds are rounded down, so that the nanoseconds are never negative. */
function timeOf(name: string, ns: bigint): Record<string, number> {
  const rest = ((ns % BILLION) + BILLION) % BILLION;
  return { [`${name}Sec`]: Number((ns - rest) / BILLION), [`${name}Ns`]: Number(rest) };
}
