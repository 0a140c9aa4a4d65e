/**
 * Bacula's framing: int32 length (big-endian), then that many bytes; a negative length carries none, it is a signal
 * (specification 01-wire §1). Bit 30 marks a payload that is one LZ4 block, bit 29 a second word of flags before it.
 * Peers compress without asking, from their very first frame; we never do.
 */
import { FrameTooLongError, UnsupportedFrameError } from './errors.ts';
import { INFLATED_BYTES_MAX, inflateLz4Block } from './lz4-block.ts';

export type Frame =
  | { readonly kind: 'data'; readonly payload: Buffer }
  | { readonly kind: 'signal'; readonly signal: number };

export const HEADER_BYTES = 4;
export const PAYLOAD_BYTES_MAX = 1_000_000;

const COMPRESSED = 0x40000000;
const EXTENDED = 0x20000000;
const LENGTH_MASK = 0x1fffffff;
const FLAG_DEDUP_COMMAND = 1 << 28;
const FLAG_COMPRESSED_AFTER_OFFSET = 1 << 27;

/** @throws FrameTooLongError: peers would drop us */
export function encodeFrame(frame: Frame): Buffer {
  if (frame.kind === 'signal') {
    const wire = Buffer.allocUnsafe(HEADER_BYTES);
    wire.writeInt32BE(frame.signal, 0);
    return wire;
  }
  const { length } = frame.payload;
  if (length > PAYLOAD_BYTES_MAX) throw new FrameTooLongError(length, PAYLOAD_BYTES_MAX);
  const wire = Buffer.allocUnsafe(HEADER_BYTES + frame.payload.length);
  wire.writeInt32BE(frame.payload.length, 0);
  frame.payload.copy(wire, HEADER_BYTES);
  return wire;
}

/** What the first words of a frame say. */
type Header =
  | { readonly kind: 'signal'; readonly signal: number; readonly headerBytes: number }
  | { readonly kind: 'data'; readonly length: number; readonly plainBytes: number; readonly headerBytes: number };

/** Payload bytes before the LZ4 block; this for "no block". */
export const ALL_PLAIN = -1;

/**
 * Reads the header at `offset`; undefined means: come back with more. Exported for the decoder of streams beside it.
 * @throws FrameTooLongError, UnsupportedFrameError
 */
export function decodeHeader(bytes: Buffer, offset: number, maximum: number): Header | undefined {
  if (bytes.length - offset < HEADER_BYTES) return undefined;
  const word = bytes.readInt32BE(offset);
  if (word < 0) return { kind: 'signal', signal: word, headerBytes: HEADER_BYTES };
  const length = word & LENGTH_MASK;
  if (length > maximum) throw new FrameTooLongError(length, maximum);
  if ((word & EXTENDED) === 0) {
    return { kind: 'data', length, plainBytes: (word & COMPRESSED) === 0 ? ALL_PLAIN : 0, headerBytes: HEADER_BYTES };
  }
  if (bytes.length - offset < 2 * HEADER_BYTES) return undefined;
  const flags = bytes.readInt32BE(offset + HEADER_BYTES);
  if ((flags & FLAG_DEDUP_COMMAND) !== 0) throw new UnsupportedFrameError(flags);
  const plainBytes =
    (flags & FLAG_COMPRESSED_AFTER_OFFSET) !== 0 ? flags & 0xff : (word & COMPRESSED) !== 0 ? 0 : ALL_PLAIN;
  return { kind: 'data', length, plainBytes, headerBytes: 2 * HEADER_BYTES };
}

/** The payload as it was meant: inflated from `plainBytes` on. */
export function openPayload(payload: Buffer, plainBytes: number): Buffer {
  if (plainBytes === ALL_PLAIN) return payload;
  if (plainBytes === 0) return inflateLz4Block(payload);
  const plain = payload.subarray(0, plainBytes);
  const inflated = inflateLz4Block(payload.subarray(plainBytes), INFLATED_BYTES_MAX - plain.length);
  return Buffer.concat([plain, inflated]);
}

/** Reads the first frame in `bytes`; undefined means: come back with more. */
export function decodeFrame(bytes: Buffer, maximum = PAYLOAD_BYTES_MAX): { frame: Frame; rest: Buffer } | undefined {
  const header = decodeHeader(bytes, 0, maximum);
  if (header === undefined) return undefined;
  if (header.kind === 'signal') {
    return { frame: { kind: 'signal', signal: header.signal }, rest: bytes.subarray(header.headerBytes) };
  }
  const end = header.headerBytes + header.length;
  if (bytes.length < end) return undefined;
  const payload = openPayload(bytes.subarray(header.headerBytes, end), header.plainBytes);
  return { frame: { kind: 'data', payload }, rest: bytes.subarray(end) };
}
