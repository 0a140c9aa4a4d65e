/** Records as a File Daemon would send them for invented files (page 04 §4), for Volumes that tests write themselves. */
import { createHash } from 'node:crypto';
import { encodeAttributeRecord, encodeLStat, FILE_TYPE, STREAM } from '../../src/protocol/index.ts';
import { pseudoRandomBytes } from './pseudo-random.ts';

export interface InventedFile {
  readonly path: string;
  readonly data: Buffer;
}

export interface FileRecord {
  readonly stream: number;
  readonly data: Buffer;
}

/** As large as a File Daemon's packets. */
const PACKET_BYTES = 65_536;

/** Of sizes around those of blocks and packets, and with names that are hard. */
export const inventFiles = (folder: string, seed: number): InventedFile[] =>
  [0, 1, 11, 12, 13, 64_400, 64_476, 64_488, 65_535, 65_536, 65_537, 300_000, 1_000_000, 5, 7].map((size, i) => ({
    path: `${folder}/${i} of ${size} bytes`,
    data: pseudoRandomBytes(size, seed + i),
  }));

export const lstatOf = (size: number): string =>
  encodeLStat({
    dev: 2049,
    ino: 77,
    mode: 0o100_640,
    nlink: 1,
    uid: 0,
    gid: 0,
    rdev: 0,
    sizeBytes: size,
    blockSizeBytes: 4096,
    blocks: Math.ceil(size / 512),
    atimeSec: 1_709_294_400,
    mtimeSec: 1_709_294_400,
    ctimeSec: 1_709_294_400,
    linkFileIndex: 0,
    flags: 0,
    dataStream: STREAM.fileData,
  });

/** Attributes, data, digest. */
export function* recordsOf({ path, data }: InventedFile, fileIndex: number): Generator<FileRecord> {
  const type = FILE_TYPE.regular;
  const attributes = { fileIndex, type, path, lstat: lstatOf(data.length), link: '', extended: '', deltaSeq: 0 };
  yield { stream: STREAM.attributes, data: encodeAttributeRecord(attributes) };
  for (let at = 0; at < data.length; at += PACKET_BYTES) {
    yield { stream: STREAM.fileData, data: data.subarray(at, at + PACKET_BYTES) };
  }
  yield { stream: STREAM.md5, data: createHash('md5').update(data).digest() };
}
