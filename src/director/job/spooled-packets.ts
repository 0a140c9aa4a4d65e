/**
 * The packets in an attribute spool file of a Storage Daemon (03 §6.4), which may still grow while it is read.
 *
 *   packet   u32 length, then as many bytes: an UpdCat packet as it would be sent
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ByteString, byteStringToBytes } from '../../core/index.ts';
import { DaemonGarbageError } from './errors.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const LENGTH_BYTES = 4;
const PIECE_BYTES = 1024 * 1024;
const PACKET_BYTES_MAX = 10_000_000;

export class SpooledPackets implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #daemon: string;
  #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #start = 0;
  #end = 0;
  #position = 0;

  private constructor(handle: FileHandle, daemon: string) {
    this.#handle = handle;
    this.#daemon = daemon;
  }

  /** Undefined: not here, no regular file, or not ours to read. `daemon` is who is named in errors. */
  static async open(file: ByteString, daemon: string): Promise<SpooledPackets | undefined> {
    try {
      const handle = await open(byteStringToBytes(file), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      if ((await handle.stat()).isFile()) return new SpooledPackets(handle, daemon);
      await handle.close();
    } catch {
      // Most Storage Daemons are on other machines; this one sends what it has.
    }
    return undefined;
  }

  /** The next packet that is whole; a view, valid until `readOn`. */
  next(): Buffer | undefined {
    const end = this.#start + this.#wanted();
    if (end > this.#end) return undefined;
    const payload = this.#buffer.subarray(this.#start + LENGTH_BYTES, end);
    this.#start = end;
    return payload;
  }

  /** False where the file ends today. */
  async readOn(): Promise<boolean> {
    const wanted = this.#wanted();
    const target = wanted > this.#buffer.length ? Buffer.allocUnsafeSlow(wanted) : this.#buffer;
    this.#end = this.#buffer.copy(target, 0, this.#start, this.#end);
    this.#start = 0;
    this.#buffer = target;
    const { bytesRead } = await this.#handle.read(target, this.#end, target.length - this.#end, this.#position);
    this.#end += bytesRead;
    this.#position += bytesRead;
    return bytesRead > 0;
  }

  /** Bytes of a packet that has begun and does not end. */
  get rest(): number {
    return this.#end - this.#start;
  }

  /** The file has lost something that was read already. */
  async isShortened(): Promise<boolean> {
    return (await this.#handle.stat()).size < this.#position;
  }

  async isSameFileAs(other: SpooledPackets): Promise<boolean> {
    const [mine, its] = await Promise.all([this.#handle.stat(), other.#handle.stat()]);
    return mine.dev === its.dev && mine.ino === its.ino;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close();
  }

  /** How many bytes the next packet takes, as far as that is known. */
  #wanted(): number {
    if (this.#end - this.#start < LENGTH_BYTES) return LENGTH_BYTES;
    const length = this.#buffer.readUInt32BE(this.#start);
    if (length > PACKET_BYTES_MAX) {
      throw new DaemonGarbageError(this.#daemon, 'its attributes', `a packet of ${length} bytes in its spool file`);
    }
    return LENGTH_BYTES + length;
  }
}
