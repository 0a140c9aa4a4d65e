/**
 * A conversation with a peer, as the rest of the house sees it: frames in, frames out, both bounded.
 * It answers nothing by itself (see answer-signal.ts) and knows no message.
 */
import type { ByteString } from '../core/index.ts';
import type { Frame } from './frame.ts';
import type { LentMemory } from './receive-memory.ts';

export type Encryption = 'none' | 'psk' | 'certificate';

export interface ReceiveOptions {
  /** How long the peer may stay silent before this ends in a PeerTimeoutError. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Frames' payloads point into the buffers that the socket filled: keep a payload only by copying it.
 * One reader and any number of writers may use a Connection at a time.
 */
export interface Connection extends AsyncDisposable {
  /** `host:port`, for messages and errors. */
  readonly peer: string;
  readonly encryption: Encryption;
  /**
   * Sends one data frame; frames sent in the same tick leave in one write. Resolves when there is room for more, and
   * rejects when the connection is over or the peer has not read anything for the send time limit.
   */
  send(payload: Buffer | ByteString): Promise<void>;
  sendSignal(signal: number): Promise<void>;
  /**
   * For a peer that has more to say but waits for TCP's acknowledgement first, because it writes small frames with
   * Nagle's algorithm on, as Bacula's daemons do, while our kernel delays acknowledgements by 40 ms. The first byte of
   * our next frame, which is zero in any case, goes out now and carries the acknowledgement. Only where the next thing
   * sent is a data frame shorter than 64 KiB; two such bytes at most.
   */
  hurry(): void;
  /** The next frame; undefined when the peer has closed properly. */
  receive(options: ReceiveOptions): Promise<Frame | undefined>;
  /** All the frames that are there, at least one; empty when the peer has closed properly. For bulk streams. */
  receiveAvailable(options: ReceiveOptions): Promise<readonly Frame[]>;
  /** Ends everything at once; pending and later calls reject with `error`. Disposing says TERMINATE and flushes first. */
  destroy(error?: Error): void;
}

/** The reading of a socket in other hands. Nothing is received in the ordinary way until it is given back. */
export interface LentReading {
  /** To be asked for before each use, for the connection may end meanwhile; then it is -1. */
  readonly descriptor: number;
  /** What had come before, and was not handed out. */
  readonly early: Buffer;
  /** `rest`: what was read and not used; it is handed out before whatever comes now. Once. */
  giveBack(rest: Buffer): void;
}

/** For whoever sends data in bulk and frames it himself, straight into the buffers that leave. */
export interface BulkConnection extends Connection {
  /**
   * Sends whole frames as they stand in `bytes`, without a copy: do not touch these before `written` is called, which
   * happens also where the connection ends. Resolves when there is room for more, rejects as `send` does.
   */
  sendFramed(bytes: Buffer, written: () => void): Promise<void>;
  /** The same for what lies in several places. At least one part. */
  sendFramedParts(parts: readonly Buffer[], written: () => void): Promise<void>;
  /**
   * For whoever receives in bulk and keeps nothing: from here on payloads hold only until the next call that receives,
   * because the memory behind them is used again. Nothing changes where that is not possible. `memory`: where they are to
   * lie, LENT_BYTES_MIN of it.
   */
  receiveInBulk(memory?: LentMemory): void;
  /** For whoever reads in bulk, straight into memory of his own. Undefined: not inside TLS, and not just now. */
  lendReading(): LentReading | undefined;
}
