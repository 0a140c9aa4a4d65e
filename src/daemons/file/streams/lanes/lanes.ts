/** The threads that help a Job, started when there is enough for them to do. */
import { availableParallelism } from 'node:os';
import type { FramedWriter } from '../output/framed-writer.ts';
import { type CompressLanes, openCompressLanes } from './compress-lanes.ts';
import { type HashLane, openHashLane } from './hash-lane.ts';

/** More would only wait for each other, or for the reading. */
const THREADS_MAX = 7;
/** A file is hashed in another thread from here on … */
const HASHED_FILE_BYTES = 256 * 1024;
/** … and a thread is started for it when so much was hashed without one, or one file has so much. */
const HASHED_BYTES = 8 * 1024 * 1024;
/** Below this a record is not worth the way to another thread. */
const COMPRESSED_FILE_BYTES = 8 * 1024;

export class Lanes implements AsyncDisposable {
  readonly #writer: FramedWriter;
  readonly #threads: number;
  readonly #recordBytes: number;
  #hash: HashLane | undefined;
  #hashedBytes = 0;
  #compress: CompressLanes | undefined;

  constructor(writer: FramedWriter, recordBytes: number, threads = availableParallelism() - 1) {
    this.#writer = writer;
    this.#recordBytes = recordBytes;
    this.#threads = Math.min(THREADS_MAX, Math.max(0, threads));
  }

  /** Undefined: not worth it for a file of this size, or not yet. */
  hashing(sizeBytes: number): HashLane | undefined {
    this.#hashedBytes += sizeBytes;
    if (this.#threads === 0 || sizeBytes < HASHED_FILE_BYTES || this.#hashedBytes < HASHED_BYTES) return undefined;
    this.#hash ??= openHashLane(this.#writer.memory);
    return this.#hash;
  }

  /** Undefined: not worth it for a file of this size. */
  compressing(sizeBytes: number): CompressLanes | undefined {
    if (this.#threads === 0 || sizeBytes < COMPRESSED_FILE_BYTES) return undefined;
    this.#compress ??= openCompressLanes({
      threads: this.#threads,
      inputBytes: this.#recordBytes,
      worked: () => this.#writer.pump(),
    });
    return this.#compress;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#hash?.[Symbol.asyncDispose](), this.#compress?.[Symbol.asyncDispose]()]);
  }
}
