/**
 * All Jobs in the hands of this Director, from an order, or a row that another Director has left, to their end: who enters them
 * into the queue, who takes them up again where the Catalog has lost what was known of them, and who lets go of them all.
 */
import { unfinishedJournals, unfinishedOrders } from '../../catalog/index.ts';
import { describeError, type Logger } from '../../core/index.ts';
import { JobLeftError } from '../job/errors.ts';
import type { Job } from '../job/job.ts';
import { isQueued } from '../job/job-status.ts';
import { resumeJob } from '../job/resume-job.ts';
import { type Runner, runJob } from '../job/run-job.ts';
import type { Later } from '../journal/journal-keeper.ts';
import { type Adopter, adoptJobs } from './adoption.ts';
import type { Generation } from './generation.ts';
import { createJobRow, type JobOffice, type JobOrder } from './order.ts';
import type { FinishedJob, QueuedJob } from './service.ts';
import { endJobs, type StopOptions } from './stop.ts';
import { succeed } from './succession.ts';

export interface JobDeskOptions {
  readonly office: JobOffice;
  readonly logger: Logger;
  readonly generation: () => Generation;
  readonly runner: Omit<Runner, 'later' | 'takeUp'>;
  readonly stopAtDaemons: Adopter['stop'];
  /** A Job that was left is in the Catalog no more; a Storage may know it. */
  readonly onLost: () => void;
}

/** What was found in the Catalog. */
export interface Found {
  readonly adopted: number;
  readonly ordered: number;
}

const PAUSE_MS = 2_000;
const ignore = (): void => {};

export class JobDesk {
  readonly #options: JobDeskOptions;
  readonly #runner: Runner;
  readonly #running = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();

  constructor(options: JobDeskOptions) {
    this.#options = options;
    this.#runner = { ...options.runner, later: this.later, takeUp: (job) => this.takeUp(job) };
  }

  /** Aborts when the Director stops. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Goes on beside the Jobs, until the Director stops. */
  readonly later: Later = (work) => this.keep(work(this.signal));

  /** What the Director waits for, within bounds, when it stops. */
  keep(work: Promise<unknown>): void {
    this.#running.add(work);
    const settled = () => this.#running.delete(work);
    work.then(settled, settled);
  }

  async submit(order: JobOrder, under: Generation): Promise<QueuedJob> {
    if (this.signal.aborted) throw new JobLeftError();
    const job = await createJobRow(order, under, this.#options.office);
    // Otherwise it is a row, and the next Director's.
    if (!this.signal.aborted) this.#queue(job, order.kind(job));
    return { jobId: job.identity.jobId, job: job.identity.job };
  }

  /** Takes up what the Catalog has of unfinished Jobs that are in nobody's hands: of a Director that has ended, or lost ones. */
  async look(isWanted: (jobId: number) => boolean = () => true): Promise<Found> {
    const { office, generation, stopAtDaemons } = this.#options;
    const under = generation();
    const { catalog } = under.tools;
    const before = new Set(office.registry.active().map(({ identity }) => identity.jobId));
    const [journals, orders] = [await catalog.query(unfinishedJournals()), await catalog.query(unfinishedOrders())];
    const isFree = ({ jobId, job }: QueuedJob): boolean =>
      isWanted(jobId) && !before.has(jobId) && office.registry.find(jobId) === undefined && !office.inFlight.has(job);
    const adopter: Adopter = {
      under,
      office,
      queue: (job, kind) => this.#queue(job, kind),
      resume: (job, kind) => this.#enter(job, resumeJob(job, kind, this.#runner)).then(ignore, ignore),
      later: this.later,
      stop: stopAtDaemons,
    };
    const [adopted, ordered] = [journals.filter(isFree), orders.filter(isFree)];
    await adoptJobs(adopted, adopter);
    await succeed(ordered, adopter);
    return { adopted: adopted.length, ordered: ordered.length };
  }

  /** It is left here, and taken up again from where the Catalog is. */
  takeUp(job: Job): void {
    if (job.isLeft || this.signal.aborted) return;
    const { logger } = this.#options;
    logger.warn({ jobId: job.identity.jobId }, 'The Catalog has lost what it knew of a Job, which is taken up again');
    job.leave();
  }

  /** All that run: the Catalog may have lost what was told to it. */
  takeUpAll(): void {
    for (const job of this.#options.office.registry.active()) if (!isQueued(job.status)) this.takeUp(job);
  }

  async stop(jobs: NonNullable<StopOptions['jobs']>): Promise<void> {
    this.#stopping.abort();
    await endJobs(this.#options.office.registry.active(), this.#running, jobs, this.#options.logger);
  }

  #queue(job: Job, kind: Parameters<typeof runJob>[1]): void {
    this.#enter(job, runJob(job, kind, this.#runner)).catch(ignore);
  }

  #enter(job: Job, ending: Promise<FinishedJob>): Promise<FinishedJob> {
    const { registry, events, inFlight } = this.#options.office;
    const done = ending.then(
      (finished) => {
        registry.finish(finished);
        events.emit({ kind: 'finished', job: finished });
        return finished;
      },
      (error) => this.#goOn(job, error),
    );
    registry.add(job, done);
    inFlight.delete(job.identity.job);
    this.keep(done);
    events.emit({ kind: 'queued', job: job.describe() });
    return done;
  }

  /** Whoever waits for the Job waits on. Rejects where this Director has nothing more to do with it. */
  async #goOn(job: Job, left: unknown): Promise<FinishedJob> {
    const { office, logger, generation } = this.#options;
    const { registry } = office;
    const { jobId } = job.identity;
    if (!(left instanceof JobLeftError) || this.signal.aborted) throw left;
    registry.forget(jobId);
    while (!this.signal.aborted) {
      try {
        await this.look((wanted) => wanted === jobId);
        if (registry.find(jobId) === undefined) this.#options.onLost();
        break;
      } catch (error) {
        logger.warn({ jobId, error: describeError(error) }, 'A Job cannot be taken up again yet');
      }
      await generation().tools.clock.sleep(PAUSE_MS, this.signal).catch(ignore);
    }
    const finished = await registry.waitFor(jobId);
    if (finished === undefined) throw left;
    return finished;
  }
}
