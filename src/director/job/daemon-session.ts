/**
 * One conversation of a Job with one daemon. A single reader takes everything that arrives: what is no reply goes to
 * `onTraffic` (catalog requests, attributes, messages …), replies wait here for whoever asked. So a reply is never
 * taken for "the next packet" (03 §1.2, 02 §1), and nothing is lost while nobody waits.
 */
import { type ByteString, bytesToByteString } from '../../core/index.ts';
import {
  answerSignal,
  BadCompressionError,
  type Connection,
  ConnectionClosedError,
  ConnectionLostError,
  type Frame,
  FrameTooLongError,
  isTermination,
  PeerTimeoutError,
  UnsupportedFrameError,
} from '../../protocol/index.ts';
import { DaemonGarbageError, DaemonLostError, DaemonSilentError } from './errors.ts';

/** What somebody waits for, and how long. */
export interface Wait {
  /** As in "while waiting for …". */
  readonly awaited: string;
  readonly timeoutMs: number;
  readonly hint?: string;
}

/**
 * Looks at every data frame first. `false`: it is a reply; a Buffer: that is the reply. A promise holds the reader: that is
 * the backpressure.
 */
export type Traffic = (payload: Buffer) => boolean | Promise<void> | Buffer;

export interface SessionOptions {
  /** `Client "web"`, `Storage "File1"`. */
  readonly daemon: string;
  readonly onTraffic: Traffic;
  /** Looks at every signal first. `false`: it is answered as usual. */
  readonly onSignal?: (signal: number) => boolean | Promise<void>;
}

// What a genuine daemon would allow itself on a connection: a peer that is gone is found by TCP keep-alive long before.
const SILENCE_MAX_MS = 6 * 24 * 3_600_000;
const REPLIES_MAX = 1_000;
const now = (): Date => new Date();

type Waiter = { resolve: (reply: ByteString) => void; reject: (error: Error) => void; wait: Wait };

export class DaemonSession implements AsyncDisposable {
  readonly daemon: string;
  readonly connection: Connection;
  /** Resolves, and never rejects, when nothing more can come. */
  readonly over: Promise<void>;
  readonly #options: SessionOptions;
  readonly #replies: ByteString[] = [];
  #waiter: Waiter | undefined;
  #end: Error | undefined;
  #lastHeardMs = performance.now();

  constructor(connection: Connection, options: SessionOptions) {
    this.connection = connection;
    this.daemon = options.daemon;
    this.#options = options;
    this.over = this.#read();
  }

  silentForMs(): number {
    return performance.now() - this.#lastHeardMs;
  }

  async send(payload: ByteString | Buffer): Promise<void> {
    try {
      await this.connection.send(payload);
    } catch (error) {
      // The reader may know better: a daemon that refuses says so before it closes.
      throw this.#explain(this.#end ?? error, 'it to take a command');
    }
  }

  async ask(command: ByteString, wait: Wait): Promise<ByteString> {
    await this.send(command);
    return this.reply(wait);
  }

  /** The next reply in order; one waiter at a time. */
  reply(wait: Wait): Promise<ByteString> {
    const ready = this.#replies.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#end !== undefined) return Promise.reject(this.#explain(this.#end, wait.awaited));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(wait), wait.timeoutMs);
      const settle = () => {
        clearTimeout(timer);
        this.#waiter = undefined;
      };
      this.#waiter = {
        wait,
        resolve: (reply) => {
          settle();
          resolve(reply);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
    });
  }

  /** Ends everything at once: waiters get `error`. */
  destroy(error: Error): void {
    this.#finish(error);
    this.connection.destroy(error);
  }

  /** Says TERMINATE where that is still possible. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
    this.#finish(new ConnectionClosedError(this.connection.peer));
  }

  #giveUp({ awaited, timeoutMs, hint }: Wait): void {
    this.#waiter?.reject(new DaemonSilentError(this.daemon, awaited, timeoutMs, hint));
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const frames = await this.connection.receiveAvailable({ timeoutMs: SILENCE_MAX_MS });
        this.#lastHeardMs = performance.now();
        if (frames.length === 0) throw new ConnectionClosedError(this.connection.peer);
        for (const frame of frames) {
          const held = this.#take(frame);
          if (held !== undefined) await held;
        }
      }
    } catch (error) {
      this.#finish(error as Error);
      this.connection.destroy(error as Error);
    }
  }

  #take(frame: Frame): Promise<unknown> | undefined {
    if (frame.kind === 'signal') {
      const taken = this.#options.onSignal?.(frame.signal) ?? false;
      if (typeof taken !== 'boolean') return taken;
      // It hangs up: nothing that it still sends would be for us.
      if (isTermination(frame.signal)) throw new ConnectionClosedError(this.connection.peer);
      return taken ? undefined : answerSignal(this.connection, frame.signal, now);
    }
    const taken = this.#options.onTraffic(frame.payload);
    if (taken === true) return undefined;
    if (taken instanceof Promise) return taken;
    const reply = bytesToByteString(taken === false ? frame.payload : taken);
    if (this.#waiter !== undefined) this.#waiter.resolve(reply);
    else if (this.#replies.push(reply) > REPLIES_MAX) {
      throw new DaemonGarbageError(this.daemon, 'nothing', `${REPLIES_MAX} replies that nobody asked for`);
    }
    return undefined;
  }

  #finish(error: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    const waiter = this.#waiter;
    waiter?.reject(this.#explain(error, waiter.wait.awaited));
  }

  #explain(error: unknown, awaited: string): Error {
    const cause = { cause: error };
    if (error instanceof ConnectionClosedError || error instanceof ConnectionLostError) {
      return new DaemonLostError(this.daemon, awaited, cause);
    }
    if (error instanceof PeerTimeoutError) return new DaemonSilentError(this.daemon, awaited, SILENCE_MAX_MS);
    if (isGarbage(error)) {
      return new DaemonGarbageError(this.daemon, awaited, error.message, cause);
    }
    return error instanceof Error ? error : new Error(String(error), cause);
  }
}

const isGarbage = (error: unknown): error is Error =>
  error instanceof FrameTooLongError || error instanceof BadCompressionError || error instanceof UnsupportedFrameError;

/** A reply starts with a digit, everything else does not: 02 §11. */
export const startsWithDigit = (payload: Buffer): boolean => {
  const first = payload[0] ?? 0;
  return first >= 0x30 && first <= 0x39;
};
