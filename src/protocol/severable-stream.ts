/**
 * A stream between TLS and the TCP socket below it, for a conversation in which TLS ends in mid-stream and without a word
 * (specification 01-wire §4.6): TLS sits on this, and when it is severed the socket goes on as if there had been none.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;

export class SeverableStream extends Duplex {
  readonly #below: Socket;
  #severed = false;

  constructor(below: Socket) {
    super({ allowHalfOpen: true });
    this.#below = below;
    below.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose);
    below.resume();
  }

  /** The socket, which nobody reads now. Nothing of what TLS still says reaches it. */
  sever(): Socket {
    const below = this.#below;
    this.#severed = true;
    below.pause();
    below.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError).off('close', this.#onClose);
    return below;
  }

  override _read(): void {
    if (!this.#severed) this.#below.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.#severed) done();
    else this.#below.write(chunk, done);
  }

  override _final(done: Done): void {
    if (!this.#severed) this.#below.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    if (!this.#severed) this.#below.destroy();
    done(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.push(chunk)) this.#below.pause();
  };
  readonly #onEnd = (): void => void this.push(null);
  readonly #onError = (error: Error): void => void this.destroy(error);
  readonly #onClose = (): void => void this.destroy();
}
