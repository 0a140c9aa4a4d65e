/** A Connection over a TCP socket, in clear or inside TLS, which may start in mid-stream. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type ByteString, withDeadline } from '../core/index.ts';
import type { BulkConnection, Encryption, LentReading, ReceiveOptions } from './connection.ts';
import { descriptorOf, startReading, stopReading } from './descriptor.ts';
import { ConnectionClosedError, ConnectionLostError } from './errors.ts';
import { type Frame, PAYLOAD_BYTES_MAX } from './frame.ts';
import { canReadInto, readInto } from './read-into.ts';
import type { LentMemory } from './receive-memory.ts';
import { ReceiveQueue } from './receive-queue.ts';
import { SendQueue } from './send-queue.ts';
import type { SeverableStream } from './severable-stream.ts';
import { SIGNAL } from './signals.ts';

/** A stranger's frames are short: Hello, challenge, response, a refusal in words. */
export const STRANGER_PAYLOAD_BYTES_MAX = 16 * 1024;
export const STALL_TIMEOUT_MS = 10 * 60_000;
const FLUSH_TIMEOUT_MS = 2_000;
const LINGER_MS = 1_000;

export interface SocketConnectionOptions {
  readonly peer: string;
  readonly heartbeatSec: number;
  readonly stallTimeoutMs?: number;
}

export class SocketConnection implements BulkConnection {
  readonly peer: string;
  encryption: Encryption = 'none';
  #socket: Socket;
  #below: SeverableStream | undefined;
  readonly #send: SendQueue;
  readonly #receive: ReceiveQueue;
  #disposed: Promise<void> | undefined;

