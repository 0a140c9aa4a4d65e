/**
 * The attributes of one Job while its data comes (page 03 §6.4): UpdCat packets as they would be sent, each behind its
 * length. A Director on the same machine reads the file itself, also while it grows, so it must never hold anything else.
 */
import { unlink } from 'node:fs/promises';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { AppendFile } from './append-file.ts';
import { SpoolDamagedError } from './errors.ts';
import type { SpoolShare, SpoolTotals } from './spool-totals.ts';

const LENGTH_BYTES = 4;
const READ_BYTES = 1024 * 1024;
const PACKET_BYTES_MAX = 4 * 1024 * 1024;

/** Writes one packet of known length into its place; see AttributeWriter of protocol. */
export type WritePacket = (target: Buffer, at: number) => void;

export class AttributeSpool implements AsyncDisposable {
  readonly #file: AppendFile;
  readonly #share: SpoolShare | undefined;
  #removed: Promise<void> | undefined;

  private constructor(file: AppendFile, totals: SpoolTotals | undefined) {
    this.#file = file;
    this.#share = totals?.begin(() => this.bytes);
  }

  /** `totals`: where it is counted as long as it is there. */
  static async open(path: ByteString, totals?: SpoolTotals): Promise<AttributeSpool> {
    return new AttributeSpool(await AppendFile.open(path, { mode: 'replace' }), totals);
  }

  get path(): ByteString {
    return this.#file.path;
  }

  /** Also the place to shorten to, taken before the first packet of a file. */
  get bytes(): number {
    return this.#file.size;
  }

  /** A promise: wait for it before the next packet. */
  add(length: number, write: WritePacket): Promise<void> | undefined {
    const { buffer, at } = this.#file.reserve(LENGTH_BYTES + length);
    buffer.writeUInt32BE(length, at);
    write(buffer, at + LENGTH_BYTES);
    this.#file.commit(LENGTH_BYTES + length);
    return this.#file.room();
  }

  shorten(bytes: number): Promise<void> {
    return this.#file.shorten(bytes);
  }

  /** From here on the file is as `bytes` says. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  /** All packets in order, in pieces of whole frames: the file is written as the wire has them (page 01 §1). */
  async *frames(): AsyncGenerator<Buffer> {
    await this.#file.flush();
    const total = this.bytes;
    for (let position = 0, size = READ_BYTES; position < total; ) {
      const piece = Buffer.allocUnsafeSlow(Math.min(size, total - position));
      const filled = await this.#file.read(piece, position);
      const { whole, next } = wholeFrames(piece, filled);
      if (next > PACKET_BYTES_MAX || (whole === 0 && next <= piece.length)) {
        throw new SpoolDamagedError(this.path, position + whole);
      }
      if (whole > 0) yield piece.subarray(0, whole);
      position += whole;
      size = Math.max(READ_BYTES, next);
    }
  }

  /** The file goes with it. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#removed ??= (async () => {
      this.#share?.[Symbol.dispose]();
      await this.#file[Symbol.asyncDispose]();
      await unlink(byteStringToBytes(this.path)).catch(() => undefined);
    })();
    return this.#removed;
  }
}

/** How many bytes are whole frames, and how many the one behind them needs. */
function wholeFrames(piece: Buffer, filled: number): { whole: number; next: number } {
  let at = 0;
  while (at + LENGTH_BYTES <= filled) {
    const end = at + LENGTH_BYTES + piece.readUInt32BE(at);
    if (end > filled) return { whole: at, next: end - at };
    at = end;
  }
  return { whole: at, next: LENGTH_BYTES };
}
