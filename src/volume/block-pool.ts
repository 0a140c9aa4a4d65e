/**
 * A few buffers of one block each, for blocks that are being filled or written. It bounds what a session holds in
 * memory: when all are out, the writer is slower than the File Daemon, and whoever needs one waits.
 */
import { BLOCK_BYTES_MAX } from './block-header.ts';

const BLOCK_BYTES_MIN = 64;
/** What pools that are done leave to the next ones: it would wait for the engine to notice otherwise, and sessions add up. */
const LEFT_BYTES_MAX = 8 * 1024 * 1024;
const left: Buffer[] = [];
let leftBytes = 0;

function takeLeft(bytes: number): Buffer | undefined {
  const index = left.findLastIndex((buffer) => buffer.length === bytes);
  if (index < 0) return undefined;
  leftBytes -= bytes;
  return left.splice(index, 1)[0];
}

function leave(buffer: Buffer): void {
  if (leftBytes + buffer.length > LEFT_BYTES_MAX) return;
  leftBytes += buffer.length;
  left.push(buffer);
}

/** One for each session: of several that shared one, each could wait for what the others hold half filled. */
export class BlockPool implements Disposable {
  readonly blockBytes: number;
  readonly #buffersMax: number;
  #buffers = 0;
  readonly #free: Buffer[] = [];
  readonly #waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  #closed: Error | undefined;

  /** `buffers` of `blockBytes` at most, allocated when first needed. */
  constructor(blockBytes: number, buffers: number) {
    if (blockBytes < BLOCK_BYTES_MIN || blockBytes > BLOCK_BYTES_MAX || buffers < 1) {
      throw new RangeError(`No pool of ${buffers} blocks of ${blockBytes} bytes`);
    }
    this.blockBytes = blockBytes;
    this.#buffersMax = buffers;
  }

  /** Undefined: all are out. Throws what the pool was closed with. */
  take(): Buffer | undefined {
    if (this.#closed !== undefined) throw this.#closed;
    const free = this.#free.pop();
    if (free !== undefined || this.#buffers === this.#buffersMax) return free;
    this.#buffers += 1;
    return takeLeft(this.blockBytes) ?? Buffer.allocUnsafeSlow(this.blockBytes);
  }

  give(buffer: Buffer): void {
    this.#free.push(buffer);
    this.#waiting.shift()?.resolve();
  }

  /** Until one may be there to take. Rejects when the pool is closed. */
  async wait(): Promise<void> {
    if (this.#closed !== undefined) throw this.#closed;
    if (this.#free.length > 0 || this.#buffers < this.#buffersMax) return;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Nothing more is taken. What is out yet, and comes back later, is nobody's any more. */
  [Symbol.dispose](): void {
    this.close(new Error('The pool is done'));
    for (const buffer of this.#free.splice(0)) leave(buffer);
  }

  /** The blocks are not written any more: who waits gets `reason`, and who asks later too. */
  close(reason: Error): void {
    this.#closed ??= reason;
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