  constructor(socket: Socket, options: SocketConnectionOptions) {
    this.peer = options.peer;
    this.#socket = socket;
    // Without this the 40 ms of Nagle and delayed acknowledgement would add up to most of a short Job's time.
    socket.setNoDelay(true);
    socket.setKeepAlive(true, options.heartbeatSec * 1000);
    const fail = (error: Error): void => this.#fail(error, false);
    this.#send = new SendQueue(socket, {
      peer: this.peer,
      stallTimeoutMs: options.stallTimeoutMs ?? STALL_TIMEOUT_MS,
      fail,
    });
    this.#receive = new ReceiveQueue(socket, this.peer, STRANGER_PAYLOAD_BYTES_MAX, fail);
    this.#attach(socket);
  }

  send(payload: Buffer | ByteString): Promise<void> {
    return this.#send.data(payload);
  }

  sendSignal(signal: number): Promise<void> {
    return this.#send.signal(signal);
  }

  sendFramed(bytes: Buffer, written: () => void): Promise<void> {
    return this.#send.framed([bytes], written);
  }

  sendFramedParts(parts: readonly Buffer[], written: () => void): Promise<void> {
    return this.#send.framed(parts, written);
  }

  /** A frame in two steps, see call.ts. Nothing else may be sent in between. */
  sendPart(bytes: Buffer): void {
    this.#send.raw(bytes);
  }

  hurry(): void {
    this.#send.hurry();
  }

  receive(options: ReceiveOptions): Promise<Frame | undefined> {
    return this.#receive.one(options);
  }

  receiveAvailable(options: ReceiveOptions): Promise<readonly Frame[]> {
    return this.#receive.available(options);
  }

  receiveInBulk(memory?: LentMemory): void {
    const socket = this.#socket;
    if (!canReadInto(socket)) return;
    // What the socket had read comes to us as ever, and is among what the queue has.
    stopReading(socket);
    const target = this.#receive.readInBulk(memory);
    if (target !== undefined) readInto(socket, target);
    startReading(socket);
  }

  lendReading(): LentReading | undefined {
    const socket = this.#socket;
    if (this.encryption !== 'none' || descriptorOf(socket) < 0) return undefined;
    // What the socket had read comes to us as ever, and is among what the queue gives away.
    stopReading(socket);
    const early = this.#receive.lend();
    if (early === undefined) {
      startReading(socket);
      return undefined;
    }
    return {
      get descriptor() {
        return descriptorOf(socket);
      },
      early,
      giveBack: (rest) => {
        this.#receive.decoder.feed(rest);
        if (!socket.destroyed) startReading(socket);
      },
    };
  }

  destroy(error?: Error): void {
    this.#fail(error ?? new ConnectionClosedError(this.peer), true);
  }

  /** Says TERMINATE, waits (bounded) until all is sent, closes; what still comes in is discarded. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#close();
    return this.#disposed;
  }

  /**
   * The open socket by number, for another thread to take over: `duplicate` makes a number of its own for it (dup), and
   * this connection is over, without a word to the peer. Only in clear, and before anything else was received.
   */
  handOver(duplicate: (descriptor: number) => number): number {
    this.#detach(this.#socket);
    const own = descriptorOf(this.#socket);
    if (own < 0 || this.encryption !== 'none') throw new ConnectionClosedError(this.peer);
    const descriptor = duplicate(own);
    this.destroy();
    return descriptor;
  }

  /** Says one last signal and is over, without a word to the peer: neither of TLS nor of TCP, where another holds it. */
  async leave(signal: number): Promise<void> {
    this.#detach(this.#socket);
    this.#send.signal(signal);
    await this.#send.flushed();
    this.destroy();
  }

  /**
   * The socket, to go on in clear on it; this connection is over, without a word to the peer. Nothing may be on its way
   * in either direction. Inside TLS only where that began as severable.
   */
  sever(): Socket {
    const socket = this.#socket;
    if (this.encryption !== 'none' && this.#below === undefined) throw new ConnectionClosedError(this.peer);
    this.#detach(socket);
    const clear = this.#below?.sever() ?? socket;
    const closed = new ConnectionClosedError(this.peer);
    this.#send.close(closed);
    this.#receive.close(closed, true);
    if (socket !== clear) socket.destroy();
    clear.on('error', () => {});
    return clear;
  }

  /** The peer is authenticated: it may send frames of full length. */
  trust(): void {
    this.#receive.decoder.payloadBytesMax = PAYLOAD_BYTES_MAX;
  }

  /** The remote end of TLS will be checked by `start`; bytes that came early are TLS's already. */
  async upgrade(
    encryption: Encryption,
    start: (raw: Socket) => { socket: TLSSocket; secure: Promise<void>; below?: SeverableStream | undefined },
  ): Promise<void> {
    await this.#send.flushed();
    const raw = this.#socket;
    this.#detach(raw);
    const early = this.#receive.decoder.takeRest();
    if (early.length > 0) raw.unshift(early);
    const { socket, secure, below } = start(raw);
    this.#socket = socket;
    this.#below = below;
    await secure;
    this.#send.use(socket);
    this.#receive.use(socket);
    this.#attach(socket);
    this.encryption = encryption;
  }

  readonly #onData = (chunk: Buffer): void => this.#receive.feed(chunk);
  readonly #onEnd = (): void => this.#receive.end();
  readonly #onError = (error: Error): void =>
    this.#fail(new ConnectionLostError(this.peer, error.message, { cause: error }), false);
  readonly #onClose = (): void => {
    this.#receive.end();
    this.#send.close(new ConnectionLostError(this.peer, 'closed by the other end'));
  };

  #attach(socket: Socket): void {
    socket.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose);
  }

  #detach(socket: Socket): void {
    socket.pause();
    socket.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError).off('close', this.#onClose);
    // A broken connection is reported by the TLS socket; without a listener this one would end the process.
    socket.on('error', () => {});
  }

  #fail(error: Error, discard: boolean): void {
    this.#send.close(error);
    this.#receive.close(error, discard);
    this.#socket.destroy();
  }

  async #close(): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded) return this.destroy();
    this.#send.signal(SIGNAL.TERMINATE);
    try {
      await withDeadline(this.#send.flushed(), FLUSH_TIMEOUT_MS, () => new ConnectionClosedError(this.peer));
    } catch {
      return this.destroy();
    }
    const closed = new ConnectionClosedError(this.peer);
    this.#send.close(closed);
    this.#receive.close(closed, true);
    // Closing with unread data would reset the connection, and the peer could lose what we said last: read on a moment.
    socket.end();
    socket.resume();
    const linger = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(linger));
  }
}
