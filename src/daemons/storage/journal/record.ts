/**
 * One fact in a journal file: a frame as it will be sent (page 01 §1), behind its checksum.
 *
 *   crc32    u32 of all that follows
 *   length   u32
 *   bytes    `Journal <number> <packet>`
 *
 * Nothing here knows a file; whatever does not check is the end of what can be read.
 */
import { crc32 } from 'node:zlib';

export const CHECKSUM_BYTES = 4;
const LENGTH_BYTES = 4;
const HEADER_BYTES = CHECKSUM_BYTES + LENGTH_BYTES;
/** What a frame may hold. */
export const FACT_BYTES_MAX = 1_000_000;

const MARK = 'Journal ';

/** Before the packet; numbers begin at 1. */
export const factHead = (number: number): string => `${MARK}${number} `;

export const recordBytes = (head: string, packetBytes: number): number => HEADER_BYTES + head.length + packetBytes;

/** `write` puts the packet in its place. */
export function writeRecord(
  target: Buffer,
  at: number,
  head: string,
  packetBytes: number,
  write: (target: Buffer, at: number) => void,
): void {
  target.writeUInt32BE(head.length + packetBytes, at + CHECKSUM_BYTES);
  target.write(head, at + HEADER_BYTES, 'latin1');
  write(target, at + HEADER_BYTES + head.length);
  const checked = target.subarray(at + CHECKSUM_BYTES, at + HEADER_BYTES + head.length + packetBytes);
  target.writeUInt32BE(crc32(checked), at);
}

export type Scanned =
  /** A good record: its frame is `bytes` from `frame` to `end`. */
  | { readonly kind: 'record'; readonly number: number; readonly frame: number; readonly end: number }
  /** So many bytes are needed from `at` on before more can be said. */
  | { readonly kind: 'short'; readonly bytes: number }
  | { readonly kind: 'bad' };

/** Looks at the record at `at`. */
export function scanRecord(bytes: Buffer, at: number, filled: number): Scanned {
  if (at + HEADER_BYTES > filled) return { kind: 'short', bytes: HEADER_BYTES };
  const length = bytes.readUInt32BE(at + CHECKSUM_BYTES);
  if (length > FACT_BYTES_MAX || length < MARK.length) return { kind: 'bad' };
  const frame = at + CHECKSUM_BYTES;
  const end = at + HEADER_BYTES + length;
  if (end > filled) return { kind: 'short', bytes: end - at };
  if (crc32(bytes.subarray(frame, end)) !== bytes.readUInt32BE(at)) return { kind: 'bad' };
  const number = numberAt(bytes, at + HEADER_BYTES, end);
  return number === undefined ? { kind: 'bad' } : { kind: 'record', number, frame, end };
}

function numberAt(bytes: Buffer, from: number, end: number): number | undefined {
  const blank = bytes.indexOf(0x20, from + MARK.length);
  if (blank < 0 || blank >= end) return undefined;
  const number = Number(bytes.toString('latin1', from + MARK.length, blank));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
