/**
 * The conversation with a Director, as the daemon hears it (page 03 §1.2): one reader takes everything that comes. While
 * a question of ours is open the next text is its answer, anything else is a command and waits for its turn. What came
 * first is done first; a Director that says too much at once is not read until we have caught up.
 */
import { type ByteString, bytesToByteString, withDeadline } from '../../../../core/index.ts';
import {
  type BulkConnection,
  ConnectionClosedError,
  type Frame,
  isTermination,
  type Release,
  SIGNAL,
} from '../../../../protocol/index.ts';
import { DirectorLostError } from '../errors.ts';

/** What a Director says of its own accord: a line, or the end of a list. */
export type Said = { readonly kind: 'text'; readonly text: ByteString } | { readonly kind: 'eod' };

export interface Question {
  readonly packets: readonly (ByteString | Buffer)[];
  /** The packets are a list. */
  readonly endOfData?: boolean;
  /** As in "waiting for …". */
  readonly awaited: string;
  readonly timeoutMs?: number;
}

export interface DirectorLineOptions {
  /** Its name, for errors. */
  readonly director: ByteString;
  readonly release: Release;
  /** Aborts when the daemon stops: then no answer is waited for long. */
  readonly stop: AbortSignal;
}

/** TCP keep-alive finds a Director that is gone; this is only the last of all bounds. */
const SILENCE_MAX_MS = 6 * 24 * 3_600_000;
/** A Catalog may be locked for a while, by an administrator's VACUUM FULL for instance. */
const ANSWER_MS = 60 * 60_000;
/** Less than what a daemon that stops allows its Jobs. */
const HURRIED_ANSWER_MS = 10_000;
const WAITING_MAX = 500;
const ANSWER = /^1\d\d\d /;

export class DirectorLine implements AsyncDisposable {
  readonly connection: BulkConnection;
  readonly director: ByteString;
  readonly release: Release;
  /** Looks at each text first; true: taken. */
  onText: ((text: ByteString) => boolean) | undefined;
  readonly #over = new AbortController();
  readonly #stop: AbortSignal;
  readonly #waiting: Said[] = [];
  #listener: PromiseWithResolvers<void> | undefined;
  #caughtUp: PromiseWithResolvers<void> | undefined;
  #asked: PromiseWithResolvers<ByteString> | undefined;
  #questions: Promise<unknown> = Promise.resolve();

  constructor(connection: BulkConnection, { director, release, stop }: DirectorLineOptions) {
    this.connection = connection;
    this.#stop = stop;
    this.director = director;
    this.release = release;
    void this.#read();
  }

  /** Aborts when nothing more can come. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  send(payload: ByteString | Buffer): Promise<void> {
    return this.connection.send(payload);
  }

  sendSignal(signal: number): Promise<void> {
    return this.connection.sendSignal(signal);
  }

  /** What the Director says next; undefined: nothing more. Rejects after `timeoutMs` of silence. */
  async next(timeoutMs: number): Promise<Said | undefined> {
    while (this.#waiting.length === 0) {
      if (this.over.aborted) return undefined;
      this.#listener = Promise.withResolvers();
      await withDeadline(this.#listener.promise, timeoutMs, () => new DirectorLostError(this.director, 'a command'));
    }
    this.#caughtUp?.resolve();
    this.#caughtUp = undefined;
    return this.#waiting.shift();
  }

  /** The Director's answer. Questions queue. Rejects with DirectorLostError. */
  ask(question: Question): Promise<ByteString> {
    const answer = this.#questions.then(() => this.#ask(question));
    this.#questions = answer.catch(() => undefined);
    return answer;
  }

  destroy(error: Error): void {
    this.#finish(error);
    this.connection.destroy(error);
  }

  /** Says TERMINATE where that is still possible. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
    this.#finish(new ConnectionClosedError(this.connection.peer));
  }

  async #ask({ packets, endOfData, awaited, timeoutMs = ANSWER_MS }: Question): Promise<ByteString> {
    const lost = (cause?: unknown) => new DirectorLostError(this.director, awaited, { cause });
    if (this.over.aborted) throw lost(this.over.reason);
    const asked = Promise.withResolvers<ByteString>();
    this.#asked = asked;
    using _ = afterAbort(this.#stop, HURRIED_ANSWER_MS, () => asked.reject(lost()));
    try {
      const sent = packets.map((packet) => this.send(packet));
      if (endOfData) sent.push(this.sendSignal(SIGNAL.EOD));
      await Promise.all(sent);
      return await withDeadline(asked.promise, timeoutMs, () => lost());
    } catch (error) {
      asked.promise.catch(() => undefined);
      const failure = error instanceof DirectorLostError ? error : lost(error);
      // An answer that comes later would be taken for that of another question.
      this.destroy(failure);
      throw failure;
    } finally {
      this.#asked = undefined;
    }
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const frames = await this.connection.receiveAvailable({ timeoutMs: SILENCE_MAX_MS });
        if (frames.length === 0) throw new ConnectionClosedError(this.connection.peer);
        for (const frame of frames) {
          this.#take(frame);
          if (this.#waiting.length >= WAITING_MAX) await this.#untilCaughtUp();
        }
      }
    } catch (error) {
      this.#finish(error as Error);
    }
  }

  #untilCaughtUp(): Promise<void> {
    this.#caughtUp = Promise.withResolvers();
    return this.#caughtUp.promise;
  }

  #take(frame: Frame): void {
    if (frame.kind === 'signal') {
      this.#takeSignal(frame.signal);
      return;
    }
    const text = bytesToByteString(frame.payload);
    if (this.#asked !== undefined && ANSWER.test(text)) {
      this.#asked.resolve(text);
      this.#asked = undefined;
    } else if (text.length > 0 && this.onText?.(text) !== true) {
      this.#say({ kind: 'text', text });
    }
  }

  #takeSignal(signal: number): void {
    if (isTermination(signal)) throw new ConnectionClosedError(this.connection.peer);
    if (signal === SIGNAL.EOD) this.#say({ kind: 'eod' });
    if (signal === SIGNAL.POLL || signal === SIGNAL.EOD_POLL) void this.send('2000 OK\n');
    if (signal === SIGNAL.STATUS) {
      void this.send('Status OK\n');
      void this.sendSignal(SIGNAL.EOD);
    }
  }

  #say(said: Said): void {
    this.#waiting.push(said);
    this.#listener?.resolve();
  }

  #finish(error: Error): void {
    if (this.over.aborted) return;
    this.#over.abort(error);
    this.#asked?.reject(error);
    this.#listener?.resolve();
    this.#caughtUp?.resolve();
  }
}

/** Calls back so long after the signal, or after now where it has aborted already; not once it is disposed. */
function afterAbort(signal: AbortSignal, delayMs: number, work: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(work, delayMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
