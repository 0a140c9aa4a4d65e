/**
 * The Volumes of one drive, one after the other: mounts the next, leaves the last, and at each file mark makes safe what
 * is written and tells it, while more is being written (page 05 §5, §6.1).
 */
import type { ByteString } from '../../../../core/index.ts';
import { DeviceFullError } from '../../device/index.ts';
import type { Drive } from '../drive.ts';
import { NoVolumeInTimeError, VolumeRuinedError, VolumesFailingError } from '../errors.ts';
import { dayAndTime, message } from '../messages.ts';
import { protectFull } from '../protect/protect-full.ts';
import type { MediaTools } from '../tools.ts';
import type { AppendVolume } from './append-volume.ts';
import { leaveVolume, tellRanges } from './leave-volume.ts';
import { mountVolume } from './mount-volume.ts';
import type { Outgoing, Party } from './party.ts';

/** Volumes in a row on which not one block could be written. */
const FAILURES_MAX = 5;

export interface ChainOptions {
  readonly drive: Drive;
  readonly tools: MediaTools;
  /** All sessions of the drive, also those that have failed and are not closed yet. */
  readonly parties: ReadonlySet<Party>;
  /** The Volume takes no more; these blocks, which it should have taken, come first on the next. */
  readonly broken: (unwritten: readonly Outgoing[]) => void;
}

export class VolumeChain {
  readonly #options: ChainOptions;
  #volume: AppendVolume | undefined;
  #sinceMark = 0;
  #failures = 0;
  #fullVolume: ByteString | undefined;
  /** The end of the last Volume, as long as it is being made safe and told. */
  #leaving: Promise<void> = Promise.resolve();
  /** File marks of which not everything is told yet. */
  readonly #marks = new Set<Promise<void>>();

  constructor(options: ChainOptions) {
    this.#options = options;
  }

  get volume(): AppendVolume | undefined {
    return this.#volume;
  }

  /** Resolves when whatever was written to Volumes before this one is safe and told, or has failed its party. */
  get left(): Promise<void> {
    return this.#leaving;
  }

  /** Resolves when nothing of what is being told now is left to be told: whoever may be spoken through is free to go. */
  async told(): Promise<void> {
    await Promise.all([this.#leaving, ...this.#marks]);
  }

  /** The Volume that is mounted, or the next one; undefined: no session is left that wants one. */
  async mount(): Promise<AppendVolume | undefined> {
    while (this.#volume === undefined) {
      const [speaker] = this.#alive();
      if (speaker === undefined) return undefined;
      try {
        this.#volume = await this.#mountFor(speaker);
      } catch (error) {
        // What befell this Job or its Director need not befall the next one.
        speaker.fail(error as Error);
        if (error instanceof NoVolumeInTimeError) throw error;
      }
    }
    return this.#volume;
  }

  /** Everything on it is made safe and told. Throws when one Volume after the other fails. */
  async leave(volume: AppendVolume): Promise<void> {
    const { drive, tools, parties } = this.#options;
    await volume.writer.idle();
    this.#countFailure(volume);
    this.#volume = undefined;
    drive.held = undefined;
    this.#leaving = leaveVolume(volume, { drive, tools, parties: [...parties] }).catch((cause) =>
      this.#ruin(volume, cause),
    );
    await this.#leaving;
    if (this.#failures >= FAILURES_MAX) throw new VolumesFailingError(drive.name, { cause: volume.failure?.error });
  }

  /** Its last Job leaves a Volume that the Director wants no more on: it is protected, where the device does that. */
  async settleUsed(volume: AppendVolume, speaker: Party): Promise<void> {
    const { drive, tools } = this.#options;
    if (volume.ruined || volume.figures.protected || volume.figures.status !== 'Used') return;
    await protectFull(volume, { drive, tools, parties: [speaker] });
    if (volume.figures.protected) await volume.tell(speaker.catalog).catch((error: Error) => speaker.fail(error));
  }

  /** Nobody writes on it any more; the drive still holds it for the next Job. */
  async letGo(): Promise<void> {
    const volume = this.#volume;
    this.#volume = undefined;
    await volume?.writer.idle();
    await volume?.close();
  }

  /** Ranges that have ended are made safe and told, then the Volume's figures. What fails fails a party. */
  async checkpoint(
    volume: AppendVolume,
    parties: readonly Party[],
    speaker: Party,
    between?: () => void,
  ): Promise<void> {
    try {
      await volume.sync();
    } catch (error) {
      this.#ruin(volume, error);
      return;
    }
    await tellRanges(volume, parties);
    between?.();
    await volume.tell(speaker.catalog).catch((error: Error) => speaker.fail(error));
  }

  #countFailure({ blocks, failure, name }: AppendVolume): void {
    if (blocks > 0 || failure === undefined) return;
    if (failure.error instanceof DeviceFullError) this.#fullVolume = name;
    else this.#failures++;
  }

  #alive(): Party[] {
    return [...this.#options.parties].filter((party) => party.failure === undefined);
  }

  async #mountFor(speaker: Party): Promise<AppendVolume> {
    const { drive, tools, broken } = this.#options;
    const events = {
      written: (volume: AppendVolume, out: Outgoing, address: number) => this.#written(volume, out, address),
      failed: (volume: AppendVolume) => broken(volume.failure?.unwritten ?? []),
    };
    const parties = () => this.#alive();
    const volume = await mountVolume({ drive, tools, parties, events, fullVolume: this.#fullVolume }, speaker);
    const text = message.newVolume(volume.name, drive.resource, dayAndTime(tools.clock.now()));
    for (const party of this.#alive()) {
      if (party.volumes++ > 0) party.job.say('info', text);
    }
    this.#sinceMark = 0;
    return volume;
  }

  #written(volume: AppendVolume, { party, block }: Outgoing, address: number): void {
    if (volume.ruined) party.fail(new VolumeRuinedError(volume.name));
    party.written(volume, block, address);
    this.#failures = 0;
    this.#fullVolume = undefined;
    this.#sinceMark += block.data.length;
    const { maximumFileSizeBytes } = this.#options.drive.resource;
    if (maximumFileSizeBytes > 0 && this.#sinceMark >= maximumFileSizeBytes) this.#mark(volume, party);
  }

  #mark(volume: AppendVolume, speaker: Party): void {
    this.#sinceMark = 0;
    const parties = [...this.#options.parties];
    for (const party of parties) party.ranges.end();
    const mark = this.checkpoint(volume, parties, speaker).finally(() => this.#marks.delete(mark));
    this.#marks.add(mark);
  }

  /** Whoever has blocks on it that were not made safe cannot be told that they are. */
  #ruin(volume: AppendVolume, cause: unknown): void {
    const { drive, tools, parties, broken } = this.#options;
    volume.ruined = true;
    tools.logger.error({ device: drive.name, volume: volume.name, err: cause }, 'Volume cannot be synced');
    for (const party of parties) {
      if (party.ranges.touch(volume)) party.fail(new VolumeRuinedError(volume.name, { cause }));
    }
    broken([]);
  }
}
