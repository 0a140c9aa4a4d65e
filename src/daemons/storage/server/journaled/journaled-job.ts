/**
 * The journal of one Job and whoever listens to it (docs/decisions/0050): facts go to the Director that is there, from the
 * number on which it names; questions wait for it, or for the next one. One Director at a time, the newest wins.
 */
import type { ByteString } from '../../../../core/index.ts';
import { withDeadline } from '../../../../core/index.ts';
import { formatJobStatus, formatStorageStart } from '../../../../protocol/index.ts';
import type { Journal } from '../../journal/index.ts';
import type { DirectorLine, Question } from '../director/director-line.ts';
import { DirectorLostError, UnwantedJobError } from '../errors.ts';
import type { JobFacts } from '../job/job-facts.ts';
import { keepWill, readWill } from './will.ts';

/** What identifies it; kept beside the journal. */
export interface JournaledFacts extends JobFacts {
  readonly sessionId: number;
  readonly sessionTime: number;
}

export interface JournaledJobOptions {
  readonly facts: JournaledFacts;
  readonly journal: Journal;
  /** How long a question waits for the next Director. */
  readonly directorWaitMs: number;
  /** Everything is acknowledged, the last word too. */
  readonly onDone: () => Promise<void>;
}

export class JournaledJob {
  readonly facts: JournaledFacts;
  readonly journal: Journal;
  letter = 'C';
  started = false;
  readonly #options: JournaledJobOptions;
  readonly #done = new AbortController();
  #line: DirectorLine | undefined;
  #attached: PromiseWithResolvers<DirectorLine> = Promise.withResolvers();
  /** The number behind what was sent on this line, and who waits for that. */
  #sent = 0;
  #sentBell: PromiseWithResolvers<void> | undefined;
  #ended = false;
  /** Aborts when no Director wants it any more: no question of it would ever be answered. */
  readonly #unwanted = new AbortController();

  constructor(options: JournaledJobOptions) {
    this.#options = options;
    this.facts = options.facts;
    this.journal = options.journal;
  }

  /** The last word has been said: it is in the journal, where that could still be written. */
  get ended(): boolean {
    return this.#ended;
  }

  /** A Director listens. */
  get attached(): boolean {
    return this.#line?.over.aborted === false;
  }

  /** Aborts when nothing more is owed to anybody. */
  get done(): AbortSignal {
    return this.#done.signal;
  }

  /** Tells a Director all from a number on, until everything is acknowledged or it is gone. Never rejects. */
  async serve(line: DirectorLine, from: number): Promise<void> {
    this.#line?.destroy(new DirectorLostError(line.director, 'what another connection gets now'));
    // It comes before anybody has noticed the end of the one before: who asks must not be sent there again.
    if (this.#line !== undefined) this.#detach();
    this.#attach(line, from);
    const signal = AbortSignal.any([line.over, this.done]);
    try {
      for await (const { frames, next } of this.journal.read(from, signal)) {
        await line.connection.sendFramed(frames, () => {});
        if (this.#line === line) this.#sentUpTo(next);
      }
    } catch (error) {
      line.destroy(error as Error);
    } finally {
      if (this.#line === line) this.#detach();
    }
  }

  /** What matters only now. */
  live(packet: ByteString): void {
    void this.#line?.send(packet).catch(() => undefined);
  }

  liveSignal(signal: number): void {
    void this.#line?.sendSignal(signal).catch(() => undefined);
  }

  /**
   * The answer of the Director, this one or a later one; it knows all facts so far by then. Rejects with
   * DirectorLostError when none comes in time, and with the signal's reason.
   */
  async ask(question: Question, signal: AbortSignal): Promise<ByteString> {
    const wanted = AbortSignal.any([signal, this.#unwanted.signal]);
    for (;;) {
      const line = await this.#director(question.awaited, wanted);
      try {
        await this.#sentAll(line);
        return await line.ask(question);
      } catch (error) {
        if (!line.over.aborted) throw error;
        // Until this line's end has been noticed everywhere the next look would find it again.
        if (this.#line === line) this.#detach();
      }
    }
  }

  /** What a Catalog without the Job's row has to know, as its Director wrote it down. Throws SpoolFileError. */
  keepWill(will: ByteString): Promise<void> {
    return keepWill(this.journal.directory, will);
  }

  will(): Promise<ByteString | undefined> {
    return readWill(this.journal.directory);
  }

  async acknowledge(number: number): Promise<void> {
    await this.journal.acknowledge(number);
    await this.#leaveWhenDone();
  }

  /** Nothing more comes. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#leaveWhenDone();
  }

  /** Nobody wants to hear of it: it goes, at once or when it has ended; where it needs a Director it ends then. */
  async forget(): Promise<void> {
    this.#unwanted.abort(new UnwantedJobError(this.facts.director, this.facts.job));
    await this.#leaveWhenDone();
  }

  /** Resolves when everything is acknowledged, or the Director that is there goes. */
  async settled(timeoutMs: number): Promise<void> {
    const line = this.#line;
    if (line === undefined || this.done.aborted) return;
    const either = new Promise<void>((resolve) => {
      for (const signal of [line.over, this.done]) signal.addEventListener('abort', () => resolve(), { once: true });
      if (line.over.aborted) resolve();
    });
    await withDeadline(
      either,
      timeoutMs,
      () => new DirectorLostError(this.facts.director, 'its receipt of a whole Job'),
    );
  }

  async #leaveWhenDone(): Promise<void> {
    const { acknowledged, next } = this.journal;
    if (!this.#ended || this.done.aborted || !(this.#unwanted.signal.aborted || acknowledged >= next - 1)) return;
    this.#done.abort();
    await this.#options.onDone();
  }

  #attach(line: DirectorLine, from: number): void {
    this.#line = line;
    this.#sent = from;
    if (this.started) this.live(formatStorageStart(this.facts.job));
    this.live(formatJobStatus({ jobId: this.facts.jobId, status: this.letter }));
    this.#attached.resolve(line);
  }

  #detach(): void {
    this.#line = undefined;
    this.#attached = Promise.withResolvers();
    this.#sentBell?.resolve();
    this.#sentBell = undefined;
  }

  async #director(awaited: string, signal: AbortSignal): Promise<DirectorLine> {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const { directorWaitMs } = this.#options;
      return await withDeadline(
        Promise.race([this.#attached.promise, aborted.promise]),
        directorWaitMs,
        () => new DirectorLostError(this.facts.director, awaited),
      );
    } finally {
      signal.removeEventListener('abort', abort);
      aborted.promise.catch(() => undefined);
    }
  }

  async #sentAll(line: DirectorLine): Promise<void> {
    const target = this.journal.next;
    this.journal.hurry();
    while (this.#line === line && this.#sent < target && !line.over.aborted) {
      this.#sentBell ??= Promise.withResolvers();
      await this.#sentBell.promise;
    }
  }

  #sentUpTo(next: number): void {
    this.#sent = next;
    this.#sentBell?.resolve();
    this.#sentBell = undefined;
  }
}
