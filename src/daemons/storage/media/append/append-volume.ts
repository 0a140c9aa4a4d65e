/**
 * A Volume that is mounted for appending: its file, what of it is written, what is synced, and the figures that the
 * Catalog has of it. Its figures never promise a byte that a power failure could take back.
 */
import { type ByteString, type Clock, unixSeconds } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import type { VolumeFile } from '../../device/index.ts';
import { CatalogRefusedError } from '../errors.ts';
import { VOLUME_TYPE_FILE } from '../find-volume.ts';
import { Serial } from '../serial.ts';
import type { VolumeCatalog, VolumeUpdate } from '../storage-job.ts';
import { BlockWriter, type WriteFailure } from './block-writer.ts';
import type { Outgoing } from './party.ts';

export interface Opened {
  readonly file: VolumeFile;
  readonly answer: VolumeAnswer;
  /** Where the first block goes. */
  readonly end: number;
  /** Where the label ends. */
  readonly labelEnd: number;
  /** Limit of the device; 0 is none. */
  readonly deviceMaxBytes: number;
  /** Where it is noted as being appended to, as long as it is open. */
  readonly appending: Set<string>;
  /** The device protects Volumes that are full. */
  readonly useProtect: boolean;
}

export interface VolumeEvents {
  written(volume: AppendVolume, out: Outgoing, address: number): void;
  failed(volume: AppendVolume): void;
}

/** What a Volume is told to be, beyond its counters. */
export interface Telling {
  readonly status?: ByteString;
  readonly relabel?: boolean;
  readonly firstWrittenSec?: number;
}

export class AppendVolume {
  readonly writer: BlockWriter<Outgoing>;
  failure: WriteFailure<Outgoing> | undefined;
  /** A sync has failed: what is on it since the one before may be lost. */
  ruined = false;
  /** Blocks written since it was mounted. */
  blocks = 0;
  readonly #opened: Opened;
  readonly #clock: Clock;
  readonly #telling = new Serial();
  readonly #file = new Serial();
  #figures: VolumeAnswer;
  #writtenEnd: number;
  #synced: { end: number; blocks: number };

  constructor(opened: Opened, events: VolumeEvents, clock: Clock) {
    this.#opened = opened;
    this.#clock = clock;
    this.#figures = { ...opened.answer, useProtect: opened.useProtect };
    this.#writtenEnd = opened.end;
    this.#synced = { end: opened.end, blocks: 0 };
    this.writer = new BlockWriter<Outgoing>(opened.file, opened.end, this.#listener(events), clock);
  }

  get name(): ByteString {
    return this.#figures.volume;
  }
  get mediaId(): number {
    return this.#figures.mediaId;
  }
  get figures(): VolumeAnswer {
    return this.#figures;
  }
  /** Written since it was mounted. */
  get bytesHere(): number {
    return this.#writtenEnd - this.#opened.end;
  }
  get writtenEnd(): number {
    return this.#writtenEnd;
  }
  get syncedEnd(): number {
    return this.#synced.end;
  }

  /** Counters that the next telling says. */
  count(change: { readonly jobs?: number; readonly mounts?: number; readonly writes?: number }): void {
    const { jobs, mounts, writes } = this.#figures;
    this.#figures = {
      ...this.#figures,
      jobs: jobs + (change.jobs ?? 0),
      mounts: mounts + (change.mounts ?? 0),
      writes: writes + (change.writes ?? 0),
    };
  }

  /** Whether a block of so many bytes may still be put on it. The first one always may: no Volume would be better. */
  takes(bytes: number): boolean {
    if (this.failure !== undefined || this.ruined) return false;
    const { end } = this.writer;
    const limits = [this.#opened.deviceMaxBytes, this.#figures.maxBytes].filter((limit) => limit > 0);
    return end <= this.#opened.labelEnd || limits.every((limit) => end + bytes < limit);
  }

  /** Whatever had been written when this was called survives a power failure. */
  sync(): Promise<void> {
    const [end, blocks] = [this.#writtenEnd, this.blocks];
    return this.#file.run(async () => {
      if (end <= this.#synced.end) return;
      await this.#opened.file.sync();
      this.#synced = { end, blocks };
    });
  }

  /** After a failed write: takes away what it left behind. */
  cut(end: number): Promise<void> {
    return this.#file.run(() => this.#opened.file.truncate(end));
  }

  /** UpdateMedia; the status and limits in the answer hold from then on. */
  tell(catalog: VolumeCatalog, telling: Telling = {}): Promise<void> {
    return this.#telling.run(async () => {
      const verdict = await catalog.updateMedia(this.#update(telling));
      if (verdict.kind === 'refused') throw new CatalogRefusedError(this.name, verdict.why);
      const { status, maxBytes, maxJobs, enabled, recycle } = verdict.volume;
      this.#figures = { ...this.#figures, status, maxBytes, maxJobs, enabled, recycle };
    });
  }

  /** The next telling says so. */
  markProtected(): void {
    this.#figures = { ...this.#figures, protected: true };
  }

  /** What a newer answer about the same Volume says of its limits and state. */
  adopt({ status, maxBytes, maxJobs }: VolumeAnswer): void {
    this.#figures = { ...this.#figures, status, maxBytes, maxJobs };
  }

  /** After what was begun before. */
  close(): Promise<void> {
    const { file, appending } = this.#opened;
    return this.#file.run(async () => {
      appending.delete(file.identity);
      await file[Symbol.asyncDispose]();
    });
  }

  #update({ status = this.#figures.status, relabel = false, firstWrittenSec = 0 }: Telling): VolumeUpdate {
    const { end, blocks } = this.#synced;
    const { answer } = this.#opened;
    return {
      ...this.#figures,
      status,
      relabel,
      firstWrittenSec,
      bytes: end,
      blocks: answer.blocks + blocks,
      writes: this.#figures.writes + blocks,
      writeTimeUs: answer.writeTimeUs + this.writer.busyUs,
      volumeType: VOLUME_TYPE_FILE,
      endTimeSec: unixSeconds(this.#clock.now()),
    };
  }

  #listener(events: VolumeEvents) {
    return {
      written: (out: Outgoing, address: number) => {
        this.#writtenEnd = address + out.data.length;
        this.blocks++;
        events.written(this, out, address);
      },
      failed: (failure: WriteFailure<Outgoing>) => {
        this.failure = failure;
        events.failed(this);
      },
    };
  }
}
