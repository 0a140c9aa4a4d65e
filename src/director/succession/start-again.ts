/**
 * A Job in the place of one that its Director has left unfinished, and that nobody can go on with: the same order, a row of its
 * own, and both say so. The new row comes before the old one's end record, so that no death in between forgets the Job; one old
 * Job has one new one at most (understudy.restart).
 */
import { createJob } from '../../catalog/index.ts';
import { toByteString } from '../../core/index.ts';
import type { Generation } from '../daemon/generation.ts';
import { type JobOffice, type JobOrder, newRow, openJob } from '../daemon/order.ts';
import type { QueuedJob } from '../daemon/service.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';

export interface StartAgainOptions {
  /** The one whose place is taken. */
  readonly old: QueuedJob;
  readonly order: JobOrder;
  /** Of the old one. */
  readonly attempt: number;
  /** Another Director has made the row already, and it is in the queue. */
  readonly successor: number | null;
  readonly under: Generation;
  readonly office: JobOffice;
}

export class StartAgain {
  readonly #options: StartAgainOptions;
  readonly #order: JobOrder;
  #why = '';
  #made: QueuedJob | undefined;

  constructor(options: StartAgainOptions) {
    this.#options = options;
    this.#order = { ...options.order, scheduledAt: options.under.tools.clock.now() };
  }

  /** Makes the row, once, and returns its JobId. Call it again after a failure. */
  async record(why: string): Promise<number> {
    const { old, successor, attempt, under, office } = this.#options;
    if (successor !== null) return successor;
    if (this.#made !== undefined) return this.#made.jobId;
    this.#why = why;
    const { catalog, ids, names } = under.tools;
    const job = names(this.#order.name);
    const row = newRow(this.#order, job, await ids.clientId(this.#order.client), under);
    const restart = { predecessor: old.jobId, why: toByteString(why), attempt: attempt + 1 };
    office.inFlight.add(job);
    const { jobId } = await catalog.one(createJob({ ...row, restart }));
    this.#made = { jobId, job };
    return jobId;
  }

  get isMade(): boolean {
    return this.#made !== undefined;
  }

  /** When the old one is over: into the queue with it. */
  queue(enter: (job: Job, kind: JobKind) => void): void {
    const { old, under, office } = this.#options;
    if (this.#made === undefined) return;
    const job = openJob(this.#order, this.#made, under, office);
    job.messages.say('warning', toByteString(placeTaken(old.jobId, this.#why)));
    enter(job, this.#order.kind(job));
  }
}

export const placeTaken = (predecessor: number, why: string): string =>
  `This Job takes the place of JobId ${predecessor}, which ran when its Director ended: ${why}`;
