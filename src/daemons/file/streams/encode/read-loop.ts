/**
 * Moves one open file's data along a path, record by record. Records of nothing but zeros are left out where the file is
 * saved with addresses; the last record is always sent, so that the file gets its length back (specification 04 §5.2).
 */
import type { DataReader, Pause } from '../read/data-reader.ts';
import { nextData } from '../read/read-help.ts';
import { ADDRESS_BYTES, type RecordPath } from './record-path.ts';

export interface ReadLoopOptions {
  /** Looked at for holes only. */
  readonly fd: number;
  readonly reader: DataReader;
  readonly path: RecordPath;
  readonly sizeBytes: number;
  /** Of a record, its address not counted. */
  readonly recordBytes: number;
  readonly leaveOutZeros: boolean;
  /** The last record is not shorter, unless it is the only one; the one before gives it something. */
  readonly lastBytesMin?: number;
  readonly pause: Pause | undefined;
}

/** An address takes its room from the record. */
export const addressedRecordBytes = (recordBytes: number): number => recordBytes - ADDRESS_BYTES;

/** Returns how many bytes were read. */
export async function readAll(options: ReadLoopOptions): Promise<number> {
  const { reader, path, recordBytes, sizeBytes, leaveOutZeros, pause } = options;
  let readBytes = 0;
  for (;;) {
    const wait = pause?.();
    if (wait !== undefined) await wait;
    if (leaveOutZeros) skipHole(options);
    const placed = path.place();
    const { bytes, at } = placed instanceof Promise ? await placed : placed;
    const address = reader.position;
    const taken = reader.read(bytes, at, wantedBytes(options));
    const count = typeof taken === 'number' ? taken : await taken;
    if (count === 0) return readBytes;
    readBytes += count;
    const zeros =
      leaveOutZeros && count === recordBytes && address + count < sizeBytes && isZero(bytes.subarray(at, at + count));
    if (!zeros) path.commit(count, address);
  }
}

function wantedBytes({ reader, sizeBytes, recordBytes, lastBytesMin = 0 }: ReadLoopOptions): number {
  const left = sizeBytes - reader.position - recordBytes;
  return left > 0 && left < lastBytesMin ? recordBytes - lastBytesMin : recordBytes;
}

/** Over whole records that lie in a hole, as far as the last record. */
function skipHole({ fd, reader, sizeBytes, recordBytes }: ReadLoopOptions): void {
  const data = nextData(fd, reader.position, sizeBytes);
  if (data === undefined || data <= reader.position) return;
  const last = Math.max(0, Math.ceil(sizeBytes / recordBytes) - 1) * recordBytes;
  reader.position = Math.max(reader.position, Math.min(last, Math.floor(data / recordBytes) * recordBytes));
}

let zeros = Buffer.alloc(64 * 1024);

function isZero(bytes: Buffer): boolean {
  if (bytes.length > zeros.length) zeros = Buffer.alloc(bytes.length);
  return bytes[0] === 0 && bytes.equals(zeros.subarray(0, bytes.length));
}
