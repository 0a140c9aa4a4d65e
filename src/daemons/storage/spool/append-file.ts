/**
 * A file that only grows: what is added is gathered in pieces and written in order while more comes. Memory is bounded;
 * whoever adds asks `room` and waits where it says so. A failed write is told by every later call.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { SpoolFileError } from './errors.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR, O_TRUNC } = constants;
const PIECE_BYTES = 256 * 1024;
const IN_FLIGHT_BYTES_MAX = 1024 * 1024;
const SPARE_PIECES = 4;

/** Where the next bytes go; they count only after `commit`. */
export interface Space {
  readonly buffer: Buffer;
  readonly at: number;
}

export interface AppendFileOptions {
  /** `create`: there must be none; `replace`: what is there is dropped; `append`: what is there stays. */
  readonly mode: 'create' | 'replace' | 'append';
}

const FLAGS = { create: O_CREAT | O_EXCL, replace: O_CREAT | O_TRUNC, append: 0 } as const;

export class AppendFile implements AsyncDisposable {
  readonly path: ByteString;
  readonly #handle: FileHandle;
  #piece: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #given = 0;
  #written: number;
  #inFlight = 0;
  #chain: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  readonly #spare: Buffer[] = [];
  #closed: Promise<void> | undefined;

  private constructor(path: ByteString, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.#given = size;
    this.#written = size;
  }

  static async open(path: ByteString, { mode }: AppendFileOptions): Promise<AppendFile> {
    try {
      const handle = await open(byteStringToBytes(path), O_RDWR | O_APPEND | O_NOFOLLOW | FLAGS[mode], 0o600);
      return new AppendFile(path, handle, mode === 'append' ? (await handle.stat()).size : 0);
    } catch (error) {
      throw new SpoolFileError('open', path, error);
    }
  }

  /** Bytes added, whether or not the system has them already. */
  get size(): number {
    return this.#given;
  }

  /** Bytes that another reader of the file finds there. */
  get written(): number {
    return this.#written;
  }

  reserve(bytes: number): Space {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#end + bytes > this.#piece.length) {
      this.#push(true);
      this.#piece = bytes > PIECE_BYTES ? Buffer.allocUnsafeSlow(bytes) : (this.#spare.pop() ?? newPiece());
      this.#start = 0;
      this.#end = 0;
    }
    return { buffer: this.#piece, at: this.#end };
  }

  commit(bytes: number): void {
    this.#end += bytes;
    this.#given += bytes;
  }

  add(bytes: Buffer): void {
    const { buffer, at } = this.reserve(bytes.length);
    bytes.copy(buffer, at);
    this.commit(bytes.length);
  }

  /** Undefined: go on. A promise: wait for it before adding more. */
  room(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.#inFlight > IN_FLIGHT_BYTES_MAX ? this.#settled() : undefined;
  }

  /** Resolves when the system has everything. */
  flush(): Promise<void> {
    this.#push(false);
    return this.#settled();
  }

  async sync(): Promise<void> {
    await this.flush();
    try {
      await this.#handle.datasync();
    } catch (error) {
      throw this.#fail(new SpoolFileError('write', this.path, error));
    }
  }

  /** Takes back what was added behind `size`. */
  async shorten(size: number): Promise<void> {
    await this.flush();
    await this.#handle.truncate(size);
    this.#given = size;
    this.#written = size;
  }

  /** Fills `target` from `position` on; fewer bytes where the file ends. */
  async read(target: Buffer, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const { bytesRead } = await this.#handle.read(target, filled, target.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#chain.then(() => this.#handle.close());
    return this.#closed;
  }

  async #settled(): Promise<void> {
    await this.#chain;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** `last`: nothing more comes into this piece. */
  #push(last: boolean): void {
    if (this.#start === this.#end) return;
    const piece = this.#piece;
    const bytes = piece.subarray(this.#start, this.#end);
    this.#start = this.#end;
    this.#inFlight += bytes.length;
    this.#chain = this.#chain.then(() => this.#write(bytes, last ? piece : undefined));
  }

  /** Never rejects: the failure is kept. */
  async #write(bytes: Buffer, emptied: Buffer | undefined): Promise<void> {
    try {
      for (let done = 0; done < bytes.length && this.#failure === undefined; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done);
        done += bytesWritten;
        this.#written += bytesWritten;
      }
    } catch (error) {
      this.#fail(new SpoolFileError('write', this.path, error));
    }
    this.#inFlight -= bytes.length;
    if (emptied?.length === PIECE_BYTES && this.#spare.length < SPARE_PIECES) this.#spare.push(emptied);
  }

  #fail(error: Error): Error {
    this.#failure ??= error;
    return error;
  }
}

const newPiece = (): Buffer => Buffer.allocUnsafeSlow(PIECE_BYTES);
