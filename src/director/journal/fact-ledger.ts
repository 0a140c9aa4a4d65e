/**
 * The facts of one Job on their way into the Catalog (docs/decisions/0050): in order, each once, whoever told them and how
 * often. From `begin` on whatever a fact says is committed together with its number; before that, and where nothing needs to
 * outlive this Director, it is done at once. It knows no connection.
 */
import type { JournalIngest } from '../../catalog/index.ts';
import { displayText } from '../../core/index.ts';
import { decodeAttributePacket, isAttributePacket, type Release } from '../../protocol/index.ts';
import { AttributeStream } from '../job/attribute-stream.ts';
import { DaemonGarbageError } from '../job/errors.ts';
import { type Doable, doNow, type FactOffice, workOf } from './fact-work.ts';
import { readFact } from './read-fact.ts';
import { Soon } from './soon.ts';

export interface LedgerOptions extends FactOffice {
  /** `Storage "File1"`. */
  readonly daemon: string;
  readonly release: Release;
  /** Where facts behind this one are recorded. */
  readonly open: (committed: number) => JournalIngest;
  /** A fact that is missing before this one: what is told from here on is of no use. */
  readonly onGap: (expected: number, found: number) => void;
  /** It was done, and is recorded nowhere. */
  readonly onDone: (fact: number) => void;
}

/** What every attribute packet of the Job carries. */
export interface SessionNumbers {
  readonly sessionId: number;
  readonly sessionTime: number;
}

type Held = Promise<void> | undefined;

/** So long things may wait for company on their way to the disk. */
const ROWS_MS = 1_000;
const OTHERS_MS = 150;

export class FactLedger {
  /** The last fact that was taken; nothing before it is taken again. */
  received: number;
  /** The number of the last word. */
  lastWord: number | undefined;
  readonly #options: LedgerOptions;
  readonly #attributes: AttributeStream;
  #ingest: JournalIngest | undefined;
  #beginning: Promise<void> | undefined;
  #session: SessionNumbers | undefined;
  #resumed = false;
  /** What fails then is met by whoever brings the next fact, or the end. */
  readonly #flush = new Soon(() => this.#ingest?.flush());

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.received = 0;
    this.#attributes = new AttributeStream(async () => this.#recording());
  }

  /** Entries that were taken; at least one where somebody else took some before. */
  get files(): number {
    return this.#attributes.files + (this.#resumed ? 1 : 0);
  }

  /** The last fact that the Catalog is known to hold. */
  get committed(): number {
    return this.#ingest?.committed ?? 0;
  }

  /** Shortened Jobs are shortened by a fact. */
  get lastFileIndex(): undefined {
    return undefined;
  }

  /**
   * From now on facts are recorded with their numbers: the Job may outlive this Director. `prepare` writes down where they
   * begin; facts that come meanwhile wait for it.
   */
  begin(session: SessionNumbers, prepare: (done: number) => Promise<unknown>): Promise<void> {
    const begin = async (done: number): Promise<void> => {
      await prepare(done);
      this.#session = session;
      this.#ingest = this.#options.open(done);
    };
    this.#beginning = begin(this.received).finally(() => {
      this.#beginning = undefined;
    });
    return this.#beginning;
  }

  /** Goes on where the Catalog is. */
  resume(session: SessionNumbers, committed: number): void {
    this.#session = session;
    this.received = committed;
    this.#resumed = true;
    this.#attributes.resume();
    this.#ingest = this.#options.open(committed);
  }

  /**
   * Takes a fact. A promise holds the reader; `true`: taken, or known already; a Buffer: it is the last word, for whoever
   * waits for it. Throws DaemonGarbageError for what is no fact.
   */
  take(number: number, packet: Buffer): boolean | Promise<void> | Buffer {
    if (number <= this.received) return true;
    if (number > this.received + 1) {
      this.#options.onGap(this.received + 1, number);
      return true;
    }
    this.received = number;
    if (this.#beginning !== undefined) return this.#beginning.then(() => this.#takeNext(number, packet));
    if (this.#ingest !== undefined && isAttributePacket(packet)) return this.#takeAttributes(number, packet) ?? true;
    return this.#take(number, packet);
  }

  /** What was taken is in the Catalog when this resolves. */
  async settle(): Promise<void> {
    await this.#beginning;
    if (this.#ingest === undefined) return;
    await this.#attributes.release();
    await this.#ingest.flush();
  }

  /** Facts are told again from behind the last one that the Catalog holds. */
  async rewind(): Promise<void> {
    await this.settle();
    this.received = this.#ingest?.committed ?? this.received;
  }

  /** The journal itself is broken: its Storage Daemon says so, without a number. */
  break(): void {
    this.#options.onSpoiled(
      `${this.#options.daemon} cannot write down what it has to tell of the Job: records are missing`,
    );
  }

  /** Everything is committed when this resolves; nothing more may come. */
  async finish(): Promise<void> {
    this.#flush[Symbol.dispose]();
    await this.#attributes.release();
    await this.#ingest?.finish();
  }

  async abort(): Promise<void> {
    this.#flush[Symbol.dispose]();
    await this.#ingest?.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.abort();
  }

  async #takeNext(number: number, packet: Buffer): Promise<void> {
    const taken = this.#take(number, packet);
    if (taken instanceof Promise) await taken;
  }

  #take(number: number, packet: Buffer): boolean | Promise<void> | Buffer {
    if (isAttributePacket(packet)) return this.#takeAttributes(number, packet) ?? true;
    const fact = readFact(packet, this.#options.release);
    if (fact.kind === 'unknown') throw this.#garbage(displayText(fact.text.slice(0, 100)));
    if (fact.kind === 'last-word') {
      if (fact.job !== this.#options.job.identity.job) throw this.#garbage(`the end of ${displayText(fact.job)}`);
      this.lastWord = number;
      return packet;
    }
    return this.#ingest === undefined ? this.#doNow(fact, number) : this.#record(fact, number);
  }

  #takeAttributes(number: number, packet: Buffer): Held {
    if (this.#ingest === undefined) {
      throw this.#garbage('attributes before the Job was run');
    }
    const attributes = decodeAttributePacket(packet);
    const { sessionId, sessionTime } = attributes;
    if (sessionId !== this.#session?.sessionId || sessionTime !== this.#session.sessionTime) {
      throw this.#garbage(`attributes of session ${sessionId} of ${sessionTime}`);
    }
    this.#flush.within(ROWS_MS);
    return this.#attributes.take(attributes, number);
  }

  /** Behind all that came before, in the transaction of its number. */
  async #record(fact: Doable, number: number): Promise<void> {
    await this.#attributes.release();
    this.#flush.within(OTHERS_MS);
    await this.#recording().also(workOf(fact, this.#options), number);
  }

  /** Where nothing is recorded: as it would be with a genuine daemon. */
  async #doNow(fact: Doable, number: number): Promise<void> {
    await doNow(fact, this.#options);
    this.#options.onDone(number);
  }

  #garbage(found: string): DaemonGarbageError {
    return new DaemonGarbageError(this.#options.daemon, 'a fact of its journal', found);
  }

  #recording(): JournalIngest {
    if (this.#ingest === undefined) throw new Error('Facts are not recorded yet');
    return this.#ingest;
  }
}
