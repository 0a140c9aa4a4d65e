/**
 * Bytes that are written one behind the other and looked at again now and then: the newest megabytes in memory, older
 * ones in a file without a name, which is gone with the process whatever happens to it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;
const CHUNKS_IN_MEMORY = 16;
/** Read at once from the file: what lies behind is mostly asked for next. */
const WINDOW_BYTES = 16 * 1024;

export class Spill implements Disposable {
  readonly #directory: string;
  readonly #chunksInMemory: number;
  /** A chunk that is in the file has left its place empty. */
  #chunks: (Buffer | undefined)[] = [];
  #written = 0;
  #used = CHUNK_BYTES;
  #file: number | undefined;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #windowAt = 0;
  #windowLength = 0;

  /** `directory`: where the file is made when it comes to that. */
  constructor(directory: string, chunksInMemory = CHUNKS_IN_MEMORY) {
    this.#directory = directory;
    this.#chunksInMemory = chunksInMemory;
  }

  /** Room for so many bytes (at most a megabyte), to be filled at once, and where it is. @throws what the disk says */
  append(length: number): { readonly offset: number; readonly room: Buffer } {
    if (this.#used + length > CHUNK_BYTES) this.#newChunk();
    const offset = (this.#chunks.length - 1) * CHUNK_BYTES + this.#used;
    const room = (this.#chunks.at(-1) as Buffer).subarray(this.#used, this.#used + length);
    this.#used += length;
    return { offset, room };
  }

  /** Of what was appended in one piece; good until the next call. @throws what the disk says */
  read(offset: number, length: number): Buffer {
    const chunk = this.#chunks[Math.floor(offset / CHUNK_BYTES)];
    const at = offset % CHUNK_BYTES;
    if (chunk !== undefined) return chunk.subarray(at, Math.min(at + length, CHUNK_BYTES));
    return this.#readFile(offset, length);
  }

  /** @throws what the disk says */
  write(offset: number, bytes: Buffer): void {
    const chunk = this.#chunks[Math.floor(offset / CHUNK_BYTES)];
    if (chunk !== undefined) bytes.copy(chunk, offset % CHUNK_BYTES);
    else {
      this.#windowLength = 0;
      writeWhole(this.#openFile(), bytes, offset);
    }
  }

  /** Nothing of it is needed any more. */
  clear(): void {
    this.#chunks = [];
    this.#written = 0;
    this.#used = CHUNK_BYTES;
    this.#windowLength = 0;
  }

  [Symbol.dispose](): void {
    this.clear();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  /** Good until the next read. */
  #readFile(offset: number, length: number): Buffer {
    if (length > WINDOW_BYTES) {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(this.#openFile(), bytes, 0, length, offset));
    }
    if (offset < this.#windowAt || offset + length > this.#windowAt + this.#windowLength) {
      this.#windowLength = readSync(this.#openFile(), this.#window, 0, WINDOW_BYTES, offset);
      this.#windowAt = offset;
    }
    return this.#window.subarray(offset - this.#windowAt, offset - this.#windowAt + length);
  }

  #newChunk(): void {
    const oldest = this.#chunks[this.#written];
    if (oldest !== undefined && this.#chunks.length - this.#written >= this.#chunksInMemory) {
      writeWhole(this.#openFile(), oldest, this.#written * CHUNK_BYTES);
      this.#chunks[this.#written++] = undefined;
    }
    this.#chunks.push(Buffer.alloc(CHUNK_BYTES));
    this.#used = 0;
  }

  #openFile(): number {
    if (this.#file !== undefined) return this.#file;
    const path = join(this.#directory, `understudy-links-${randomBytes(8).toString('hex')}`);
    this.#file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return this.#file;
  }
}

function writeWhole(file: number, bytes: Buffer, offset: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
}
