/** The Jobs in the hands of this Director, queued or running, and the last ones that ended. */
import { type DuplicateRules, decideDuplicate } from '../job/duplicates.ts';
import { JobCanceledError } from '../job/errors.ts';
import type { Job } from '../job/job.ts';
import type { FinishedJob } from './service.ts';

interface Entry {
  readonly job: Job;
  readonly done: Promise<FinishedJob>;
}

const FINISHED_MAX = 500;

export class JobRegistry {
  readonly #active = new Map<number, Entry>();
  readonly #finished = new Map<number, FinishedJob>();
  readonly #watchers = new Map<number, () => void>();
  jobsRun = 0;

  add(job: Job, done: Promise<FinishedJob>): void {
    const { jobId } = job.identity;
    this.#active.set(jobId, { job, done });
  }

  /** The Job has ended: it moves to the finished ones, of which the oldest gives way. */
  finish(finished: FinishedJob): void {
    this.#active.delete(finished.jobId);
    this.#finished.set(finished.jobId, finished);
    this.jobsRun++;
    const [oldest] = this.#finished.keys();
    if (this.#finished.size > FINISHED_MAX && oldest !== undefined) this.#finished.delete(oldest);
  }

  /** It is in other hands, or will be taken up again. */
  forget(jobId: number): void {
    this.#active.delete(jobId);
  }

  find(jobId: number): Job | undefined {
    return this.#active.get(jobId)?.job;
  }

  /** In the order of creation. */
  active(): Job[] {
    return [...this.#active.values()].map(({ job }) => job);
  }

  /** Newest first. */
  finished(): FinishedJob[] {
    return [...this.#finished.values()].reverse();
  }

  /** Resolves when the Job has ended; undefined: it is not known (any more). */
  async waitFor(jobId: number, signal?: AbortSignal): Promise<FinishedJob | undefined> {
    const entry = this.#active.get(jobId);
    if (entry === undefined) return this.#finished.get(jobId);
    if (signal === undefined) return await entry.done;
    signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    return await Promise.race([entry.done, promise]).finally(() => signal.removeEventListener('abort', abort));
  }

  /** `look` is called with each change of the Job. */
  watch(job: Job, look: () => void): Disposable {
    const { jobId } = job.identity;
    this.#watchers.set(jobId, look);
    return { [Symbol.dispose]: () => this.#watchers.delete(jobId) };
  }

  changed(job: Job): void {
    this.#watchers.get(job.identity.jobId)?.();
  }

  /** 08b §3: cancels the duplicate, or throws when this Job has to give way. */
  checkDuplicates(job: Job, rules: DuplicateRules | undefined): void {
    if (rules === undefined) return;
    const verdict = decideDuplicate(factsOf(job), this.active().filter(isAlive).map(factsOf), rules);
    if (verdict.kind === 'cancelOther') {
      job.messages.say('info', `Cancelling duplicate JobId=${verdict.jobId}.`);
      void this.find(verdict.jobId)?.cancel(`Canceled by its duplicate JobId=${job.identity.jobId}`);
    }
    if (verdict.kind === 'cancelSelf') {
      const message = `JobId ${verdict.becauseOf} already running. Duplicate job not allowed.`;
      void job.cancel(message, 'fatal');
      throw new JobCanceledError(message);
    }
  }
}

const isAlive = (job: Job): boolean => !job.isCanceled;
const factsOf = (job: Job) => {
  const { jobId, name, type, ignoresDuplicates } = job.identity;
  return { jobId, name, type, level: job.level, status: job.status, ignoresDuplicates };
};
