/** Facts of a journal as they will be sent, read from its files while these grow. */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { byteStringToBytes } from '../../../core/index.ts';
import { SpoolDamagedError } from '../spool/index.ts';
import type { Journal } from './journal.ts';
import { scanRecord } from './record.ts';
import type { Segment } from './segments.ts';

/** Whole frames, one behind the other. */
export interface Facts {
  readonly frames: Buffer;
  /** The number behind the last of them. */
  readonly next: number;
}

const PIECE_BYTES = 256 * 1024;
/** Attributes come by the thousand: they leave in one piece. */
const GATHER_MS = 10;

export async function* readFacts(journal: Journal, from: number, signal: AbortSignal): AsyncGenerator<Facts> {
  let number = from;
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  while (!signal.aborted) {
    const news = await Promise.race([journal.grown(number), aborted]);
    if (news === 'aborted') return;
    if (!news.hurried) await sleep(GATHER_MS);
    await journal.flush();
    const segment = journal.segmentOf(number);
    if (segment === undefined) throw new SpoolDamagedError(journal.directory, number);
    const before = number;
    for await (const facts of readSegment(segment, number, journal)) {
      if (signal.aborted) return;
      number = facts.next;
      yield facts;
    }
    if (number === before) throw new SpoolDamagedError(segment.path, number);
  }
}

/** What is in one file from a number on, as far as it goes today. */
async function* readSegment(segment: Segment, from: number, journal: Journal): AsyncGenerator<Facts> {
  const handle = await open(byteStringToBytes(segment.path), 'r');
  try {
    let position = journal.placeOf(segment, from);
    for (let size = PIECE_BYTES; ; ) {
      const piece = Buffer.allocUnsafeSlow(size);
      const { bytesRead } = await handle.read(piece, 0, size, position);
      const { facts, used, wanted } = gather(piece, bytesRead, from);
      position += used;
      if (facts !== undefined) {
        journal.rememberPlace(segment, facts.next, position);
        yield facts;
      }
      if (used === 0 && wanted <= size) return;
      size = Math.max(PIECE_BYTES, wanted);
    }
  } finally {
    await handle.close();
  }
}

/** Frames without their checksums, moved together in the piece itself. */
function gather(piece: Buffer, filled: number, from: number): { facts?: Facts; used: number; wanted: number } {
  let [at, end, next, wanted] = [0, 0, 0, 0];
  for (;;) {
    const scanned = scanRecord(piece, at, filled);
    if (scanned.kind === 'bad') return { used: 0, wanted: 0 };
    if (scanned.kind === 'short') {
      wanted = scanned.bytes;
      break;
    }
    if (scanned.number >= from) {
      end += piece.copy(piece, end, scanned.frame, scanned.end);
      next = scanned.number + 1;
    }
    at = scanned.end;
  }
  return end === 0 ? { used: at, wanted } : { facts: { frames: piece.subarray(0, end), next }, used: at, wanted };
}
