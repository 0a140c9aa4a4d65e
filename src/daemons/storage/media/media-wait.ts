/**
 * A Job that cannot go on before somebody labels or mounts a Volume (page 03 §7): says so, says it again after an hour,
 * two, four … and gives up after nine times. In between it looks for itself every Volume Poll Interval, and whenever
 * the bell rings.
 */
import type { ByteString, Clock } from '../../../core/index.ts';
import type { Bell } from './bell.ts';
import { printDevice } from './device-name.ts';
import type { Blocked, Drive } from './drive.ts';
import { NoVolumeInTimeError } from './errors.ts';
import type { StorageJob } from './storage-job.ts';

const FIRST_WAIT_MS = 60 * 60_000;
const WAIT_MS_MAX = 24 * 60 * 60_000;
const ROUNDS_MAX = 9;
const POLL_MS_MIN = 1000;

export interface Want {
  readonly why: Blocked['why'];
  readonly text: ByteString;
  /** How often to look, where that costs next to nothing; otherwise Volume Poll Interval. */
  readonly pollMs?: number;
}

const STATUS: Readonly<Record<Blocked['why'], string>> = { media: 'm', mount: 'M' };

export class MediaWait {
  readonly #drive: Drive;
  readonly #pool: ByteString;
  readonly #bell: Bell;
  readonly #clock: Clock;
  #rounds = 0;
  #roundMs = FIRST_WAIT_MS;
  #sayAgainAtMs = 0;
  #said: ByteString | undefined;

  constructor(drive: Drive, pool: ByteString, bell: Bell, clock: Clock) {
    this.#drive = drive;
    this.#pool = pool;
    this.#bell = bell;
    this.#clock = clock;
  }

  /** Waits until it is worth to look again. `jobs`: all that are held up, at least one. */
  async pause(heard: number, want: Want, jobs: readonly StorageJob[], signal: AbortSignal): Promise<void> {
    const [first] = jobs;
    if (first === undefined) return;
    this.#drive.blocked = { why: want.why, pool: this.#pool };
    this.#say(want, jobs, first);
    const untilSaid = this.#sayAgainAtMs - this.#clock.monotonicMs();
    await this.#bell.wait(heard, Math.max(POLL_MS_MIN, Math.min(untilSaid, this.#pollMs(want))), signal);
  }

  /** The Jobs go on, or have ended. */
  end(jobs: readonly StorageJob[]): void {
    this.#drive.blocked = undefined;
    if (this.#said === undefined) return;
    for (const job of jobs) job.status('R');
    this.#said = undefined;
  }

  #say({ why, text }: Want, jobs: readonly StorageJob[], first: StorageJob): void {
    const now = this.#clock.monotonicMs();
    const due = this.#said !== undefined && now >= this.#sayAgainAtMs;
    if (this.#said === text && !due) return;
    if (due && ++this.#rounds >= ROUNDS_MAX)
      throw new NoVolumeInTimeError(printDevice(this.#drive.resource), first.job);
    if (due) this.#roundMs = Math.min(WAIT_MS_MAX, this.#roundMs * 2);
    if (due || this.#said === undefined) this.#sayAgainAtMs = now + this.#roundMs;
    this.#said = text;
    for (const job of jobs) {
      job.say('mount', text);
      job.status(STATUS[why]);
    }
  }

  #pollMs(want: Want): number {
    const { volumePollIntervalSec } = this.#drive.resource;
    return want.pollMs ?? (volumePollIntervalSec > 0 ? volumePollIntervalSec * 1000 : Number.POSITIVE_INFINITY);
  }
}
