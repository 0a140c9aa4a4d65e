/**
 * Gathers the parts of records that lie in several blocks, each byte once, and bounds what may be open at a time. Their
 * buffers are used again when the batch that held their records is done with.
 */

import type { ByteString } from '../core/index.ts';
import type { Block } from './block.ts';
import { RecordBuffers } from './record-buffers.ts';
import type { RecordCursor } from './record-cursor.ts';
import type { OpenRecord, SessionState } from './session-table.ts';

const FIRST_BUFFER_BYTES = 128 * 1024;
/** Of all sessions together; genuine daemons write one record of 64 KiB for each. */
const OPEN_BYTES_MAX = 128 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

export class RecordGatherer {
  readonly #buffers = new RecordBuffers();
  #openBytes = 0;

  get full(): boolean {
    return this.#openBytes > OPEN_BYTES_MAX;
  }

  /** Begins a record with the part that the cursor stands on. */
  open(session: SessionState, block: Block, part: RecordCursor, volume: ByteString, wanted: boolean): void {
    const { fileIndex, stream, bytes } = part;
    const { header, address } = block;
    const { number, version } = header;
    // A length is a claim: memory for all of it is taken only when the data comes.
    const buffer = wanted ? this.#buffers.take(Math.min(bytes, FIRST_BUFFER_BYTES)) : NOTHING;
    this.#openBytes += buffer.length;
    // Each name by itself: with a spread reading a big file takes half as much time again, as nearly every record is split.
    session.open = { fileIndex, stream, buffer, wanted, used: 0, remaining: bytes, volume, address, number, version };
    this.add(session.open, block.data, part);
  }

  /** Adds the part that the cursor stands on. */
  add(open: OpenRecord, data: Buffer, { start, end }: RecordCursor): void {
    const bytes = end - start;
    open.remaining -= bytes;
    if (!open.wanted) return;
    if (open.used + bytes > open.buffer.length) this.#grow(open, bytes);
    open.used += data.copy(open.buffer, open.used, start, end);
  }

  /** The whole record's data, which holds until `endBatch`. */
  finish(session: SessionState, { buffer, used }: OpenRecord): Buffer {
    session.open = undefined;
    this.#openBytes -= buffer.length;
    if (buffer.length > 0) this.#buffers.lend(buffer);
    return buffer.subarray(0, used);
  }

  /** Its end will not come. */
  discard(session: SessionState, { buffer }: OpenRecord): void {
    session.open = undefined;
    this.#openBytes -= buffer.length;
    if (buffer.length > 0) this.#buffers.give(buffer);
  }

  endBatch(): void {
    this.#buffers.endBatch();
  }

  #grow(open: OpenRecord, bytes: number): void {
    const needed = open.used + bytes;
    const wished = Math.min(needed + open.remaining, 2 * needed);
    const before = open.buffer.length;
    open.buffer = this.#buffers.grow(open.buffer, open.used, wished);
    this.#openBytes += open.buffer.length - before;
  }
}
