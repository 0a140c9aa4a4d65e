/** The digest that a backup of a file would record, without saving it: for Verify Jobs and accurate comparisons. */
import { openFiles, SystemFault } from '../../native/index.ts';
import { formatFor } from '../data-stream.ts';
import { digestOfSignature } from '../digest/digest-kind.ts';
import type { DataEntry } from '../file-encoder.ts';
import type { FileProblem } from '../file-problem.ts';
import { openReader } from '../read/data-reader.ts';
import { DATA_TYPE, openData } from '../read/open-data.ts';
import { keepAtime } from '../read/read-help.ts';
import { type EncodeOptions, recordBytesOf } from './encode-options.ts';
import { cannotOpen, cannotRead } from './file-changes.ts';
import { type FileHash, openFileHash } from './file-hash.ts';
import { addressedRecordBytes, readAll } from './read-loop.ts';
import type { RecordPath } from './record-path.ts';

export interface HashedFile {
  readonly readBytes: number;
  /** Undefined: the options ask for none, or the file cannot be read. */
  readonly digest: { readonly stream: number; readonly bytes: Buffer } | undefined;
  readonly problem: FileProblem | undefined;
}

export interface HashOptions extends Pick<EncodeOptions, 'pause' | 'chunkBytes'> {
  /** The backup was encrypted: then nothing was left out of sparse files. */
  readonly encrypted?: boolean;
}

/** Of an entry of type 2, 3 or 16. Rejects only with what `pause` throws. */
export async function hashFile(entry: DataEntry, options: HashOptions = {}): Promise<HashedFile> {
  const kind = digestOfSignature(entry.options.signature);
  if (kind === undefined) return { readBytes: 0, digest: undefined, problem: undefined };
  const fd = openData(entry);
  if (fd instanceof SystemFault) return { readBytes: 0, digest: undefined, problem: cannotOpen(entry, fd) };
  try {
    const hash = openFileHash([kind.name]);
    const readBytes = await readOpen(fd, entry, hash, options);
    const bytes = hash.end().values?.get(kind.name) as Buffer;
    return { readBytes, digest: { stream: kind.stream, bytes }, problem: undefined };
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error)) throw error;
    return { readBytes: 0, digest: undefined, problem: cannotRead(entry, SystemFault.of(error)) };
  } finally {
    if (entry.options.keepAtime) keepAtime(fd, entry);
    openFiles().closeFile(fd);
  }
}

function readOpen(fd: number, entry: DataEntry, hash: FileHash, options: HashOptions): Promise<number> {
  const regular = entry.type !== DATA_TYPE.device;
  const { addressed } = formatFor(entry.options, { encrypted: options.encrypted === true, regular });
  const full = recordBytesOf(options);
  const recordBytes = addressed ? addressedRecordBytes(full) : full;
  const { sizeBytes } = entry.stat;
  const reader = openReader(fd, entry.type, sizeBytes, options.pause);
  const path = hashPath(hash, recordBytes);
  return readAll({ fd, reader, path, sizeBytes, recordBytes, leaveOutZeros: addressed, pause: options.pause });
}

function hashPath(hash: FileHash, recordBytes: number): RecordPath {
  const place = { bytes: Buffer.allocUnsafe(recordBytes), at: 0 };
  return {
    place: () => place,
    commit: (bytes) => hash.update(place.bytes.subarray(0, bytes)),
    end: () => hash.end(),
  };
}
