/**
 * A backup without a Storage: what an encoder sends is taken apart into records, and given back to a restore as a Storage
 * gives it, each record with its header.
 */
import { type BigIntStats, lstatSync } from 'node:fs';
import { type FileOptions, NO_OPTIONS } from '../../src/daemons/file/file-set/index.ts';
import type { RestoreHeader, RestoreWriter } from '../../src/daemons/file/restore/index.ts';
import type { DataEntry, SendFramed } from '../../src/daemons/file/streams/index.ts';
import { decodeFrame, encodeLStat, type LStat, SIGNAL } from '../../src/protocol/index.ts';

export interface SavedRecord {
  readonly fileIndex: number;
  readonly stream: number;
  readonly data: Buffer;
}

export interface SavedRecords {
  readonly send: SendFramed;
  /** Headers in the order in which they came, with their `info`. */
  readonly headers: () => string[];
  readonly records: () => SavedRecord[];
}

/** Takes frames; `hold` lets a test decide when they count as written. */
export function collectRecords(hold?: (written: () => void) => void): SavedRecords {
  const pieces: Buffer[] = [];
  const send: SendFramed = async (bytes, written) => {
    pieces.push(Buffer.from(bytes));
    if (hold === undefined) setImmediate(written);
    else hold(written);
  };
  return { send, headers: () => parse(pieces).headers, records: () => parse(pieces).records };
}

function parse(pieces: readonly Buffer[]): { headers: string[]; records: SavedRecord[] } {
  let rest = Buffer.concat(pieces);
  const headers: string[] = [];
  const records: SavedRecord[] = [];
  let header: string | undefined;
  while (rest.length > 0) {
    const decoded = decodeFrame(rest);
    if (decoded === undefined) throw new Error('The last frame is cut off');
    const { frame } = decoded;
    rest = decoded.rest as Buffer<ArrayBuffer>;
    if (frame.kind === 'signal') {
      if (frame.signal !== SIGNAL.EOD) throw new Error(`Signal ${frame.signal}`);
      header = undefined;
    } else if (header === undefined) {
      header = frame.payload.toString('latin1');
      headers.push(header);
    } else {
      const [fileIndex = 0, stream = 0] = header.split(' ').map(Number);
      records.push({ fileIndex, stream, data: Buffer.from(frame.payload) });
    }
  }
  return { headers, records };
}

/** A regular file as the walk gives it. */
export function dataEntry(path: string, options: Partial<FileOptions> = {}, type?: number): DataEntry {
  const stat = lstatSync(path, { bigint: true });
  return {
    path,
    type: type ?? (stat.size === 0n && (stat.mode & 0o444n) === 0o444n ? 2 : 3),
    stat: { ...lstatOf(stat), atimeNs: 0, mtimeNs: Number(stat.mtimeNs % 1_000_000_000n), ...REST_OF_STAT },
    options: { ...NO_OPTIONS, ...options },
  };
}

const REST_OF_STAT = { ctimeNs: 0, inoHigh: 0, inoLow: 0, generation: 0, noDump: false };

const NO_STAT: LStat = {
  dev: 0,
  ino: 0,
  mode: 0,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  sizeBytes: 0,
  blockSizeBytes: 4096,
  blocks: 0,
  atimeSec: 0,
  mtimeSec: 0,
  ctimeSec: 0,
  linkFileIndex: 0,
  flags: 0,
  dataStream: 2,
};

const lstatOf = (stat: BigIntStats): LStat => ({
  ...NO_STAT,
  mode: Number(stat.mode),
  nlink: Number(stat.nlink),
  uid: Number(stat.uid),
  gid: Number(stat.gid),
  rdev: Number(stat.rdev),
  sizeBytes: Number(stat.size),
  atimeSec: Math.floor(Number(stat.atimeMs) / 1000),
  mtimeSec: Math.floor(Number(stat.mtimeMs) / 1000),
});

export interface RecordedAttributes extends Partial<LStat> {
  readonly type?: number;
  readonly link?: string;
  readonly deltaSeq?: number;
}

/** A record of attributes (04 §4.1) as no honest Client may have sent it. */
export function attributes(fileIndex: number, path: string, more: RecordedAttributes = {}): SavedRecord {
  const { type = 3, link = '', deltaSeq = 0, ...lstat } = more;
  const kind = { 3: 0o100644, 2: 0o100644, 4: 0o120777, 5: 0o40755, 6: 0o10600 }[type] ?? 0o100644;
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const text = encodeLStat({ ...NO_STAT, mode: kind, uid, gid, mtimeSec: 1_700_000_000, ...lstat });
  const data = Buffer.from(`${fileIndex} ${type} ${path}\0${text}\0${link}\0\0${deltaSeq}\0`, 'latin1');
  return { fileIndex, stream: 1, data };
}

/** A whole regular file in two records. */
export const plainFile = (fileIndex: number, path: string, content: string | Buffer): SavedRecord[] => [
  attributes(fileIndex, path, { sizeBytes: Buffer.byteLength(content) }),
  { fileIndex, stream: 2, data: Buffer.from(content) },
];

/** Gives records to a restore as those of one session. */
export async function giveBack(
  writer: RestoreWriter,
  records: readonly SavedRecord[],
  session: Pick<RestoreHeader, 'sessionId' | 'sessionTime'> = { sessionId: 1, sessionTime: 1_795_000_000 },
): Promise<void> {
  for (const { fileIndex, stream, data } of records) await writer.take({ ...session, fileIndex, stream }, data);
}
