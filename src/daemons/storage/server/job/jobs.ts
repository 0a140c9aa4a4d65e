/** All Jobs of the daemon by their unique names, the last ones that ended, and how many there may be at a time. */
import type { ByteString } from '../../../../core/index.ts';
import type { JobFacts } from './job-facts.ts';
import type { ServedJob } from './served-job.ts';

export interface EndedJob {
  readonly facts: JobFacts;
  readonly status: string;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

const HISTORY_MAX = 10;

export class Jobs {
  readonly #jobs = new Map<ByteString, ServedJob>();
  readonly #history: EndedJob[] = [];
  readonly #maximum: number;
  readonly #sessionTime: number;
  #sessions = 0;
  #ran = 0;
  #left = Promise.withResolvers<void>();

  /** `sessionTime`: no two lives of the daemon may have the same. */
  constructor(maximum: number, sessionTime: number) {
    this.#maximum = maximum;
    this.#sessionTime = sessionTime;
  }

  get all(): readonly ServedJob[] {
    return [...this.#jobs.values()];
  }

  /** The newest last. */
  get history(): readonly EndedJob[] {
    return this.#history;
  }

  /** Since the daemon started. */
  get ran(): number {
    return this.#ran;
  }

  get maximum(): number {
    return this.#maximum;
  }

  get full(): boolean {
    return this.#jobs.size >= this.#maximum;
  }

  /** Resolves when the next Job leaves. */
  get left(): Promise<void> {
    return this.#left.promise;
  }

  find(job: ByteString): ServedJob | undefined {
    return this.#jobs.get(job);
  }

  nextSession(): { readonly sessionId: number; readonly sessionTime: number } {
    return { sessionId: ++this.#sessions, sessionTime: this.#sessionTime };
  }

  add(job: ServedJob): void {
    this.#jobs.set(job.job, job);
  }

  /** `ended`: it has run, and is remembered. */
  remove(job: ServedJob, ended?: EndedJob): void {
    if (this.#jobs.get(job.job) !== job) return;
    this.#jobs.delete(job.job);
    if (ended !== undefined) {
      this.#ran++;
      this.#history.push(ended);
      if (this.#history.length > HISTORY_MAX) this.#history.shift();
    }
    this.#left.resolve();
    this.#left = Promise.withResolvers();
  }
}
