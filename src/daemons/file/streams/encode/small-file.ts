/**
 * A regular file of one record that is sent as it is: read where it is sent from, hashed on the spot, and no promise made.
 * Most files of most machines go this way.
 */
import { readSync } from 'node:fs';
import { SIGNAL, STREAM } from '../../../../protocol/index.ts';
import { SystemFault } from '../../native/index.ts';
import { digestOfSignature } from '../digest/digest-kind.ts';
import { openDigest } from '../digest/open-digest.ts';
import type { DataEntry, FileDigest } from '../file-encoder.ts';
import type { FileProblem } from '../file-problem.ts';
import type { FramedWriter } from '../output/framed-writer.ts';
import { DATA_TYPE } from '../read/open-data.ts';
import type { Encoding } from './encode-files.ts';
import { cannotRead, changes, isSystemError } from './file-changes.ts';

/** Of the headers of its stream and its record, and the signal at its end. */
const HEADERS_BYTES = 128;

export interface SmallFileOptions {
  readonly writer: FramedWriter;
  readonly fileIndex: number;
}

/** Whether it goes into one record, and as it is. */
export const isSmall = ({ type, stat, options }: DataEntry, recordBytes: number): boolean =>
  type === DATA_TYPE.regular &&
  stat.sizeBytes > 0 &&
  stat.sizeBytes <= recordBytes &&
  options.compression === undefined &&
  !options.sparse;

/** False: whoever saves it must wait first. */
export const hasRoom = (writer: FramedWriter, { stat }: DataEntry): boolean =>
  writer.hasRoom(HEADERS_BYTES + stat.sizeBytes);

/** Of a file open as `fd`, when there is room. */
export function encodeSmallFile(fd: number, entry: DataEntry, options: SmallFileOptions): Encoding {
  const { writer, fileIndex } = options;
  const { sizeBytes } = entry.stat;
  writer.header(fileIndex, STREAM.fileData, sizeBytes);
  const { block, at } = writer.place(sizeBytes);
  let readBytes = 0;
  let problems: readonly FileProblem[];
  let digest: FileDigest | undefined;
  try {
    readBytes = readAll(fd, block.bytes, at, sizeBytes);
    digest = digestOf(entry, block.bytes.subarray(at, at + readBytes));
    if (readBytes > 0) writer.commit(readBytes);
    problems = changes(fd, entry, readBytes);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    problems = [cannotRead(entry, SystemFault.of(error))];
  }
  writer.signal(SIGNAL.EOD);
  return { opened: true, readBytes, digest, problems, digests: undefined };
}

/** Up to the size that its attributes tell: what it grows by meanwhile belongs to the next backup. */
function readAll(fd: number, target: Buffer, at: number, wanted: number): number {
  let got = 0;
  while (got < wanted) {
    const n = readSync(fd, target, at + got, wanted - got, got);
    if (n === 0) break;
    got += n;
  }
  return got;
}

function digestOf({ options }: DataEntry, data: Buffer): FileDigest | undefined {
  const kind = digestOfSignature(options.signature);
  if (kind === undefined) return undefined;
  const running = openDigest(kind.name);
  running.update(data);
  const bytes = running.digest();
  return { stream: kind.stream, bytes, known: () => Promise.resolve(bytes) };
}
