/** The structure that statx fills, read as an LStat has it (specification 04 §4.2). */
import type { FileStat } from './file-stat.ts';
import { HIGH_HALF, LOW_HALF } from './libc.ts';

export const STATX_BYTES = 256;
/** STATX_BASIC_STATS | STATX_BTIME: all that stat knows, and the time of birth. */
export const STATX_MASK = 0x7ff | 0x800;
export const AT_FDCWD = -100;
/** AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT */
export const STATX_FLAGS = 0x100 | 0x800;

/** The path is empty: ask about the open file itself. */
export const AT_EMPTY_PATH = 0x1000;

const NODUMP = 0x40;
const TWO_32 = 0x1_0000_0000;

/** Words of 32 bits: where in the structure what stands. */
const AT = {
  blockSize: 1,
  attributes: 2,
  nlink: 4,
  uid: 5,
  gid: 6,
  ino: 8,
  size: 10,
  blocks: 12,
  atime: 16,
  btime: 20,
  ctime: 24,
  mtime: 28,
  rdev: 32,
  dev: 34,
} as const;
const MODE_AT = 14;

export class StatxResult {
  readonly memory = Buffer.alloc(STATX_BYTES);
  readonly #words = new Uint32Array(this.memory.buffer, this.memory.byteOffset, STATX_BYTES / 4);
  readonly #signed = new Int32Array(this.memory.buffer, this.memory.byteOffset, STATX_BYTES / 4);
  readonly #shorts = new Uint16Array(this.memory.buffer, this.memory.byteOffset, STATX_BYTES / 2);

  get mode(): number {
    return this.#short(MODE_AT);
  }

  read(): FileStat {
    return {
      dev: this.#device(AT.dev),
      ino: this.#long(AT.ino),
      mode: this.#short(MODE_AT),
      nlink: this.#word(AT.nlink),
      uid: this.#word(AT.uid),
      gid: this.#word(AT.gid),
      rdev: this.#device(AT.rdev),
      sizeBytes: this.#long(AT.size),
      blockSizeBytes: this.#word(AT.blockSize),
      blocks: this.#long(AT.blocks),
      atimeSec: this.#long(AT.atime),
      mtimeSec: this.#long(AT.mtime),
      ctimeSec: this.#long(AT.ctime),
      linkFileIndex: 0,
      flags: 0,
      dataStream: 0,
      atimeNs: this.#word(AT.atime + 2),
      mtimeNs: this.#word(AT.mtime + 2),
      ctimeNs: this.#word(AT.ctime + 2),
      inoHigh: this.#word(AT.ino + HIGH_HALF),
      inoLow: this.#word(AT.ino + LOW_HALF),
      generation: (this.#word(AT.btime + LOW_HALF) ^ Math.imul(this.#word(AT.btime + 2), 0x9e37_79b1)) >>> 0,
      noDump: (this.#word(AT.attributes + LOW_HALF) & NODUMP) !== 0,
    };
  }

  #word(at: number): number {
    return this.#words[at] as number;
  }

  #short(at: number): number {
    return this.#shorts[at] as number;
  }

  /** Signed, as times before 1970 are. */
  #long(at: number): number {
    return (this.#signed[at + HIGH_HALF] as number) * TWO_32 + (this.#words[at + LOW_HALF] as number);
  }

  #device(at: number): number {
    return deviceNumber(this.#word(at), this.#word(at + 1));
  }
}

/** As the C library puts major and minor together in a dev_t. */
export const deviceNumber = (major: number, minor: number): number =>
  ((major & 0xfff) << 8) + (minor & 0xff) + (minor - (minor & 0xff)) * 0x1000 + (major - (major & 0xfff)) * TWO_32;
