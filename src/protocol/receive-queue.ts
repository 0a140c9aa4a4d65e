/**
 * The way into a connection: chunks are fed by the socket, frames are taken by one reader. Reading from the socket
 * pauses while the reader lags behind, so a fast peer is held back by TCP and not by our memory.
 */

import type { ReceiveOptions } from './connection.ts';
import { ConnectionLostError, PeerTimeoutError } from './errors.ts';
import type { Frame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { timerMs } from './timer.ts';

const PAUSE_BYTES = 1024 * 1024;
const RESUME_BYTES = 512 * 1024;
/** What one receiveAvailable hands out at most, a frame more or less: compressed frames may have grown. */
const BULK_BYTES_MAX = 4 * 1024 * 1024;
const FRAME_COST_BYTES = 64;
/** So many frames in so long are a flood: then the system gathers for a moment, and neither end is woken for each. */
const FLOOD_FRAMES = 200;
const FLOOD_WINDOW_MS = 100;
const GATHER_MS = 5;

export interface Source {
  pause(): void;
  resume(): void;
}

type Reader = { readonly look: () => void; readonly gathers: boolean };

export class ReceiveQueue {
  readonly decoder: FrameDecoder;
  readonly #peer: string;
  readonly #fail: (error: Error) => void;
  #source: Source;
  #paused = false;
  #ended = false;
  #failure: Error | undefined;
  #reader: Reader | undefined;
  /** The stream cannot be decoded any further. */
  #broken = false;
  #lookDue = false;
  #windowStartMs = 0;
  #windowFrames = 0;
  #flood = false;

  constructor(source: Source, peer: string, payloadBytesMax: number, fail: (error: Error) => void) {
    this.#source = source;
    this.#peer = peer;
    this.#fail = fail;
    this.decoder = new FrameDecoder(payloadBytesMax);
  }

  use(source: Source): void {
    this.#source = source;
    this.#paused = false;
  }

  feed(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    this.decoder.feed(chunk);
    if (this.#reader?.gathers === true) this.#lookSoon();
    else this.#reader?.look();
    if (this.decoder.waitingBytes > PAUSE_BYTES) this.#pause();
  }

  /** The peer closed its side; what it sent before is still handed out. */
  end(): void {
    this.#ended = true;
    this.#reader?.look();
  }

  /** What came before is still handed out, unless `discard`. */
  close(error: Error, discard: boolean): void {
    this.#failure ??= error;
    if (discard) this.decoder.takeRest();
    this.#reader?.look();
  }

  one(options: ReceiveOptions): Promise<Frame | undefined> {
    return this.#receive(options, () => this.#next(), undefined, false);
  }

  available(options: ReceiveOptions): Promise<readonly Frame[]> {
    return this.#receive<readonly Frame[]>(options, () => this.#all(), [], true);
  }

  /**
   * When this turn of the event loop has read all that there is, because a TLS socket hands over record by record and a
   * daemon's attributes come in a record each. In a flood of them reading rests meanwhile.
   */
  #lookSoon(): void {
    if (this.#lookDue) return;
    this.#lookDue = true;
    const look = (): void => {
      this.#lookDue = false;
      this.#reader?.look();
    };
    if (!this.#floods()) {
      setImmediate(look);
      return;
    }
    this.#pause();
    setTimeout(look, GATHER_MS);
  }

  #floods(): boolean {
    const nowMs = performance.now();
    const elapsedMs = nowMs - this.#windowStartMs;
    if (elapsedMs >= FLOOD_WINDOW_MS) {
      this.#flood = this.#windowFrames / elapsedMs > FLOOD_FRAMES / FLOOD_WINDOW_MS;
      this.#windowStartMs = nowMs;
      this.#windowFrames = 0;
    }
    return this.#flood;
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#source.pause();
  }

  /** Takes at once what is there, waits otherwise. A failure that is met behind good frames is told next time. */
  #receive<T>(options: ReceiveOptions, take: () => T | undefined, closed: T, gathers: boolean): Promise<T> {
    if (this.#reader !== undefined)
      return Promise.reject(new Error(`Two readers on the connection with ${this.#peer}`));
    const { timeoutMs, signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const taken = this.#tryTake(take, closed);
    if (taken !== undefined) return taken;
    return new Promise<T>((resolve, reject) => {
      const settle = (): void => {
        this.#reader = undefined;
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        settle();
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        settle();
        reject(new PeerTimeoutError(this.#peer, 'answer', timeoutMs));
      }, timerMs(timeoutMs));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#reader = {
        gathers,
        look: () => {
          const found = this.#tryTake(take, closed);
          if (found === undefined) return;
          settle();
          found.then(resolve, reject);
        },
      };
    });
  }

  #tryTake<T>(take: () => T | undefined, closed: T): Promise<T> | undefined {
    const found = take();
    if (found !== undefined) return Promise.resolve(found);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (!this.#ended) return undefined;
    if (this.decoder.atBoundary) return Promise.resolve(closed);
    return Promise.reject(new ConnectionLostError(this.#peer, 'closed in the middle of a frame'));
  }

  #all(): readonly Frame[] | undefined {
    const frames: Frame[] = [];
    let bytes = 0;
    while (bytes < BULK_BYTES_MAX) {
      const frame = this.#next();
      if (frame === undefined) break;
      frames.push(frame);
      bytes += FRAME_COST_BYTES + (frame.kind === 'data' ? frame.payload.length : 0);
    }
    this.#windowFrames += frames.length;
    return frames.length === 0 ? undefined : frames;
  }

  #next(): Frame | undefined {
    if (this.#broken) return undefined;
    try {
      return this.decoder.next();
    } catch (error) {
      this.#broken = true;
      this.#failure = error as Error;
      // Later: the reader that is being served now shall get the good frames that came before.
      queueMicrotask(() => this.#fail(error as Error));
      return undefined;
    } finally {
      if (this.#paused && this.decoder.waitingBytes < RESUME_BYTES) {
        this.#paused = false;
        this.#source.resume();
      }
    }
  }
}
