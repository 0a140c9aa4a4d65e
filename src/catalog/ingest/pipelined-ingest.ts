/**
 * The batches and their round: filled by `add`, resolved in the order of filling, committed in the same order. While
 * PostgreSQL copies one batch and brings another to the disk, the next one's paths are resolved and the last is filled.
 */
import type { Catalog, CatalogAccess } from '../catalog.ts';
import { IngestEndedError } from '../errors.ts';
import type { OutageOptions } from '../outage.ts';
import { repairUtf8 } from '../utf8.ts';
import type { FileRecord, IngestOptions } from './attribute-ingest.ts';
import { Batch } from './batch.ts';
import type { Work } from './commit-batch.ts';
import { commitInTurn, type Sent } from './commit-in-turn.ts';
import type { JournalIngest } from './journal-ingest.ts';
import { amendDigest, type LateDigest } from './late-digest.ts';
import { PathBook } from './path-book.ts';
import { Placement } from './placement.ts';
import type { Tally } from './tally.ts';

const BATCHES = 4;
const BATCH_BYTES = 2 * 1024 * 1024;
const PATH_CACHE_BYTES = 2 * 1024 * 1024;
const OUTAGE_LIMIT_MS = 300_000;

const DONE = Promise.resolve();

export interface PipelineOptions extends IngestOptions {
  readonly tally: Tally;
  /** What the tally says now. */
  readonly held: number;
  /** The tally says this number, in the Catalog. */
  readonly onCommitted?: (number: number) => void;
}

export class PipelinedIngest implements JournalIngest {
  readonly #jobId: number;
  readonly #tally: Tally;
  readonly #onCommitted: (number: number) => void;
  readonly #catalog: Catalog;
  readonly #access: CatalogAccess;
  readonly #limits: OutageOptions;
  readonly #batchBytes: number;
  readonly #paths: PathBook;
  readonly #placement: Placement;
  readonly #stop = new AbortController();
  readonly #free: Batch[];
  #filling: Batch | undefined;
  #number: number;
  #committed: number;
  #files = 0;
  #resolving: Promise<void> = Promise.resolve();
  #committing: Promise<void> = DONE;
  #last: Sent = { tried: DONE, committed: DONE };
  /** Why no more records are taken; after a failure, the failure. */
  #ended: Error | undefined;
  /** Who waits for a batch to become free. */
  #waiting: PromiseWithResolvers<void>[] = [];

  constructor(catalog: Catalog, options: PipelineOptions) {
    const { jobId, signal, outageLimitMs = OUTAGE_LIMIT_MS, tally, held } = options;
    this.#jobId = jobId;
    this.#tally = tally;
    this.#onCommitted = options.onCommitted ?? (() => {});
    this.#catalog = catalog;
    this.#access = catalog.access;
    this.#number = held;
    this.#committed = held;
    this.#batchBytes = options.batchBytes ?? BATCH_BYTES;
    this.#free = Array.from({ length: BATCHES }, () => new Batch(jobId));
    this.#filling = this.#free.pop();
    const stop = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
    this.#limits = { limitMs: outageLimitMs, signal: stop, repeatable: true };
    this.#paths = new PathBook(this.#access, this.#limits, options.pathCacheBytes ?? PATH_CACHE_BYTES);
    this.#placement = new Placement(this.#paths.cache, this.#access.utf8);
  }

  get committed(): number {
    return this.#committed;
  }

  add(record: FileRecord, fact?: number): Promise<void> | undefined {
    return this.#put((batch) => {
      this.#placement.place(batch, record);
      this.#files++;
    }, fact);
  }

  also(work: Work, fact?: number): Promise<void> | undefined {
    return this.#put((batch) => batch.works.push(work), fact);
  }

  amend(digest: LateDigest, fact?: number): Promise<void> | undefined {
    const name = this.#access.utf8 && digest.name !== undefined ? repairUtf8(digest.name) : digest.name;
    return this.also((transaction) => amendDigest(transaction, this.#jobId, { ...digest, name }), fact);
  }

  async flush(): Promise<void> {
    if (this.#filling !== undefined && !this.#filling.isEmpty) this.#sendFilled(this.#filling);
    await this.#committing;
  }

  async finish(): Promise<{ files: number }> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#ended = new IngestEndedError(this.#jobId, 'they are finished');
    await this.flush();
    if (this.#files > 0 && this.#tally.forget) await this.#catalog.execute(this.#tally.forget(this.#jobId));
    return { files: this.#files };
  }

  async abort(): Promise<void> {
    const reason = new IngestEndedError(this.#jobId, 'they were aborted');
    this.#ended ??= reason;
    this.#stop.abort(reason);
    await this.#committing.catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.abort();
  }

  #put(into: (batch: Batch) => unknown, fact: number | undefined): Promise<void> | undefined {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const batch = this.#filling;
    if (batch === undefined) return this.#room().then(() => this.#put(into, fact));
    if (batch.isEmpty && this.#paths.begin(batch)) this.#placement.lookAgain();
    into(batch);
    if (fact !== undefined) batch.upTo = fact;
    if (batch.byteLength < this.#batchBytes) return undefined;
    this.#sendFilled(batch);
    return this.#filling === undefined ? this.#room() : undefined;
  }

  #sendFilled(batch: Batch): void {
    const step = { before: this.#number, number: batch.upTo ?? this.#number + 1 };
    this.#number = step.number;
    const resolved = this.#resolving.then(() => this.#paths.resolve(batch));
    this.#resolving = resolved;
    const before = this.#last;
    const tried = Promise.withResolvers<void>();
    tried.promise.catch(() => {}); // nobody may come after it
    resolved.catch(tried.reject);
    const numbered = {
      jobId: this.#jobId,
      tally: this.#tally,
      ...step,
      rows: batch.rows,
      works: batch.works,
      timeline: batch.timeline,
      reliedOn: batch.reliedOn,
    };
    this.#committing = resolved.then(() => commitInTurn(numbered, this.#access, { before, tried }, this.#limits));
    this.#last = { tried: tried.promise, committed: this.#committing };
    this.#committing.then(
      () => this.#release(batch, step.number),
      (error) => this.#fail(error),
    );
    this.#placement.lookAgain(); // its path may be known by now
    this.#filling = this.#free.pop();
  }

  #release(batch: Batch, number: number): void {
    this.#committed = number;
    this.#onCommitted(number);
    batch.clear();
    if (this.#filling === undefined) this.#filling = batch;
    else this.#free.push(batch);
    for (const waiter of this.#waiting.splice(0)) waiter.resolve();
  }

  #fail(error: Error): void {
    const { signal } = this.#limits;
    const cause = signal?.aborted ? (signal.reason as Error) : error; // an abort shows as a broken connection
    this.#ended ??= cause;
    this.#stop.abort(cause);
    for (const waiter of this.#waiting.splice(0)) waiter.reject(cause);
  }

  #room(): Promise<void> {
    const waiter = Promise.withResolvers<void>();
    this.#waiting.push(waiter);
    return waiter.promise;
  }
}
