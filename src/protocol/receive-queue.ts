/**
 * The way into a connection: chunks are fed by the socket, frames are taken by one reader. Reading from the socket
 * pauses while the reader lags behind, so a fast peer is held back by TCP and not by our memory.
 */

import type { ReceiveOptions } from './connection.ts';
import { ConnectionLostError, PeerTimeoutError } from './errors.ts';
import { Flood } from './flood.ts';
import type { Frame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';
import type { ReadTarget } from './read-into.ts';
import { type LentMemory, ReceiveMemory } from './receive-memory.ts';
import { timerMs } from './timer.ts';

const PAUSE_BYTES = 1024 * 1024;
const RESUME_BYTES = 512 * 1024;
/** What one receiveAvailable hands out at most, a frame more or less: compressed frames may have grown. */
const BULK_BYTES_MAX = 4 * 1024 * 1024;
const FRAME_COST_BYTES = 64;
/** In a flood the system gathers for a moment, and neither end is woken for each frame. */
const GATHER_MS = 5;
const REST_MS = 1;

export interface Source {
  pause(): void;
  resume(): void;
}

type Reader = { readonly look: () => void; readonly gathers: boolean };

export class ReceiveQueue {
  readonly decoder: FrameDecoder;
  /** In bulk frames come out of this, and the decoder has nothing any more. */
  #memory: ReceiveMemory | undefined;
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
  readonly #flood = new Flood();

  constructor(source: Source, peer: string, payloadBytesMax: number, fail: (error: Error) => void) {
    this.#source = source;
    this.#peer = peer;
    this.#fail = fail;
    this.decoder = new FrameDecoder(payloadBytesMax);
  }

  /** Everything that no frame was made of, for another who reads on; undefined: not just now. */
  lend(): Buffer | undefined {
    const inUse = this.#reader !== undefined || this.#memory !== undefined;
    if (inUse || this.#ended || this.#failure !== undefined || this.#broken) return undefined;
    const waiting = this.decoder.takeAll();
    if (waiting !== undefined) this.#paused = false;
    return waiting;
  }

  /**
   * From here on the socket is read into memory that is used again, and payloads hold until the next call that receives.
   * Undefined: not just now, and nothing has changed.
   */
  readInBulk(lent?: LentMemory): ReadTarget | undefined {
    const waiting = this.lend();
    if (waiting === undefined) return undefined;
    const memory = new ReceiveMemory(waiting, () => this.#source.resume(), lent);
    this.#memory = memory;
    return {
      target: () => memory.target(),
      arrived: (bytes) => {
        memory.arrived(bytes);
        this.#reader?.look();
        return memory.hasRoom && !this.#rests();
      },
    };
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
    if (discard) this.#memory?.discard();
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
    if (!this.#flood.isHere()) {
      setImmediate(look);
      return;
    }
    this.#pause();
    setTimeout(look, GATHER_MS);
  }

  /** In bulk only where the frames are small, as those of many small files: a peer may send each by itself. */
  #rests(): boolean {
    if (!this.#flood.isOfSmall()) return false;
    setTimeout(() => this.#memory?.hasRoom && this.#source.resume(), REST_MS);
    return true;
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
    this.#memory?.release();
    const found = take();
    if (found !== undefined) return Promise.resolve(found);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (!this.#ended) return undefined;
    if ((this.#memory ?? this.decoder).atBoundary) return Promise.resolve(closed);
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
    this.#flood.count(frames.length, bytes);
    return frames.length === 0 ? undefined : frames;
  }

  #next(): Frame | undefined {
    if (this.#broken) return undefined;
    try {
      return this.#memory === undefined ? this.decoder.next() : this.#memory.next();
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
