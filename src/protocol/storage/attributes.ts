/**
 * UpdCat: the attributes and digests that the SD passes on to the Catalog (page 03 §6.1). The hottest path of a Job:
 * hundreds of thousands a second, so it reads bytes and makes no strings. The record inside is decoded by
 * data/attribute-record.ts and data/digest.ts.
 */
import { bytesToByteString } from '../../core/index.ts';
import { MalformedMessageError } from '../message-errors.ts';

export interface AttributePacket {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly fileIndex: number;
  /** With its flag bits; `streamType` masks them. */
  readonly stream: number;
  /** The record as the FD sent it; a view into the packet. */
  readonly record: Buffer;
}

const PREFIX = Buffer.from('UpdCat ');
const MARK = Buffer.from(' FileAttributes ');
const MARK_SEARCH_BYTES = 160;
const HEADER_BYTES = 20;

export const isAttributePacket = (payload: Buffer): boolean =>
  payload.length > PREFIX.length && holds(payload, 0, PREFIX);

/** Byte by byte: a call into `Buffer.compare` costs more than these few. */
function holds(payload: Buffer, at: number, expected: Buffer): boolean {
  for (let i = 0; i < expected.length; i++) if (payload[at + i] !== expected[i]) return false;
  return true;
}

/** Throws MalformedMessageError. */
export function decodeAttributePacket(payload: Buffer): AttributePacket {
  const at = headerStart(payload);
  const end = payload.length;
  if (at < 0 || at + HEADER_BYTES > end) throw malformed(payload);
  const length = payload.readUInt32BE(at + 16);
  if (at + HEADER_BYTES + length > end) throw malformed(payload);
  return {
    sessionId: payload.readUInt32BE(at),
    sessionTime: payload.readUInt32BE(at + 4),
    fileIndex: payload.readInt32BE(at + 8),
    stream: payload.readInt32BE(at + 12),
    record: payload.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length),
  };
}

/** Behind `UpdCat JobId=n FileAttributes `; what stands between the two words is the SD's business. */
function headerStart(payload: Buffer): number {
  if (!isAttributePacket(payload)) return -1;
  const limit = Math.min(payload.length, MARK_SEARCH_BYTES);
  for (let at = PREFIX.length; at < limit; at++) {
    if (payload[at] === 0x20 && payload[at + 1] === 0x46) return holds(payload, at, MARK) ? at + MARK.length : -1;
  }
  return -1;
}

const malformed = (payload: Buffer): MalformedMessageError =>
  new MalformedMessageError('attribute packet', bytesToByteString(payload.subarray(0, MARK_SEARCH_BYTES)));

/** Writes the packets of one Job into buffers of the caller's: a daemon sends millions of them. */
export class AttributeWriter {
  readonly #head: Buffer;

  constructor(jobId: number, sessionId: number, sessionTime: number) {
    this.#head = encodeAttributePacket(jobId, {
      sessionId,
      sessionTime,
      fileIndex: 0,
      stream: 0,
      record: Buffer.alloc(0),
    });
  }

  /** Bytes of a packet with a record of that length. */
  length(recordLength: number): number {
    return this.#head.length + recordLength;
  }

  write(target: Buffer, at: number, fileIndex: number, stream: number, record: Buffer): void {
    const end = at + this.#head.copy(target, at);
    target.writeInt32BE(fileIndex, end - 12);
    target.writeInt32BE(stream, end - 8);
    target.writeUInt32BE(record.length, end - 4);
    record.copy(target, end);
  }
}

/** As a Storage Daemon sends it. */
export function encodeAttributePacket(jobId: number, packet: AttributePacket): Buffer {
  const prefix = Buffer.from(`UpdCat JobId=${jobId} FileAttributes `, 'latin1');
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(packet.sessionId, 0);
  header.writeUInt32BE(packet.sessionTime, 4);
  header.writeInt32BE(packet.fileIndex, 8);
  header.writeInt32BE(packet.stream, 12);
  header.writeUInt32BE(packet.record.length, 16);
  return Buffer.concat([prefix, header, packet.record]);
}
