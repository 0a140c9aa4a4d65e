/**
 * The hard links of a Job in little memory: a table of inodes, and beside it a record for each, which may lie on the
 * disk. An inode is forgotten when all its names have been met, unless the FileSet leads to one of them twice.
 */
import { tmpdir } from 'node:os';
import { type ByteString, describeError, toByteString } from '../../../core/index.ts';
import type { FileSet } from '../file-set/index.ts';
import type { FileStat } from '../native/index.ts';
import type { HardLinks, SavedName } from './hard-links.ts';
import { type InodeKey, InodeTable } from './inode-table.ts';
import { Spill } from './spill.ts';

export interface HardLinksOptions {
  /** For the file that holds what memory shall not; the system's own place where left out. */
  readonly directory?: string;
  /** How many inodes are remembered at once; later ones are saved under each of their names. */
  readonly inodesMax?: number;
  /** The FileSet, or whether it leads to some files twice. */
  readonly fileSet?: FileSet;
  readonly chunksInMemory?: number;
}

const INODES_MAX = 30_000_000;

/** Of a record, in bytes from its beginning; the path stands behind it. */
const AT = {
  device: 0,
  low: 8,
  high: 12,
  generation: 16,
  fileIndex: 20,
  stream: 24,
  digestLength: 26,
  pathLength: 28,
  digest: 32,
} as const;
const DIGEST_BYTES_MAX = 64;
const HEAD_BYTES = AT.digest + DIGEST_BYTES_MAX;
/** Places are counted in these, so that 32 bits reach far. */
const UNIT_BYTES = 8;
const PLACE_MAX = 2 ** 32 - 1;

export function openHardLinks(options: HardLinksOptions = {}): HardLinks {
  return new SpillingHardLinks(options);
}

class SpillingHardLinks implements HardLinks {
  readonly #table = new InodeTable();
  readonly #spill: Spill;
  readonly #inodesMax: number;
  readonly #forgets: boolean;
  #trouble: ByteString | undefined;
  #full = false;

  constructor({ directory = tmpdir(), inodesMax = INODES_MAX, fileSet, chunksInMemory }: HardLinksOptions) {
    this.#spill = new Spill(directory, chunksInMemory);
    this.#inodesMax = inodesMax;
    this.#forgets = fileSet === undefined || !meetsTwice(fileSet);
  }

  find(stat: FileStat): SavedName | undefined {
    const slot = this.#slotOf(stat);
    if (slot < 0) return undefined;
    const name = this.#read(this.#table.placeOf(slot));
    if (this.#forgets && this.#table.countDown(slot) === 0) this.#forget(slot);
    return name;
  }

  note(stat: FileStat, recordedPath: ByteString, fileIndex: number): void {
    if (stat.nlink < 2 || this.#full || this.#slotOf(stat) >= 0) return;
    if (this.#table.size >= this.#inodesMax) {
      this.#giveUp(`more than ${this.#inodesMax} files with several names`);
      return;
    }
    this.#attempt(() => {
      const place = this.#append(stat, Buffer.from(recordedPath, 'latin1'), fileIndex);
      if (place > PLACE_MAX) this.#giveUp('their names take too much room');
      else this.#table.set(keyOf(stat), place, stat.nlink - 1);
    });
  }

  noteDigest(stat: FileStat, stream: number, digest: Buffer): void {
    const slot = stat.nlink < 2 || digest.length > DIGEST_BYTES_MAX ? -1 : this.#slotOf(stat);
    if (slot < 0) return;
    this.#attempt(() => {
      const numbers = Buffer.alloc(4);
      numbers.writeUInt16LE(stream, 0);
      numbers.writeUInt16LE(digest.length, 2);
      const offset = this.#table.placeOf(slot) * UNIT_BYTES - UNIT_BYTES;
      this.#spill.write(offset + AT.digest, digest);
      this.#spill.write(offset + AT.stream, numbers);
    });
  }

  complaint(): ByteString | undefined {
    const trouble = this.#trouble;
    this.#trouble = undefined;
    return trouble;
  }

  [Symbol.dispose](): void {
    this.#full = true;
    this.#spill[Symbol.dispose]();
  }

  #slotOf(stat: FileStat): number {
    return this.#table.find(keyOf(stat), (place) => {
      const head = this.#attempt(() => this.#spill.read(place * UNIT_BYTES - UNIT_BYTES, HEAD_BYTES));
      return (
        head !== undefined &&
        head.readDoubleLE(AT.device) === stat.dev &&
        head.readUInt32LE(AT.low) === stat.inoLow &&
        head.readUInt32LE(AT.high) === stat.inoHigh &&
        head.readUInt32LE(AT.generation) === stat.generation
      );
    });
  }

  #append(stat: FileStat, path: Buffer, fileIndex: number): number {
    const length = Math.ceil((HEAD_BYTES + path.length) / UNIT_BYTES) * UNIT_BYTES;
    const { offset, room } = this.#spill.append(length);
    room.fill(0, 0, HEAD_BYTES);
    room.writeDoubleLE(stat.dev, AT.device);
    room.writeUInt32LE(stat.inoLow, AT.low);
    room.writeUInt32LE(stat.inoHigh, AT.high);
    room.writeUInt32LE(stat.generation, AT.generation);
    room.writeUInt32LE(fileIndex, AT.fileIndex);
    room.writeUInt32LE(path.length, AT.pathLength);
    path.copy(room, HEAD_BYTES);
    return offset / UNIT_BYTES + 1;
  }

  #read(place: number): SavedName | undefined {
    return this.#attempt(() => {
      const offset = place * UNIT_BYTES - UNIT_BYTES;
      const head = this.#spill.read(offset, HEAD_BYTES);
      const digestLength = head.readUInt16LE(AT.digestLength);
      const digest = digestLength === 0 ? undefined : Buffer.from(head.subarray(AT.digest, AT.digest + digestLength));
      const [fileIndex, digestStream] = [head.readUInt32LE(AT.fileIndex), head.readUInt16LE(AT.stream)];
      const path = this.#spill.read(offset + HEAD_BYTES, head.readUInt32LE(AT.pathLength)).toString('latin1');
      return { path, fileIndex, digestStream, digest };
    });
  }

  #forget(slot: number): void {
    this.#table.delete(slot);
    if (this.#table.size === 0) this.#spill.clear();
  }

  #attempt<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.#giveUp(toByteString(describeError(error)));
      return undefined;
    }
  }

  /** What is known stays known. */
  #giveUp(why: ByteString): void {
    if (!this.#full) this.#trouble = `Hard links can no longer be remembered, further names are saved as files: ${why}`;
    this.#full = true;
  }
}

/** Two devices may have the same inode numbers; what is left of a collision, the record tells. */
const keyOf = ({ dev, inoHigh, inoLow }: FileStat): InodeKey => ({
  low: inoLow,
  high: (inoHigh ^ Math.imul(dev >>> 0, 0x9e37_79b1)) >>> 0,
});

/** One `File =` is another, or stands below it, as far as their names show. */
function meetsTwice({ includes }: FileSet): boolean {
  const tops = includes.flatMap(({ files }) => files.map((file) => `${file.replace(/\/+/g, '/').replace(/\/$/, '')}/`));
  tops.sort();
  return tops.some((top, index) => index > 0 && top.startsWith(tops[index - 1] as string));
}
