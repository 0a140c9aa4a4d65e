/** The Jobs of this daemon: those that run, and the last ones that ended (specification 02 §15). */
import type { ByteString, Clock } from '../../../core/index.ts';
import type { ClientJob, JobType } from './client-job.ts';
import { levelLetter } from './job-words.ts';

export interface EndedJob {
  readonly jobId: number;
  readonly job: ByteString;
  readonly name: ByteString;
  readonly type: JobType;
  readonly level: string;
  readonly status: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

const ENDED_MAX = 10;
const PLACE_RETRY_MS = 1000;

export class JobRegistry {
  readonly #clock: Clock;
  readonly #running = new Set<ClientJob>();
  readonly #ended: EndedJob[] = [];
  readonly placesMax: number;
  #started = 0;

  constructor(clock: Clock, placesMax: number) {
    this.#clock = clock;
    this.placesMax = placesMax;
  }

  get running(): readonly ClientJob[] {
    return [...this.#running];
  }

  get ended(): readonly EndedJob[] {
    return this.#ended;
  }

  /** Since the daemon began. */
  get startedCount(): number {
    return this.#started;
  }

  /** Resolves false where all places stay taken for so long, or `givenUp` says so. */
  async waitForPlace(patienceMs: number, givenUp: () => boolean): Promise<boolean> {
    const until = this.#clock.monotonicMs() + patienceMs;
    while (this.#running.size >= this.placesMax) {
      if (this.#clock.monotonicMs() >= until || givenUp()) return false;
      await this.#clock.sleep(PLACE_RETRY_MS);
    }
    return true;
  }

  enter(job: ClientJob): void {
    this.#running.add(job);
    this.#started++;
  }

  leave(job: ClientJob): void {
    if (!this.#running.delete(job)) return;
    const { figures, identity, name, type, status, startedAt } = job;
    if (type === ' ') return;
    this.#ended.push({
      jobId: identity.jobId,
      job: identity.job,
      name,
      type,
      level: levelLetter(job),
      status,
      files: figures.get('files'),
      bytes: figures.get('jobBytes'),
      errors: job.errorCount,
      startedAt,
      endedAt: this.#clock.now(),
    });
    if (this.#ended.length > ENDED_MAX) this.#ended.shift();
  }

  /** By the unique name. */
  find(job: ByteString): ClientJob | undefined {
    return this.running.find(({ identity }) => identity.job === job);
  }
}
