/**
 * Finds a Volume and mounts it for appending (page 03 §4): the one that the drive holds, else what the Director offers,
 * as long as it takes. Everything that the Director is told here lies safe on disk before.
 */
import { type ByteString, unixSeconds } from '../../../../core/index.ts';
import type { VolumeAnswer } from '../../../../protocol/index.ts';
import type { Drive } from '../drive.ts';
import { findVolume, hasRoom } from '../find-volume.ts';
import { MediaWait, type Want } from '../media-wait.ts';
import { message, waiting } from '../messages.ts';
import type { MediaTools } from '../tools.ts';
import { AppendVolume, type VolumeEvents } from './append-volume.ts';
import { dummyRange } from './job-media.ts';
import type { Party } from './party.ts';
import type { Prepared } from './preparation.ts';
import { prepareVolume } from './prepare-volume.ts';

export interface Mounting {
  readonly drive: Drive;
  readonly tools: MediaTools;
  readonly events: VolumeEvents;
  /** All sessions that wait for it; the first one speaks with its Director. */
  readonly parties: () => readonly Party[];
  /** The last Volume, where there was no room on the device for as much as one block. */
  readonly fullVolume: ByteString | undefined;
}

/** Rejects when the first party's Job is canceled, its Director lost, or no Volume came in time. */
export async function mountVolume(mounting: Mounting, party: Party): Promise<AppendVolume> {
  const { drive, tools, parties } = mounting;
  const wait = new MediaWait(drive, party.seat.request.pool, tools.bell, tools.clock);
  const jobs = () => [party.job, ...parties().map(({ job }) => job)].filter((job, at, all) => all.indexOf(job) === at);
  try {
    for (let paused = false; ; paused = true) {
      const heard = tools.bell.rings;
      const found = await new Attempt(mounting, party, paused).run();
      if (found instanceof AppendVolume) {
        wait.end(jobs());
        return found;
      }
      await wait.pause(heard, found, jobs(), party.signal);
    }
  } finally {
    wait.end([]);
  }
}

const TRIES_MAX = 200;
const ROOM_POLL_MS = 5000;
/** Where the file system has room, and yet nothing could be written: a quota, perhaps. */
const QUOTA_POLL_MS = 60_000;

/** One look at what there is. */
class Attempt {
  readonly #mounting: Mounting;
  readonly #party: Party;
  readonly #passedOver = new Set<ByteString>();
  #missing: ByteString | undefined;
  /** Somebody had time to make room. */
  readonly #paused: boolean;

  constructor(mounting: Mounting, party: Party, paused: boolean) {
    this.#mounting = mounting;
    this.#party = party;
    this.#paused = paused;
  }

  async run(): Promise<AppendVolume | Want> {
    const { drive, fullVolume } = this.#mounting;
    if (fullVolume !== undefined && (!this.#paused || !(await hasRoom(drive)))) return this.#wantRoom(fullVolume);
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const answer = await this.#next();
      if (answer === undefined) break;
      const mounted = await this.#mount(answer);
      if (mounted !== undefined) return mounted;
      this.#passedOver.add(answer.volume);
    }
    return this.#missing === undefined ? this.#wantMedia() : this.#wantMount(this.#missing);
  }

  /** What was planned when the place was taken, then what the Director has. */
  async #next(): Promise<VolumeAnswer | undefined> {
    const { drive, tools } = this.#mounting;
    const { catalog, seat } = this.#party;
    const planned =
      drive.held?.mode === 'append' && drive.held.pool === seat.request.pool ? drive.held.name : undefined;
    drive.held = undefined;
    if (planned !== undefined) {
      const granted = await this.#grant(planned);
      if (granted !== undefined) return granted;
    }
    for (;;) {
      // Where a Volume is missed none is made in its stead: its file system may not be mounted.
      const create = this.#missing === undefined;
      const search = { ...seat.request, catalog, create, passedOver: this.#passedOver };
      const found = await findVolume(drive, tools.drives, search);
      if (found === undefined) return undefined;
      const granted = await this.#grant(found.volume.volume);
      if (granted !== undefined) return granted;
    }
  }

  async #grant(volume: ByteString): Promise<VolumeAnswer | undefined> {
    const { drive, tools } = this.#mounting;
    if (!this.#passedOver.has(volume) && tools.drives.otherWriter(volume, drive) === undefined) {
      const verdict = await this.#party.catalog.getVolume(volume, true);
      if (verdict.kind === 'granted') {
        this.#hold(verdict.volume);
        return verdict.volume;
      }
    }
    this.#passedOver.add(volume);
    return undefined;
  }

