/**
 * The way out of a connection: frames in order, each in one piece. Small frames of one tick are gathered into one
 * write; what the peer does not read is bounded, in bytes and in time.
 */
import type { Writable } from 'node:stream';
import type { ByteString } from '../core/index.ts';
import { FrameTooLongError, PeerTimeoutError, SendQueueFullError } from './errors.ts';
import { encodeFrame, HEADER_BYTES, PAYLOAD_BYTES_MAX } from './frame.ts';
import { SIGNAL } from './signals.ts';
import { timerMs } from './timer.ts';

/** From here on a sender is asked to wait; it goes on when less is queued. */
const ROOM_BYTES = 512 * 1024;
/** A sender that does not wait is stopped here. */
const QUEUED_BYTES_MAX = 16 * 1024 * 1024;
const SLAB_BYTES = 64 * 1024;
/** Longer frames are not copied. */
const GATHERED_BYTES_MAX = 8 * 1024;

/** A frame shorter than 64 KiB begins with two zero bytes. */
const AHEAD_BYTES_MAX = 2;
const SHORT_BYTES_MAX = 0xffff;
const ZERO = Buffer.alloc(1);

const DONE = Promise.resolve();

export interface SendQueueOptions {
  readonly peer: string;
  /** How long the peer may read nothing while a sender waits. */
  readonly stallTimeoutMs: number;
  /** Ends the connection. */
  readonly fail: (error: Error) => void;
}

export class SendQueue {
  readonly #options: SendQueueOptions;
  #socket: Writable;
  #slab = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #flushScheduled = false;
  #queuedBytes = 0;
  #room: PromiseWithResolvers<void> | undefined;
  #stall: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  #aheadBytes = 0;

