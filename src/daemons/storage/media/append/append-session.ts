/**
 * One Job's records on their way to Volumes: packed into blocks, handed to the writer of the drive, and accounted for when
 * they are written. At its end everything is safe on disk before the Director is told.
 */
import type { ByteString } from '../../../../core/index.ts';
import { BlockPacker, type FinishedBlock, LABEL_KIND } from '../../../../volume/index.ts';
import type { Seat } from '../drive.ts';
import { SessionClosedError } from '../errors.ts';
import { elapsed } from '../messages.ts';
import type { AppendFigures, AppendSession, AppendTotals, SessionEnd } from '../sessions.ts';
import type { StorageJob } from '../storage-job.ts';
import type { MediaTools } from '../tools.ts';
import type { Appender } from './appender.ts';
import { blockPool } from './block-memory.ts';
import { JobMediaRanges, type RangeVolume } from './job-media.ts';
import { type OpenSpool, Outflow } from './outflow.ts';
import type { Party } from './party.ts';
import { SerialCatalog } from './serial-catalog.ts';
import { endLabel, startLabel } from './session-labels.ts';
import { writeEndLabel } from './write-end-label.ts';

export interface SessionOptions {
  readonly device: ByteString;
  readonly appender: Appender;
  readonly seat: Seat;
  readonly tools: MediaTools;
  /** Of the device; 0 for the usual size. */
  readonly blockBytes: number;
  /** Undefined: its blocks go to the Volume at once. */
  readonly openSpool: OpenSpool;
}

export class DriveAppendSession implements AppendSession, Party {
  readonly job: StorageJob;
  readonly catalog: SerialCatalog;
  readonly seat: Seat;
  readonly ranges = new JobMediaRanges();
  volumes = 0;
  firstNumber: 0 | 1 = 0;
  readonly #options: SessionOptions;
  readonly #pool;
  #packer: BlockPacker | undefined;
  readonly #over = new AbortController();
  readonly #stopListening = new AbortController();
  #failure: Error | undefined;
  #closing: Promise<AppendTotals> | undefined;
  #files = 0;
  readonly #outflow: Outflow;
  #ended: () => void = () => undefined;
  readonly #beganMs: number;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.seat = options.seat;
    this.job = options.seat.job;
    this.catalog = new SerialCatalog(this.job.catalog);
    this.#pool = blockPool(options.blockBytes);
    this.#outflow = new Outflow(this, options.appender);
    this.#beganMs = options.tools.clock.monotonicMs();
    for (const signal of [this.job.signal, options.tools.stop]) this.#failOn(signal);
  }

  get device(): ByteString {
    return this.#options.device;
  }

  get figures(): AppendFigures {
    const { volumeName: volume, spoolState: spool } = this.#outflow;
    return { files: this.#files, bytes: this.#packer?.jobBytes ?? 0, volume, spool };
  }

  // --- as the server sees it

  /** Once, when there is a Volume. */
  async begin(): Promise<void> {
    const { sessionId, sessionTime, jobId } = this.job;
    await this.#outflow.open(this.#options.openSpool);
    this.#packer = new BlockPacker({
      sessionId,
      sessionTime,
      firstNumber: this.firstNumber,
      pool: this.#pool,
      emit: (block) => this.#outflow.emit(block),
    });
    await this.#packer.writeLabel('startOfSession', jobId, startLabel(this.seat, this.#options.tools.clock));
  }

  write(fileIndex: number, stream: number, data: Buffer): Promise<void> | undefined {
    const packer = this.#packer;
    if (this.#failure !== undefined) throw this.#failure;
    if (packer === undefined || this.#closing !== undefined) throw new SessionClosedError(this.job.job);
    if (fileIndex > this.#files) this.#files = fileIndex;
    if (fileIndex > 0) return packer.write(fileIndex, stream, data);
    return packer.writeLabel(fileIndex === LABEL_KIND.startOfSession ? 'startOfSession' : 'endOfSession', stream, data);
  }

  close(end: SessionEnd): Promise<AppendTotals> {
    this.#closing ??= this.#close(end);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#closing ?? this.close({ status: 'A', errors: 0 })).catch(() => undefined);
  }

  // --- as the drive sees it

  get failure(): Error | undefined {
    return this.#failure;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#pool.close(error);
    this.#over.abort(error);
    this.#options.appender.abandon(this);
  }

  written(volume: RangeVolume, block: FinishedBlock, address: number): void {
    this.ranges.add(volume, block, address);
    this.dropped(block);
  }

  dropped(block: FinishedBlock): void {
    this.#outflow.landed(block);
  }

  onEnd(listener: () => void): void {
    this.#ended = listener;
  }

  #failOn(signal: AbortSignal): void {
    const canceled = (): void => this.fail(signal.reason);
    if (signal.aborted) canceled();
    else signal.addEventListener('abort', canceled, { once: true, signal: this.#stopListening.signal });
  }

  // --- its end

  async #close(end: SessionEnd): Promise<AppendTotals> {
    const { appender } = this.#options;
    try {
      if (end.status !== 'A') await this.#writeEnd(end);
      await this.#outflow.drained();
      if (end.lastFile !== undefined) this.#cut(end.lastFile);
      await appender.settle(this, () => this.#sayElapsed());
      if (this.#failure !== undefined && end.status !== 'A') throw this.#failure;
      return this.#totals(end);
    } finally {
      this.#stopListening.abort();
      await this.#outflow[Symbol.asyncDispose]();
      await appender.detach(this);
      this.#pool[Symbol.dispose]();
      this.#ended();
    }
  }

  #cut(lastFile: number): void {
    this.ranges.end();
    this.ranges.cutAfter(lastFile);
  }

  async #writeEnd(end: SessionEnd): Promise<void> {
    const packer = this.#packer;
    if (packer === undefined || this.#failure !== undefined) return;
    const { appender, tools } = this.#options;
    const label = (address: number): Buffer => {
      const startAddress = this.ranges.start ?? address;
      const what = { ...this.#totals(end), startAddress, endAddress: address, jobStatus: end.status };
      return endLabel(this.seat, tools.clock, what);
    };
    await writeEndLabel({ party: this, packer, appender, label, drained: () => this.#outflow.drained() });
  }

  #totals({ lastFile, errors }: SessionEnd): AppendTotals {
    return { files: lastFile ?? this.#files, bytes: this.#packer?.jobBytes ?? 0, errors };
  }

  #sayElapsed(): void {
    if (this.#packer === undefined) return;
    const seconds = (this.#options.tools.clock.monotonicMs() - this.#beganMs) / 1000;
    this.job.say('info', elapsed(seconds, this.figures.bytes));
  }
}
