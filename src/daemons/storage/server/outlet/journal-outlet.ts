/**
 * A Director of ours is told through the journal (docs/decisions/0050): attributes, messages, JobMedia, the figures of
 * Volumes and the last word are facts, written down before anything else happens with them. Only where a Volume has to be
 * chosen or judged is the Director asked, and waited for.
 */
import { type ByteString, type Clock, unixSeconds } from '../../../../core/index.ts';
import {
  AttributeWriter,
  formatCatalogRequest,
  formatJobMediaRange,
  formatJobMessage,
  formatJobStatus,
  formatProgress,
  formatRanges,
  formatShorten,
  formatStorageEndJob,
  formatStorageStart,
  type JobMediaRange,
  type MessageType,
  SIGNAL,
  type StorageEndJob,
} from '../../../../protocol/index.ts';
import type { VolumeCatalog, VolumeQuery, VolumeUpdate, VolumeVerdict } from '../../media/index.ts';
import { DirectorLostError } from '../errors.ts';
import type { JournaledJob } from '../journaled/journaled-job.ts';
import type { VolumeMemory } from '../journaled/volume-memory.ts';
import { DirectorCatalog } from './director-catalog.ts';
import type { Outlet } from './outlet.ts';

export interface JournalOutletOptions {
  readonly job: JournaledJob;
  readonly volumes: VolumeMemory;
  readonly clock: Clock;
  readonly wantsProgress: boolean;
  readonly discard: () => Promise<void>;
}

export class JournalOutlet implements Outlet {
  readonly catalog: VolumeCatalog;
  readonly canTakeBack = true;
  readonly discard: () => Promise<void>;
  readonly #job: JournaledJob;
  readonly #clock: Clock;
  readonly #wantsProgress: boolean;
  readonly #writer: AttributeWriter;
  /** The last word: nothing may come behind it, and nobody is waited for any more. */
  readonly #over = new AbortController();
  #signal: AbortSignal = this.#over.signal;

  constructor({ job, volumes, clock, wantsProgress, discard }: JournalOutletOptions) {
    this.#job = job;
    this.#clock = clock;
    this.#wantsProgress = wantsProgress;
    this.discard = discard;
    const { jobId, sessionId, sessionTime } = job.facts;
    this.#writer = new AttributeWriter(jobId, sessionId, sessionTime);
    this.catalog = new JournaledCatalog({ job, volumes, over: this.#over.signal, signal: () => this.#signal });
  }

  get hasDirector(): boolean {
    return this.#job.attached;
  }

  begin(signal: AbortSignal): void {
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
  }

  say(type: MessageType, text: ByteString): void {
    const { jobId, release } = this.#job.facts;
    const message = formatJobMessage({ type, jobId, timeSec: unixSeconds(this.#clock.now()), text }, release);
    try {
      this.#job.journal.appendText(message);
    } catch {
      // The journal is broken, and whoever writes facts will hear of it; the Director can still read this.
      this.#job.live(message);
    }
  }

  status(letter: string): void {
    this.#job.letter = letter;
    this.#job.live(formatJobStatus({ jobId: this.#job.facts.jobId, status: letter }));
  }

  started(): void {
    this.#job.started = true;
    this.#job.live(formatStorageStart(this.#job.facts.job));
  }

  progress(files: number, bytes: number, bytesPerSec: number): void {
    const { jobId } = this.#job.facts;
    if (this.#wantsProgress) this.#job.live(formatProgress({ jobId, files, bytes, bytesPerSec }));
  }

  heartbeat(): void {
    this.#job.liveSignal(SIGNAL.HEARTBEAT);
  }

  attributes(fileIndex: number, stream: number, record: Buffer): Promise<void> | undefined {
    const { journal } = this.#job;
    journal.append(this.#writer.length(record.length), (target, at) =>
      this.#writer.write(target, at, fileIndex, stream, record),
    );
    return journal.room();
  }

  beginFile(): void {}

  async deliverAttributes(lastFile: number | undefined): Promise<void> {
    if (lastFile !== undefined) this.#job.journal.appendText(formatShorten(lastFile));
  }

  async end(verdict: StorageEndJob): Promise<void> {
    const job = this.#job;
    const lastWord = formatStorageEndJob(verdict);
    this.#over.abort(new DirectorLostError(job.facts.director, 'anything more: the Job has ended'));
    this.status(verdict.status);
    try {
      job.journal.appendText(lastWord);
      job.journal.hurry();
      await job.journal.sync();
    } catch {
      // Without a number: the Director knows by it that facts are missing.
      job.live(formatStorageEndJob({ ...verdict, status: 'f' }));
    }
    await job.end();
  }
}

interface JournaledCatalogOptions {
  readonly job: JournaledJob;
  readonly volumes: VolumeMemory;
  /** The Job has said its last word. */
  readonly over: AbortSignal;
  /** Ends a question. */
  readonly signal: () => AbortSignal;
}

/** Choosing a Volume takes a Director; what has happened to one does not. */
class JournaledCatalog implements VolumeCatalog {
  readonly #options: JournaledCatalogOptions;
  readonly #director: DirectorCatalog;

  constructor(options: JournaledCatalogOptions) {
    this.#options = options;
    const { job, signal } = options;
    const { jobId, release } = job.facts;
    this.#director = new DirectorCatalog((question) => job.ask(question, signal()), jobId, release);
  }

  async findMedia(query: VolumeQuery): Promise<VolumeVerdict> {
    return this.#options.volumes.complete(await this.#director.findMedia(query), false);
  }

  async getVolume(volume: ByteString, write: boolean): Promise<VolumeVerdict> {
    return this.#options.volumes.complete(await this.#director.getVolume(volume, write), write);
  }

  /** Granted with what is told: limits and states that the Director derives are met at the next question. */
  async updateMedia(update: VolumeUpdate): Promise<VolumeVerdict> {
    const { job, volumes, over } = this.#options;
    over.throwIfAborted();
    const { jobId, release } = job.facts;
    job.journal.appendText(formatCatalogRequest({ kind: 'update-media', jobId, ...update }, release));
    const { endTimeSec: _end, relabel: _relabel, firstWrittenSec: _first, ...volume } = update;
    volumes.tell(volume);
    return { kind: 'granted', volume };
  }

  /** On disk before anything is built on it. */
  async createJobMedia(ranges: readonly JobMediaRange[]): Promise<void> {
    const { job, over } = this.#options;
    over.throwIfAborted();
    job.journal.appendText(formatRanges(ranges.map(formatJobMediaRange)));
    await job.journal.sync();
  }
}