  constructor(socket: Writable, options: SendQueueOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Resolves when there is room for more. The payload must not be changed afterwards. */
  data(payload: Buffer | ByteString): Promise<void> {
    if (this.#failure !== undefined) return rejected(this.#failure);
    const { length } = payload;
    if (length > PAYLOAD_BYTES_MAX) return rejected(new FrameTooLongError(length, PAYLOAD_BYTES_MAX));
    if (this.#aheadBytes > 0) {
      if (length > SHORT_BYTES_MAX) return rejected(new RangeError('A long frame cannot follow a hurried byte'));
      this.#restOf(payload);
    } else if (length > GATHERED_BYTES_MAX) {
      this.#alone(typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload);
    } else {
      this.#reserve(HEADER_BYTES + length);
      this.#slab.writeInt32BE(length, this.#end);
      if (typeof payload === 'string') this.#slab.write(payload, this.#end + HEADER_BYTES, 'latin1');
      else payload.copy(this.#slab, this.#end + HEADER_BYTES);
      this.#gathered(HEADER_BYTES + length);
    }
    return this.#whenRoom();
  }

  signal(signal: number): Promise<void> {
    if (this.#failure !== undefined) return rejected(this.#failure);
    if (this.#aheadBytes > 0) {
      // The peer takes the next word for a length. A farewell may be left out: closing says it too.
      if (signal === SIGNAL.TERMINATE) return DONE;
      return rejected(new RangeError('A signal cannot follow a hurried byte'));
    }
    this.#reserve(HEADER_BYTES);
    this.#slab.writeInt32BE(signal, this.#end);
    this.#gathered(HEADER_BYTES);
    return this.#whenRoom();
  }

  /**
   * Whole frames in parts that the caller has put one after the other, sent as they are and without a copy. `written`: the system
   * has taken them, or the connection is over; the bytes may be used again.
   */
  framed(parts: readonly Buffer[], written: () => void): Promise<void> {
    if (this.#failure !== undefined) return rejected(this.#failure);
    if (this.#aheadBytes > 0) return rejected(new RangeError('Frames in bulk cannot follow a hurried byte'));
    this.#flush();
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    this.#queuedBytes += bytes;
    this.#writeTogether(parts, () => {
      this.#written(bytes);
      written();
    });
    return this.#whenRoom();
  }

  /** Bytes that are part of a frame only: the caller frames them, and sends nothing else in between. */
  raw(bytes: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#reserve(bytes.length);
    bytes.copy(this.#slab, this.#end);
    this.#gathered(bytes.length);
  }

  /** See Connection.hurry. */
  hurry(): void {
    if (this.#failure !== undefined || this.#aheadBytes === AHEAD_BYTES_MAX) return;
    this.#aheadBytes++;
    this.raw(ZERO);
  }

  /** Resolves when the system has taken everything. Needed before another protocol layer starts to write. */
  flushed(): Promise<void> {
    this.#flush();
    if (this.#queuedBytes === 0) return DONE;
    return new Promise((resolve, reject) => {
      this.#socket.write('', (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The same bytes go through another stream from here on (TLS). Only after flushed(). */
  use(socket: Writable): void {
    this.#socket = socket;
  }

  /** Rejects who waits, and whoever comes later. */
  close(error: Error): void {
    this.#failure ??= error;
    clearTimeout(this.#stall);
    this.#room?.reject(this.#failure);
    this.#room = undefined;
  }

  /** What a frame still lacks of which the first bytes have been sent ahead. */
  #restOf(payload: Buffer | ByteString): void {
    const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload;
    const rest = encodeFrame({ kind: 'data', payload: bytes }).subarray(this.#aheadBytes);
    this.#aheadBytes = 0;
    this.#reserve(rest.length);
    rest.copy(this.#slab, this.#end);
    this.#gathered(rest.length);
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#slab.length) return;
    this.#flush();
    this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.#start = 0;
    this.#end = 0;
  }

  #gathered(bytes: number): void {
    this.#end += bytes;
    this.#queuedBytes += bytes;
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    process.nextTick(() => {
      this.#flushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#start === this.#end || this.#failure !== undefined) return;
    const batch = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    this.#socket.write(batch, () => this.#written(batch.length));
  }

  #alone(payload: Buffer): void {
    this.#flush();
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeInt32BE(payload.length, 0);
    this.#queuedBytes += HEADER_BYTES + payload.length;
    this.#writeTogether([header, payload], () => this.#written(HEADER_BYTES + payload.length));
  }

  /** With one call of the system. */
  #writeTogether(parts: readonly Buffer[], written: () => void): void {
    const last = parts.length - 1;
    this.#socket.cork();
    for (const [index, part] of parts.entries()) this.#socket.write(part, index === last ? written : undefined);
    this.#socket.uncork();
  }

  #written(bytes: number): void {
    this.#queuedBytes -= bytes;
    if (this.#room === undefined) return;
    if (this.#queuedBytes <= ROOM_BYTES) {
      clearTimeout(this.#stall);
      this.#room.resolve();
      this.#room = undefined;
    } else {
      this.#stall?.refresh();
    }
  }

  #whenRoom(): Promise<void> {
    if (this.#queuedBytes <= ROOM_BYTES) return DONE;
    if (this.#queuedBytes > QUEUED_BYTES_MAX) {
      const error = new SendQueueFullError(this.#options.peer, this.#queuedBytes);
      this.#options.fail(error);
      return rejected(error);
    }
    if (this.#room === undefined) {
      this.#room = Promise.withResolvers<void>();
      this.#room.promise.catch(ignore);
      const { peer, stallTimeoutMs, fail } = this.#options;
      this.#stall = setTimeout(
        () => fail(new PeerTimeoutError(peer, 'read what was sent to it', stallTimeoutMs)),
        timerMs(stallTimeoutMs),
      );
    }
    return this.#room.promise;
  }
}

// Whoever sends without waiting hears of the failure at the next receive; the process must not end for it.
const ignore = (): void => {};
function rejected(error: Error): Promise<void> {
  const promise = Promise.reject(error);
  promise.catch(ignore);
  return promise;
}
