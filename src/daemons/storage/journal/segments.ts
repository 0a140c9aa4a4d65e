/**
 * The files of one journal: each holds facts in order from the number in its name on. After a crash the last one may end
 * in the middle of a fact; what does not check, and all behind it, is cut off.
 */
import { open, readdir, truncate, unlink } from 'node:fs/promises';
import { type ByteString, byteStringToBytes, bytesToByteString } from '../../../core/index.ts';
import { scanRecord } from './record.ts';

export interface Segment {
  readonly path: ByteString;
  /** The number of its first fact. */
  readonly first: number;
}

export interface Recovered {
  readonly segments: readonly Segment[];
  /** The number of the next fact. */
  readonly next: number;
  /** Bytes that did not check. */
  readonly cutBytes: number;
  /** How the last fact begins, without its number; empty where there is none. */
  readonly last: ByteString;
}

const NAME = /^(\d{12})\.facts$/;
const PIECE_BYTES = 1024 * 1024;

export const segmentPath = (directory: ByteString, first: number): ByteString =>
  `${directory}/${`${first}`.padStart(12, '0')}.facts`;

export async function recoverSegments(directory: ByteString): Promise<Recovered> {
  const found = await listSegments(directory);
  const segments: Segment[] = [];
  let next = found[0]?.first ?? 1;
  let cutBytes = 0;
  let last = '';
  for (const segment of found) {
    if (cutBytes > 0 || segment.first !== next) {
      cutBytes += await sizeOf(segment.path);
      await unlink(byteStringToBytes(segment.path));
      continue;
    }
    const { end, after, packet } = await scanSegment(segment);
    next = after;
    last = packet || last;
    const size = await sizeOf(segment.path);
    if (size > end) await truncate(byteStringToBytes(segment.path), end);
    cutBytes += size - end;
    segments.push(segment);
  }
  return { segments, next, cutBytes, last };
}

async function listSegments(directory: ByteString): Promise<Segment[]> {
  const names = await readdir(byteStringToBytes(directory), { encoding: 'buffer' });
  return names
    .map(bytesToByteString)
    .filter((name) => NAME.test(name))
    .map((name) => ({ path: `${directory}/${name}`, first: Number(NAME.exec(name)?.[1]) }))
    .sort((a, b) => a.first - b.first);
}

async function sizeOf(path: ByteString): Promise<number> {
  const handle = await open(byteStringToBytes(path), 'r');
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

interface SegmentEnd {
  /** Where its good facts end, and the number that comes after them. */
  readonly end: number;
  readonly after: number;
  readonly packet: ByteString;
}

async function scanSegment({ path, first }: Segment): Promise<SegmentEnd> {
  const handle = await open(byteStringToBytes(path), 'r');
  let [position, after, packet] = [0, first, ''];
  try {
    for (let size = PIECE_BYTES; ; ) {
      const piece = Buffer.allocUnsafe(size);
      const { bytesRead } = await handle.read(piece, 0, size, position);
      let at = 0;
      for (;;) {
        const scanned = scanRecord(piece, at, bytesRead);
        if (scanned.kind === 'record' && scanned.number === after) {
          packet = packetOf(piece, scanned.frame, scanned.end);
          at = scanned.end;
          after++;
          continue;
        }
        if (scanned.kind !== 'short' || bytesRead < size) return { end: position + at, after, packet };
        size = Math.max(PIECE_BYTES, scanned.bytes);
        break;
      }
      position += at;
    }
  } finally {
    await handle.close();
  }
}

const SHOWN_BYTES = 200;

const packetOf = (piece: Buffer, frame: number, end: number): ByteString =>
  piece.toString('latin1', frame, Math.min(end, frame + SHOWN_BYTES)).replace(/^.{4}Journal \d+ /s, '');