  #hold({ volume: name, jobs, maxJobs }: VolumeAnswer): void {
    const { drive, tools } = this.#mounting;
    tools.drives.takeFromIdle(name, drive);
    drive.held = { name, pool: this.#party.seat.request.pool, mode: 'append', jobs, maxJobs };
  }

  async #mount(answer: VolumeAnswer): Promise<AppendVolume | Want | undefined> {
    const { drive, tools } = this.#mounting;
    const prepared = await prepareVolume(answer, { drive, tools, party: this.#party });
    if (prepared.kind === 'ready') return this.#announce(prepared);
    drive.held = undefined;
    if (prepared.kind === 'full') return this.#wantRoom(answer.volume);
    if (prepared.kind === 'missing') this.#missing ??= answer.volume;
    else await this.#giveUp(answer, prepared.text, prepared.status);
    return undefined;
  }

  /** The Catalog learns what the Volume is now, and that these Jobs write on it. */
  async #announce(prepared: Prepared): Promise<AppendVolume> {
    const { events, tools, parties } = this.#mounting;
    const { catalog } = this.#party;
    const volume = new AppendVolume(prepared, events, tools.clock);
    try {
      if (prepared.relabelled) await catalog.createJobMedia([dummyRange(volume.mediaId)]);
      const jobs = [...new Set([this.#party, ...parties()])];
      volume.count({ mounts: 1, jobs: jobs.length, writes: prepared.relabelled ? 1 : 0 });
      for (const { seat } of jobs) seat.counted = true;
      if (prepared.relabelled && this.#party.volumes === 0) this.#party.firstNumber = 1;
      await volume.tell(catalog, this.#firstTelling(prepared));
      this.#hold(volume.figures);
      return volume;
    } catch (error) {
      await volume.close();
      throw error;
    }
  }

  #firstTelling({ relabelled }: Prepared) {
    return relabelled ? { relabel: true, firstWrittenSec: unixSeconds(this.#mounting.tools.clock.now()) } : {};
  }

  async #giveUp(answer: VolumeAnswer, text: ByteString, status?: ByteString): Promise<void> {
    const { job, catalog } = this.#party;
    job.say(status === undefined ? 'warning' : 'error', text);
    if (status === undefined) return;
    job.say('info', message.marked(answer.volume, status));
    await catalog.updateMedia({ ...answer, status, endTimeSec: this.#nowSec(), relabel: false, firstWrittenSec: 0 });
  }

  #nowSec = (): number => unixSeconds(this.#mounting.tools.clock.now());

  #wantMedia(): Promise<Want> {
    return this.#want('media', waiting.media(this.#subject()));
  }

  #wantMount(volume: ByteString): Promise<Want> {
    return this.#want('mount', waiting.append(this.#subject(), volume));
  }

  async #want(why: Want['why'], text: ByteString): Promise<Want> {
    if (await hasRoom(this.#mounting.drive)) return { why, text };
    return { why, text: `${waiting.full}${text}`, pollMs: ROOM_POLL_MS };
  }

  /** Something could not be written; that there is room now may be a quota's doing, or new. */
  async #wantRoom(volume: ByteString): Promise<Want> {
    const text = `${waiting.full}${waiting.append(this.#subject(), volume)}`;
    const pollMs = (await hasRoom(this.#mounting.drive)) ? QUOTA_POLL_MS : ROOM_POLL_MS;
    return { why: 'mount', text, pollMs };
  }

  #subject() {
    const { job, seat } = this.#party;
    const { pool, mediaType } = seat.request;
    return { job: job.job, device: this.#mounting.drive.resource, pool, mediaType };
  }
}
