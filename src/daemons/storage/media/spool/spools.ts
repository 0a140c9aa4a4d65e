/** Where Jobs spool their data, drive by drive; a Job that cannot be spooled runs without. */
import type { StorageConfig } from '../../../../config/index.ts';
import { type ByteString, type Clock, describeError, toByteString } from '../../../../core/index.ts';
import type { Device } from '../../device/index.ts';
import { fileNameOf, type SpoolFacts, SpoolTotals } from '../../spool/index.ts';
import { blockBytes } from '../append/block-memory.ts';
import type { Drive } from '../drive.ts';
import { spooling } from '../messages.ts';
import type { StorageJob } from '../storage-job.ts';
import { DataSpool, type SpoolUser } from './data-spool.ts';
import { SpoolFile } from './spool-file.ts';
import { Turns } from './turns.ts';

interface Room {
  readonly totals: SpoolTotals;
  readonly turns: Turns;
}

export type OpenDevice = (path: ByteString) => Device;

export class Spools {
  readonly #config: StorageConfig;
  readonly #openDevice: OpenDevice;
  readonly #clock: Clock;
  readonly #totals = new SpoolTotals();
  readonly #rooms = new Map<Drive, Room>();

  constructor(config: StorageConfig, openDevice: OpenDevice, clock: Clock) {
    this.#config = config;
    this.#openDevice = openDevice;
    this.#clock = clock;
  }

  get facts(): SpoolFacts {
    return this.#totals.facts;
  }

  /** Undefined: the Job does not want to, or cannot, and was told so. */
  async open(drive: Drive, user: SpoolUser): Promise<DataSpool | undefined> {
    const { job } = user;
    const wish = job.dataSpool;
    if (wish === undefined) return undefined;
    const { resource } = drive;
    const folder = this.#openDevice(spoolFolder(this.#config, drive.name));
    const limits = {
      jobBytes: wish.maxBytes || resource.maximumJobSpoolSizeBytes,
      deviceBytes: resource.maximumSpoolSizeBytes,
    };
    const { totals: device, turns } = this.#roomOf(drive);
    const options = { user, limits, device, daemon: this.#totals, turns, clock: this.#clock };
    const name = spoolName(this.#config.storage.name, drive.name, job);
    let spool: DataSpool | undefined;
    try {
      const file = await SpoolFile.open({
        device: folder,
        name,
        clock: this.#clock,
        blockBytes: blockBytes(resource.maximumBlockSizeBytes),
        refused: (error, blocks) => spool?.refused(error, blocks),
      });
      spool = new DataSpool(options);
      spool.start(file);
    } catch (error) {
      job.say('warning', spooling.impossible(folder.path, toByteString(describeError(error))));
    }
    return spool;
  }

  #roomOf(drive: Drive): Room {
    const room = this.#rooms.get(drive) ?? { totals: new SpoolTotals(), turns: new Turns() };
    this.#rooms.set(drive, room);
    return room;
  }
}

/** Of one device: as it says, otherwise the WorkingDirectory. */
export const spoolFolder = ({ devices, storage }: StorageConfig, device: ByteString): ByteString =>
  devices.get(device)?.spoolDirectory ?? storage.workingDirectory;

const NAME_BYTES_MAX = 127;

/** `sd.data.17.Backup.2026-11-20_10.12.30_03.Device.spool`; the numbers alone where that would be too long a name. */
export function spoolName(daemon: ByteString, device: ByteString, job: StorageJob): ByteString {
  const prefix = `${spoolPrefix(daemon)}.data.${job.jobId}.`;
  const whole = `${prefix}${fileNameOf(job.job)}.${fileNameOf(device)}.spool`;
  return whole.length <= NAME_BYTES_MAX ? whole : `${prefix}${job.sessionId}.${job.sessionTime}.spool`;
}

/** All spool files of the daemon begin so. */
export const spoolPrefix = (daemon: ByteString): ByteString => fileNameOf(daemon).slice(0, 60);
