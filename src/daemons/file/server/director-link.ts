/**
 * The connection with a Director, from the called side: lines in, lines out (specification 02 §1). Signals that want an
 * answer get it here (01 §2). Whatever is said to a Director that has gone is dropped: a Job outlives its Director.
 */
import { type ByteString, bytesToByteString, type Clock } from '../../../core/index.ts';
import { type Connection, type Frame, isTermination, SIGNAL } from '../../../protocol/index.ts';

export type FromDirector =
  | { readonly kind: 'line'; readonly text: ByteString }
  /** The end of a list. */
  | { readonly kind: 'end-of-data' }
  /** The Director has hung up, or is lost. */
  | { readonly kind: 'gone' };

/** A piece of a list: `last` where its EOD came. */
export interface ListPiece {
  readonly packets: readonly Buffer[];
  readonly last: boolean;
}

type Meaning = 'data' | 'end-of-data' | 'gone' | 'nothing';

export class DirectorLink {
  readonly #connection: Connection;
  readonly #clock: Clock;
  /** Came together with the end of a list. */
  #early: readonly Frame[] = [];
  #gone = false;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  get peer(): string {
    return this.#connection.peer;
  }

  get encrypted(): boolean {
    return this.#connection.encryption !== 'none';
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Resolves when there is room for more. */
  say(line: ByteString | Buffer): Promise<void> {
    return this.#tell(() => this.#connection.send(line));
  }

  signal(signal: number): Promise<void> {
    return this.#tell(() => this.#connection.sendSignal(signal));
  }

  /** An answer of one line, and the end of it. */
  async sayAndEnd(line: ByteString): Promise<void> {
    await Promise.all([this.say(line), this.signal(SIGNAL.EOD)]);
  }

  async receive(timeoutMs: number): Promise<FromDirector> {
    for (;;) {
      const frame = await this.#next(timeoutMs);
      const meaning = frame === undefined ? 'gone' : await this.#meaningOf(frame);
      if (meaning === 'gone') return this.#lost();
      if (meaning === 'end-of-data') return { kind: 'end-of-data' };
      if (meaning === 'data' && frame?.kind === 'data') return { kind: 'line', text: bytesToByteString(frame.payload) };
    }
  }

  /** The packets of a list as many as are there; undefined: the Director went away in the middle. */
  async receivePiece(timeoutMs: number): Promise<ListPiece | undefined> {
    for (;;) {
      const frames = await this.#nextFrames(timeoutMs);
      const packets: Buffer[] = [];
      let over = frames.length === 0;
      for (const [index, frame] of frames.entries()) {
        if (frame.kind === 'data') {
          packets.push(frame.payload);
          continue;
        }
        const meaning = await this.#meaningOf(frame);
        if (meaning === 'end-of-data') {
          this.#early = frames.slice(index + 1);
          return { packets, last: true };
        }
        over = meaning === 'gone';
        if (over) break;
      }
      if (over) this.#gone = true;
      if (packets.length > 0) return { packets, last: false };
      if (over) return undefined;
    }
  }

  async hangUp(): Promise<void> {
    this.#gone = true;
    await this.#connection[Symbol.asyncDispose]();
  }

  async #next(timeoutMs: number): Promise<Frame | undefined> {
    const [first, ...others] = this.#early;
    this.#early = others;
    if (first !== undefined) return first;
    return await this.#connection.receive({ timeoutMs }).catch(() => undefined);
  }

  async #nextFrames(timeoutMs: number): Promise<readonly Frame[]> {
    const early = this.#early;
    this.#early = [];
    if (early.length > 0) return early;
    return await this.#connection.receiveAvailable({ timeoutMs }).catch(() => []);
  }

  async #meaningOf(frame: Frame): Promise<Meaning> {
    if (frame.kind === 'data') return frame.payload.length > 0 ? 'data' : 'nothing';
    if (isTermination(frame.signal)) return 'gone';
    switch (frame.signal) {
      case SIGNAL.EOD:
        return 'end-of-data';
      case SIGNAL.EOD_POLL:
        await this.say('2000 OK\n');
        return 'end-of-data';
      case SIGNAL.POLL:
        await this.say('2000 OK\n');
        return 'nothing';
      case SIGNAL.STATUS:
        await this.sayAndEnd('Status OK\n');
        return 'nothing';
      case SIGNAL.BTIME:
        await this.say(`btime ${BigInt(this.#clock.now().getTime()) * 1000n}\n`);
        return 'nothing';
      default:
        return 'nothing';
    }
  }

  async #tell(send: () => Promise<void>): Promise<void> {
    if (this.#gone) return;
    try {
      await send();
    } catch {
      this.#gone = true;
    }
  }

  #lost(): FromDirector {
    this.#gone = true;
    return { kind: 'gone' };
  }
}
