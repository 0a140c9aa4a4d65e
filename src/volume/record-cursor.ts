/** Walks from record to record within one block (05 §3), and sees nothing of what is in them. */
import type { Block } from './block.ts';
import { RECORD_BYTES_LIMIT, RECORD_HEADER_BYTES } from './record.ts';

/** What stands before a record's data. */
export interface RecordHead {
  readonly sessionId: number;
  readonly sessionTime: number;
  readonly fileIndex: number;
  /** Without the sign that marks a continuation. */
  readonly stream: number;
}

/** BB01 has the session in each record. */
const OLD_SESSION_BYTES = 8;

/** One object for all records: `next` fills it anew. */
export class RecordCursor implements RecordHead {
  sessionId = 0;
  sessionTime = 0;
  fileIndex = 0;
  stream = 0;
  /** The record began in an earlier block of its session. */
  continues = false;
  /** From here to the record's end, in this block and those behind it. */
  bytes = 0;
  /** Of the data within the block. */
  start = 0;
  end = 0;
  readonly #block: Block;
  readonly #sessionBytes: number;

  constructor(block: Block) {
    this.#block = block;
    this.#sessionBytes = block.header.version === 'BB01' ? OLD_SESSION_BYTES : 0;
    this.sessionId = block.header.sessionId;
    this.sessionTime = block.header.sessionTime;
    this.end = block.header.headerBytes;
  }

  /** Bytes that lie behind this block. */
  get bytesBehind(): number {
    return this.bytes - (this.end - this.start);
  }

  /** False at the end of the block. 'bad': the record says a length that none can have, and nothing can follow. */
  next(): boolean | 'bad' {
    const { data } = this.#block;
    const header = this.end + this.#sessionBytes;
    this.start = header + RECORD_HEADER_BYTES;
    if (this.start > data.length) return false;
    if (this.#sessionBytes > 0) {
      this.sessionId = data.readUInt32BE(this.end);
      this.sessionTime = data.readUInt32BE(this.end + 4);
    }
    this.fileIndex = data.readInt32BE(header);
    const stream = data.readInt32BE(header + 4);
    // Labels are never split, and have any number for their stream.
    this.continues = stream < 0 && this.fileIndex > 0;
    this.stream = this.continues ? -stream : stream;
    this.bytes = data.readUInt32BE(header + 8);
    if (this.bytes >= RECORD_BYTES_LIMIT) {
      this.end = data.length;
      return 'bad';
    }
    this.end = Math.min(this.start + this.bytes, data.length);
    return true;
  }
}
