/**
 * What the Catalog knows of the files that a Job looks at (specification 02 §8): the list that the Director sends, kept
 * so that a million files take less than a hundred megabytes. Each is found by its path, and ticked off when it is met.
 */
import type { ByteString } from '../../../core/index.ts';
import { ByteKeys, KEY_BYTES_MAX } from './byte-keys.ts';
import { PACKED_BYTES_MAX, PackedReader, packNumber, readLStatFields } from './packed-numbers.ts';

export interface KnownFile {
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly atimeSec: number;
  readonly mtimeSec: number;
  readonly ctimeSec: number;
  readonly deltaSeq: number;
  /** Empty: the Catalog has none, or the FileSet does not compare them. */
  readonly digest: Buffer;
}

const SLASH = 0x2f;
const PATH_BYTES_MAX = 8192;
const DIGEST_TEXT_MAX = 128;
/** dev ino mode nlink uid gid rdev size blksize blocks atime mtime ctime */
const LSTAT_FIELDS = 13;
const KEPT_FIELDS = 9;

// Behind a file's name: flags (uint8), delta (uint16), length of the digest (uint8), the digest, the packed numbers.
const SEEN = 1;
const FIXED_BYTES = 4;

export class AccurateTable {
  readonly #folders = new ByteKeys();
  readonly #files = new ByteKeys();
  readonly #scratch = Buffer.allocUnsafe(PATH_BYTES_MAX);
  readonly #lstat = new Float64Array(LSTAT_FIELDS);
  readonly #packed = Buffer.allocUnsafe(KEPT_FIELDS * PACKED_BYTES_MAX);
  /** The folder that was asked for last: files of one folder come together. */
  #lastFolder: ByteString = '';
  #lastFolderAddress = 0;

  get count(): number {
    return this.#files.count;
  }

  /** Memory taken, in bytes. */
  get bytes(): number {
    return this.#folders.bytes + this.#files.bytes;
  }

  expect(files: number): void {
    this.#files.expect(files);
  }

  /** One packet of the list: `<path>\0<LStat>\0<digest>\0<delta>`. What makes no sense is passed over. */
  add(packet: Buffer): void {
    const endOfPath = packet.indexOf(0);
    if (endOfPath < 1 || endOfPath > KEY_BYTES_MAX) return;
    const endOfLStat = endOf(packet, endOfPath + 1);
    const endOfDigest = endOf(packet, endOfLStat + 1);
    const delta = Number.parseInt(packet.toString('latin1', endOfDigest + 1, endOfDigest + 8), 10) || 0;
    const digest = packet.toString('latin1', endOfLStat + 1, Math.min(endOfDigest, endOfLStat + 1 + DIGEST_TEXT_MAX));
    const digestBytes = Math.floor((digest.length * 3) / 4);
    const packedBytes = this.#pack(packet, endOfPath + 1, endOfLStat);
    const split = folderEnd(packet, endOfPath);
    const folder = this.#folderOf(packet, split);
    const address = this.#files.put(folder, packet, split, endOfPath, FIXED_BYTES + digestBytes + packedBytes);
    const [chunk, at] = [this.#files.chunkOf(address), this.#files.roomOf(address)];
    chunk[at] = 0;
    chunk.writeUInt16LE(Math.min(0xffff, Math.max(0, delta)), at + 1);
    chunk[at + 3] = digestBytes;
    if (digestBytes > 0) chunk.write(digest, at + FIXED_BYTES, digestBytes, 'base64');
    this.#packed.copy(chunk, at + FIXED_BYTES + digestBytes, 0, packedBytes);
  }

  /** A path as it is recorded, a directory's with its slash; 0: the Catalog does not know it. */
  find(path: ByteString): number {
    const length = path.length;
    if (length === 0 || length > PATH_BYTES_MAX) return 0;
    this.#scratch.write(path, 0, length, 'latin1');
    const split = folderEnd(this.#scratch, length);
    const folder = path.slice(0, split);
    if (folder !== this.#lastFolder) {
      this.#lastFolder = folder;
      this.#lastFolderAddress = this.#folders.find(0, this.#scratch, 0, split);
    }
    if (this.#lastFolderAddress === 0 && split > 0) return 0;
    return this.#files.find(this.#lastFolderAddress, this.#scratch, split, length);
  }

  /** `address`: what `find` returned. */
  get(address: number): KnownFile {
    const [chunk, at] = [this.#files.chunkOf(address), this.#files.roomOf(address)];
    const endOfDigest = at + FIXED_BYTES + (chunk[at + 3] as number);
    const packed = new PackedReader(chunk, endOfDigest);
    const [ino, mode, nlink, uid] = [packed.next(), packed.next(), packed.next(), packed.next()];
    const [gid, sizeBytes, mtimeSec] = [packed.next(), packed.next(), packed.next()];
    return {
      ino,
      mode,
      nlink,
      uid,
      gid,
      sizeBytes,
      mtimeSec,
      ctimeSec: mtimeSec + packed.next(),
      atimeSec: mtimeSec + packed.next(),
      deltaSeq: chunk.readUInt16LE(at + 1),
      digest: chunk.subarray(at + FIXED_BYTES, endOfDigest),
    };
  }

  tickOff(address: number): void {
    const [chunk, at] = [this.#files.chunkOf(address), this.#files.roomOf(address)];
    chunk[at] = (chunk[at] as number) | SEEN;
  }

  pathOf(address: number): ByteString {
    const folder = this.#files.numberOf(address);
    const name = this.#files.keyOf(address).toString('latin1');
    return folder === 0 ? name : this.#folders.keyOf(folder).toString('latin1') + name;
  }

  /** Addresses of the files that were, or were not, met. */
  *addresses(seen: boolean): Generator<number> {
    for (const address of this.#files.addresses()) {
      const flags = this.#files.chunkOf(address)[this.#files.roomOf(address)] as number;
      if (((flags & SEEN) !== 0) === seen) yield address;
    }
  }

  /** The address of the folder that the first bytes of a path name; 0: none. */
  #folderOf(path: Buffer, split: number): number {
    if (split === 0) return 0;
    return this.#folders.find(0, path, 0, split) || this.#folders.put(0, path, 0, split, 0);
  }

  /** What is kept of an LStat, into the scratch; how many bytes it is. Times lie close to each other. */
  #pack(packet: Buffer, from: number, to: number): number {
    const lstat = this.#lstat;
    readLStatFields(packet, from, to, lstat);
    let at = 0;
    for (const field of [1, 2, 3, 4, 5, 7, 11]) at = packNumber(this.#packed, at, lstat[field] as number);
    const mtime = lstat[11] as number;
    at = packNumber(this.#packed, at, (lstat[12] as number) - mtime);
    return packNumber(this.#packed, at, (lstat[10] as number) - mtime);
  }
}

/** Where the last part of a path begins; a slash at its end belongs to it. */
const folderEnd = (path: Buffer, length: number): number => (length < 2 ? 0 : path.lastIndexOf(SLASH, length - 2) + 1);

function endOf(packet: Buffer, from: number): number {
  const nul = from > packet.length ? -1 : packet.indexOf(0, from);
  return nul < 0 ? packet.length : nul;
}
