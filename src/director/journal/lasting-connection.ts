/**
 * A conversation that outlives its connection: from `last` on a connection that is lost is replaced by another one, and
 * whoever reads goes on reading. What was sent on the lost one is gone; whoever asked asks again (docs/decisions/0050).
 * One reader; it is the reader who waits for the next connection.
 */
import type { ByteString } from '../../core/index.ts';
import {
  type Connection,
  ConnectionClosedError,
  ConnectionLostError,
  type Encryption,
  type Frame,
  isTermination,
  type ReceiveOptions,
} from '../../protocol/index.ts';

export interface Replacing {
  /** The next connection, ready to be read; rejects where there will be none. `signal` ends the trying. */
  readonly replace: (why: Error, signal: AbortSignal) => Promise<Connection>;
}

export class LastingConnection implements Connection {
  readonly #options: Replacing;
  readonly #end = new AbortController();
  #current: Connection;
  #lasts = false;
  #replacing = false;
  /** Why what still comes on this connection is not read. */
  #spoiled: Error | undefined;
  /** The other end has said so, behind what is being read. */
  #hasEnded = false;
  #isKept = false;

  constructor(first: Connection, options: Replacing) {
    this.#current = first;
    this.#options = options;
  }

  get peer(): string {
    return this.#current.peer;
  }

  get encryption(): Encryption {
    return this.#current.encryption;
  }

  /** A new connection is being looked for. */
  get isAway(): boolean {
    return this.#replacing;
  }

  /** From now on it outlives what it runs over. */
  last(): void {
    this.#lasts = true;
  }

  /** What runs now is of no use: the next read begins with another one. */
  renew(why: Error): void {
    if (this.#spoiled !== undefined) return;
    this.#spoiled = why;
    this.#current.destroy(why);
  }

  /** An answer to somebody who is gone is of no use; he asks again. */
  async send(payload: Buffer | ByteString): Promise<void> {
    await this.#sending(this.#current.send(payload));
  }

  async sendSignal(signal: number): Promise<void> {
    await this.#sending(this.#current.sendSignal(signal));
  }

  /** Our own daemons do not wait for acknowledgements. */
  hurry(): void {}

  async receive(options: ReceiveOptions): Promise<Frame | undefined> {
    return (await this.#look((connection) => connection.receive(options).then(listOf)))[0];
  }

  receiveAvailable(options: ReceiveOptions): Promise<readonly Frame[]> {
    return this.#look((connection) => connection.receiveAvailable(options));
  }

  destroy(error?: Error): void {
    const why = error ?? new ConnectionClosedError(this.peer);
    this.#lasts = false;
    this.#end.abort(why);
    this.#current.destroy(why);
  }

  /** Disposing leaves the connection open: there is one more thing to say, and `release` comes then. */
  keep(): void {
    this.#isKept = true;
  }

  async release(): Promise<void> {
    this.#isKept = false;
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lasts = false;
    if (this.#isKept) return;
    this.#end.abort(new ConnectionClosedError(this.peer));
    await this.#current[Symbol.asyncDispose]();
  }

  async #sending(sent: Promise<void>): Promise<void> {
    try {
      await sent;
    } catch (error) {
      if (!this.#lasts) throw error;
    }
  }

  async #look(receive: (connection: Connection) => Promise<readonly Frame[]>): Promise<readonly Frame[]> {
    for (;;) {
      try {
        const frames = this.#hasEnded ? [] : await receive(this.#current);
        if (!this.#lasts) return frames;
        const last = frames.findIndex((frame) => frame.kind === 'signal' && isTermination(frame.signal));
        this.#hasEnded = last >= 0;
        const told = last < 0 ? frames : frames.slice(0, last);
        if (told.length > 0) return told;
        await this.#replace(new ConnectionClosedError(this.peer));
      } catch (error) {
        if (!this.#lasts || !(this.#spoiled === error || isLoss(error))) throw error;
        await this.#replace(this.#spoiled ?? (error as Error));
      }
    }
  }

  async #replace(why: Error): Promise<void> {
    const old = this.#current;
    this.#replacing = true;
    try {
      old.destroy(why);
      this.#current = await this.#options.replace(why, this.#end.signal);
      this.#spoiled = undefined;
      this.#hasEnded = false;
      if (this.#end.signal.aborted) this.#current.destroy(this.#end.signal.reason);
    } finally {
      this.#replacing = false;
    }
  }
}

const isLoss = (error: unknown): boolean =>
  error instanceof ConnectionClosedError || error instanceof ConnectionLostError;

const listOf = (frame: Frame | undefined): readonly Frame[] => (frame === undefined ? [] : [frame]);
