/**
 * The facts of one Job on their way into the Catalog (docs/decisions/0050): in order, each once, whoever told them and how
 * often. From `begin` on whatever a fact says is committed together with its number; before that, and where nothing needs to
 * outlive this Director, it is done at once. It knows no connection.
 */
import {
  beginJournal,
  type Catalog,
  dropFilesAfter,
  type JournalIngest,
  openJournalIngest,
  recordLogLine,
  storeJobMedia,
  type Work,
} from '../../catalog/index.ts';
import { displayText } from '../../core/index.ts';
import { decodeAttributePacket, isAttributePacket, type Release } from '../../protocol/index.ts';
import { AttributeStream } from '../job/attribute-stream.ts';
import { DaemonGarbageError } from '../job/errors.ts';
import type { Job } from '../job/job.ts';
import { answerCatalogRequest, applyUpdateMedia, type VolumeContext } from '../volumes/index.ts';
import { type FactPacket, readFact } from './read-fact.ts';

export interface LedgerOptions {
  /** `Storage "File1"`. */
  readonly daemon: string;
  readonly release: Release;
  readonly job: Job;
  readonly catalog: Catalog;
  readonly context: VolumeContext;
  /** A fact that is missing before this one: what is told from here on is of no use. */
  readonly onGap: (expected: number, found: number) => void;
  /** Everything up to this number is in the Catalog. */
  readonly onCommitted: (fact: number) => void;
  /** What is true of the Job and not of its data: it cannot come to a good end. */
  readonly onSpoiled: (sentence: string) => void;
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
  #resumed = false;
  #due: NodeJS.Timeout | undefined;
  #dueMs = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.received = 0;
    this.#attributes = new AttributeStream(async () => this.#recording());
  }

  /** Entries that were taken; at least one where somebody else took some before. */
  get files(): number {
    return this.#attributes.files + (this.#resumed ? 1 : 0);
  }

  /** Shortened Jobs are shortened by a fact. */
  get lastFileIndex(): undefined {
    return undefined;
  }

  /** From now on facts are recorded with their numbers: the Job may outlive this Director. */
  begin(storage: string, brief: string): Promise<void> {
    const begin = async (): Promise<void> => {
      const { job, catalog } = this.#options;
      const fact = this.received;
      await catalog.execute(beginJournal({ jobId: job.identity.jobId, storage, fact, brief }));
      this.#open(fact);
    };
    this.#beginning = begin().finally(() => {
      this.#beginning = undefined;
    });
    return this.#beginning;
  }

  /** Goes on where the Catalog is. */
  resume(committed: number): void {
    this.received = committed;
    this.#resumed = true;
    this.#attributes.resume();
    this.#open(committed);
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
    clearTimeout(this.#due);
    await this.#attributes.release();
    await this.#ingest?.finish();
  }

  async abort(): Promise<void> {
    clearTimeout(this.#due);
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
    const { daemon, release } = this.#options;
    const fact = readFact(packet, release);
    if (fact.kind === 'unknown') {
      throw new DaemonGarbageError(daemon, 'a fact of its journal', displayText(fact.text.slice(0, 100)));
    }
    if (fact.kind === 'last-word') {
      this.lastWord = number;
      return packet;
    }
    return this.#ingest === undefined ? this.#doNow(fact, number) : this.#record(fact, number);
  }

  #takeAttributes(number: number, packet: Buffer): Held {
    if (this.#ingest === undefined) {
      throw new DaemonGarbageError(this.#options.daemon, 'the Job to be run', 'attributes before that');
    }
    this.#flushWithin(ROWS_MS);
    return this.#attributes.take(decodeAttributePacket(packet), number);
  }

  /** Behind all that came before, in the transaction of its number. */
  async #record(fact: Exclude<FactPacket, { kind: 'last-word' | 'unknown' }>, number: number): Promise<void> {
    await this.#attributes.release();
    this.#flushWithin(OTHERS_MS);
    const work = this.#workOf(fact);
    await this.#recording().also(work, number);
  }

  #workOf(fact: Exclude<FactPacket, { kind: 'last-word' | 'unknown' }>): Work {
    const { job, context, onSpoiled } = this.#options;
    const { jobId } = job.identity;
    switch (fact.kind) {
      case 'message': {
        const row = job.messages.relayUnlogged(fact.type, fact.text, fact.at);
        return async (transaction) => {
          if (row !== undefined) await transaction.execute(recordLogLine(jobId, row));
        };
      }
      case 'ranges':
        return async (transaction) => {
          const missing = await transaction.find(storeJobMedia(jobId, fact.ranges));
          if (missing !== undefined) onSpoiled(notInCatalog(`data on MediaId=${missing.mediaId}`));
        };
      case 'figures':
        return async (transaction) => {
          const applied = await applyUpdateMedia(transaction, fact.request, context);
          if (applied?.message !== undefined) context.say('info', applied.message);
          if (applied === undefined) context.say('error', notInCatalog(`figures of Volume "${fact.request.volume}"`));
        };
      case 'shorten':
        return async (transaction) => {
          await transaction.execute(dropFilesAfter(jobId, fact.lastFile));
        };
    }
  }

  /** Where nothing is recorded: as it would be with a genuine daemon. */
  async #doNow(fact: Exclude<FactPacket, { kind: 'last-word' | 'unknown' }>, number: number): Promise<void> {
    const { job, context, onCommitted } = this.#options;
    const { jobId } = job.identity;
    if (fact.kind === 'message') job.messages.relay(fact.type, fact.text, fact.at);
    if (fact.kind === 'figures') await answerCatalogRequest(fact.request, context);
    if (fact.kind === 'ranges') {
      await answerCatalogRequest({ kind: 'create-job-media', jobId, ranges: fact.ranges }, context);
    }
    onCommitted(number);
  }

  #open(committed: number): void {
    const { job, catalog, onCommitted } = this.#options;
    this.#ingest = openJournalIngest(catalog, { jobId: job.identity.jobId, committed, onCommitted });
  }

  #recording(): JournalIngest {
    if (this.#ingest === undefined) throw new Error('Facts are not recorded yet');
    return this.#ingest;
  }

  /** Sooner where something was due later. What fails is met by whoever brings the next fact, or the end. */
  #flushWithin(ms: number): void {
    if (this.#due !== undefined && this.#dueMs <= ms) return;
    clearTimeout(this.#due);
    this.#dueMs = ms;
    this.#due = setTimeout(() => {
      this.#due = undefined;
      this.#ingest?.flush().catch(() => undefined);
    }, ms);
  }
}

const notInCatalog = (what: string): string => `Storage reports ${what}, which is not in the Catalog.`;
