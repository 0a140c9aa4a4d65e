/**
 * Packs the records of one session into BB02 blocks (05 §3): each byte is copied once, from the caller's buffer into
 * the block. Knows no Volume and no address: finished blocks are handed over in their order, and whoever writes them
 * gives them back.
 */
import { sealBlock } from './block-checksum.ts';
import { blockHeaderBytes, encodeBlockHeader } from './block-header.ts';
import type { BlockPool } from './block-pool.ts';
import { RecordRefusedError } from './errors.ts';
import { encodeRecordHeader, LABEL_KIND, RECORD_BYTES_LIMIT, RECORD_HEADER_BYTES } from './record.ts';

export interface FinishedBlock {
  /** Exactly the block's bytes, checksum included. */
  readonly data: Buffer;
  readonly number: number;
  /** Of the records that begin or go on in it, for JobMedia; 0 where it holds labels only. */
  readonly firstFileIndex: number;
  readonly lastFileIndex: number;
  /** Gives the buffer back once it is written; a second time does nothing. */
  release(): void;
}

export interface PackerOptions {
  readonly sessionId: number;
  readonly sessionTime: number;
  /** 1 where the session itself wrote the Volume's label, otherwise 0 (05 §2.3). */
  readonly firstNumber: number;
  readonly pool: BlockPool;
  /** Takes each block when it is finished, in order; called from within the packer's methods, and must not throw. */
  readonly emit: (block: FinishedBlock) => void;
}

const VERSION = 'BB02';
const HEADER_BYTES = blockHeaderBytes(VERSION);
const INT32_MAX = 0x7fff_ffff;

/** One call after another: while a method's promise is open, none may be called. */
export class BlockPacker {
  readonly #options: PackerOptions;
  readonly #capacity: number;
  #block: Buffer | undefined;
  #used = HEADER_BYTES;
  #number: number;
  #firstFileIndex = 0;
  #lastFileIndex = 0;
  #jobBytes = 0;

  constructor(options: PackerOptions) {
    this.#options = options;
    this.#capacity = options.pool.blockBytes;
    this.#number = options.firstNumber;
  }

  /** Bytes of all file records so far, as EOS says them (JobBytes). */
  get jobBytes(): number {
    return this.#jobBytes;
  }

  /** Bytes in the block that is not finished yet, its header included; 0 where there is none. */
  get openBytes(): number {
    return this.#block === undefined ? 0 : this.#used;
  }

  /** The number that the next finished block gets. */
  get nextNumber(): number {
    return this.#number;
  }

  /**
   * One record of a file. Undefined: `data` has been copied. A promise: until it resolves `data` must stay as it is,
   * because the blocks before are not written yet. Throws RecordRefusedError; rejects when the pool is closed.
   */
  write(fileIndex: number, stream: number, data: Buffer): Promise<void> | undefined {
    const sound = fileIndex > 0 && fileIndex <= INT32_MAX && stream > 0 && stream <= INT32_MAX;
    if (!sound || data.length >= RECORD_BYTES_LIMIT) throw new RecordRefusedError(fileIndex, stream, data.length);
    this.#jobBytes += data.length;
    return this.#place(fileIndex, stream, data, 0, false);
  }

  /**
   * Finishes the open block where a label of so many bytes does not fit behind its records: afterwards the label goes
   * into the block that is open or opened next, so that its address can be put into the label.
   */
  makeRoom(labelBytes: number): void {
    if (this.#used + RECORD_HEADER_BYTES + labelBytes > this.#capacity) this.flush();
  }

  /** A session label, never split; `jobId` stands where the stream would. As `write`. */
  writeLabel(kind: 'startOfSession' | 'endOfSession', jobId: number, data: Buffer): Promise<void> | undefined {
    if (HEADER_BYTES + RECORD_HEADER_BYTES + data.length > this.#capacity) {
      throw new RecordRefusedError(LABEL_KIND[kind], jobId, data.length);
    }
    this.makeRoom(data.length);
    return this.#place(LABEL_KIND[kind], jobId, data, 0, false);
  }

  /** Finishes the open block, however short; does nothing where none is open. */
  flush(): void {
    const buffer = this.#block;
    if (buffer === undefined) return;
    const { sessionId, sessionTime, pool, emit } = this.#options;
    const data = buffer.subarray(0, this.#used);
    const number = this.#number;
    encodeBlockHeader(data, { version: VERSION, bytes: data.length, number, sessionId, sessionTime });
    sealBlock(data, VERSION);
    let out: Buffer | undefined = buffer;
    const release = () => {
      if (out !== undefined) pool.give(out);
      out = undefined;
    };
    const finished = {
      data,
      number,
      firstFileIndex: this.#firstFileIndex,
      lastFileIndex: this.#lastFileIndex,
      release,
    };
    this.#reset();
    emit(finished);
  }

  #reset(): void {
    this.#block = undefined;
    this.#used = HEADER_BYTES;
    this.#number = (this.#number + 1) >>> 0;
    this.#firstFileIndex = 0;
    this.#lastFileIndex = 0;
  }

  /** The rest of a record from `from` on; `begun`: its beginning stands in an earlier block. */
  #place(fileIndex: number, stream: number, data: Buffer, from: number, begun: boolean): Promise<void> | undefined {
    let offset = from;
    let continued = begun;
    do {
      this.#block ??= this.#options.pool.take();
      if (this.#block === undefined) {
        const [at, going] = [offset, continued];
        return this.#options.pool.wait().then(() => this.#place(fileIndex, stream, data, at, going));
      }
      offset += this.#placePart(this.#block, fileIndex, continued ? -stream : stream, data, offset);
      // A header that just fits, with no byte of its data behind it, is a beginning too (05 §3 rule 3).
      continued = true;
    } while (offset < data.length);
    return undefined;
  }

  /** A header and as much data as fits; the block is finished where no header would fit behind. Gives the bytes. */
  #placePart(block: Buffer, fileIndex: number, stream: number, data: Buffer, offset: number): number {
    encodeRecordHeader(block, this.#used, fileIndex, stream, data.length - offset);
    const start = this.#used + RECORD_HEADER_BYTES;
    const bytes = data.copy(block, start, offset, Math.min(data.length, offset + this.#capacity - start));
    this.#used = start + bytes;
    if (fileIndex > 0) {
      this.#firstFileIndex ||= fileIndex;
      this.#lastFileIndex = fileIndex;
    }
    if (this.#capacity - this.#used < RECORD_HEADER_BYTES) this.flush();
    return bytes;
  }
}
