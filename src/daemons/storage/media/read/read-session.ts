/**
 * The records that a bootstrap names, Volume after Volume (page 03 §9), in batches. What is damaged is said, and what
 * is not is read all the same.
 */
import type { ByteString } from '../../../../core/index.ts';
import { toByteString } from '../../../../core/index.ts';
import {
  type BootstrapPart,
  BootstrapSelection,
  describeDamage,
  RecordAssembler,
  type RecordBatch,
  readRecords,
  type VolumeDamage,
  type VolumePass,
  type VolumeSource,
} from '../../../../volume/index.ts';
import type { Drive, Seat } from '../drive.ts';
import { elapsed, message } from '../messages.ts';
import type { ReadFigures, ReadRecord, ReadSession } from '../sessions.ts';
import type { MediaTools } from '../tools.ts';
import { mountRead, type Reading, type ReadVolume, tellReadTime } from './mount-read.ts';

export interface ReadSessionOptions {
  readonly drive: Drive;
  readonly seat: Seat;
  readonly tools: MediaTools;
  readonly bootstrap: readonly BootstrapPart[];
}

/** More than anybody reads; the rest is only counted. */
const MESSAGES_MAX = 200;
/** A part without addresses names no end. */
const ENDLESS = Number.MAX_SAFE_INTEGER;
/** Nothing that anybody asked for is lost by these. */
const HARMLESS: ReadonlySet<VolumeDamage['kind']> = new Set(['torn-block', 'block-order']);

export class DriveReadSession implements ReadSession {
  readonly #options: ReadSessionOptions;
  readonly #selection: BootstrapSelection;
  readonly #assembler: RecordAssembler;
  readonly #own = new AbortController();
  readonly #signal: AbortSignal;
  readonly #beganMs: number;
  #iterator: AsyncGenerator<readonly ReadRecord[]> | undefined;
  #listener: () => void = () => undefined;
  #ended = false;
  #files = 0;
  #bytes = 0;
  #errors = 0;
  #volume: ByteString = '';
  #last = { fileIndex: 0, sessionId: 0 };

  /** Throws BootstrapRegexError. */
  constructor(options: ReadSessionOptions) {
    this.#options = options;
    this.#selection = new BootstrapSelection(options.bootstrap);
    this.#assembler = new RecordAssembler(this.#selection);
    this.#signal = AbortSignal.any([options.seat.job.signal, options.tools.stop, this.#own.signal]);
    this.#beganMs = options.tools.clock.monotonicMs();
  }

  get device(): ByteString {
    return this.#options.drive.name;
  }

  get figures(): ReadFigures {
    return { files: this.#files, bytes: this.#bytes, errors: this.#errors, volume: this.#volume };
  }

  onEnd(listener: () => void): void {
    this.#listener = listener;
  }

  [Symbol.asyncIterator](): AsyncIterator<readonly ReadRecord[]> {
    this.#iterator ??= this.#read();
    return this.#iterator;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#own.abort(new Error('The read session is closed'));
    await this.#iterator?.return(undefined).catch(() => undefined);
    this.#end();
  }

  async *#read(): AsyncGenerator<readonly ReadRecord[]> {
    const passes = this.#selection.passes;
    try {
      for (const [index, pass] of passes.entries()) {
        if (this.#selection.begin(pass)) yield* this.#readPass(pass, index === passes.length - 1);
      }
      yield* this.#give(this.#assembler.finish());
    } finally {
      this.#end();
    }
  }

  async *#readPass({ volume }: VolumePass, last: boolean): AsyncGenerator<readonly ReadRecord[]> {
    const reading = this.#reading();
    await using mounted = await mountRead(volume, reading);
    this.#volume = volume;
    this.#sayWhere(volume);
    const { blockChecksum } = this.#options.drive.resource;
    const options = { plan: this.#selection.plan, salvage: true, checksums: blockChecksum, signal: this.#signal };
    for await (const batch of readRecords(mounted.source, this.#assembler, options)) yield* this.#give(batch);
    this.#lookForMissingEnd(mounted.source);
    await this.#leave(mounted, reading, last);
  }

  async #leave({ source }: ReadVolume, reading: Reading, last: boolean): Promise<void> {
    const { seat, drive, tools } = this.#options;
    const seconds = (tools.clock.monotonicMs() - this.#beganMs) / 1000;
    seat.job.say(
      'info',
      last ? elapsed(seconds, this.#bytes) : message.endOfVolume(source.volume, source.sizeBytes, drive.resource),
    );
    await tellReadTime(source.volume, source.busyUs, reading);
  }

  *#give({ records, damages }: RecordBatch): Generator<readonly ReadRecord[]> {
    for (const damage of damages) {
      this.#sayDamage(!HARMLESS.has(damage.kind), toByteString(describeDamage(damage)), damage);
    }
    for (const record of records) this.#count(record);
    if (records.length > 0) yield records;
  }

  /** A Volume that was cut between two blocks looks whole; who wrote it knows of more. */
  #lookForMissingEnd({ volume, sizeBytes }: VolumeSource): void {
    const wanted = this.#selection.plan(sizeBytes);
    if (wanted === undefined || wanted.last <= sizeBytes || wanted.last >= ENDLESS) return;
    this.#sayDamage(true, message.missingEnd(volume, sizeBytes, wanted.last), { address: wanted.first });
  }

  #sayDamage(isError: boolean, what: ByteString, where: Parameters<BootstrapSelection['jobsAt']>[0]): void {
    const jobs = message.concerned(this.#selection.jobsAt(where));
    this.#say(isError, `${what}${jobs === '' ? '' : ` (${jobs})`}\n`);
  }

  #count({ fileIndex, sessionId, data }: ReadRecord): void {
    if (fileIndex < 0) return;
    this.#bytes += data.length;
    if (fileIndex === this.#last.fileIndex && sessionId === this.#last.sessionId) return;
    this.#last = { fileIndex, sessionId };
    this.#files++;
  }

  #say(isError: boolean, text: ByteString): void {
    if (isError) this.#errors++;
    if (this.#errors <= MESSAGES_MAX) this.#options.seat.job.say(isError ? 'error' : 'warning', text);
  }

  #sayWhere(volume: ByteString): void {
    const first = this.#selection.plan(0)?.first ?? 0;
    if (first > 0) this.#options.seat.job.say('info', message.forwardSpacing(volume, first));
  }

  #reading(): Reading {
    const { drive, seat, tools } = this.#options;
    return { drive, seat, tools, signal: this.#signal, unreadable: (text) => this.#say(true, text) };
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.drive.held = undefined;
    this.#listener();
  }
}
