/**
 * What a Director that starts does with the orders of the one before (docs/decisions/0052): Jobs that waited wait on, and those
 * that ran and keep no journal are ended, and started again where that does no harm.
 */
import { failOrdered, insertLog, type OrderedJob } from '../../catalog/index.ts';
import { describeError, displayText, toByteString } from '../../core/index.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import type { Later } from '../journal/journal-keeper.ts';
import { directorText } from '../messages/index.ts';
import { orphanedJob } from '../succession/orphaned-job.ts';
import { decideOrphan } from '../succession/policy.ts';
import { placeTaken, StartAgain } from '../succession/start-again.ts';
import { stopAtDaemons } from '../succession/stop-at-daemons.ts';
import type { Generation } from './generation.ts';
import { type JobOffice, type JobOrder, openJob } from './order.ts';
import { orderOfRow } from './orders.ts';
import { storagesOf } from './orphans.ts';

export interface Successor {
  readonly under: Generation;
  readonly office: JobOffice;
  /** Into the queue. */
  readonly queue: (job: Job, kind: JobKind) => void;
  /** To the end of a Job that another Director began, among the running ones. Resolves when it is over, or left. */
  readonly resume: (job: Job, kind: JobKind) => Promise<void>;
  readonly later: Later;
}

/** In the order in which they were created. */
export async function succeed(rows: readonly OrderedJob[], successor: Successor): Promise<void> {
  for (const row of rows) {
    try {
      const order = orderOfRow(row, successor.under);
      if (row.jobStatus === 'C') queueAgain(row, order, successor);
      else endOrphan(row, order, successor);
    } catch (error) {
      await fail(row, describeError(error), successor.under);
    }
  }
}

function queueAgain(row: OrderedJob, order: JobOrder, { under, office, queue }: Successor): void {
  const job = openJob(order, { jobId: row.jobId, job: row.job }, under, office);
  job.messages.say('info', 'The Director ended while this Job waited; it waits on under the next one');
  if (row.predecessor !== null) job.messages.say('warning', toByteString(placeTaken(row.predecessor, row.why ?? '')));
  queue(job, order.kind(job));
}

function endOrphan(row: OrderedJob, order: JobOrder, { under, office, queue, resume, later }: Successor): void {
  const { tools, config } = under;
  const { attempt, successor, jobId, job: name } = row;
  const job = openJob(order, { jobId, job: name }, under, office);
  job.startedAt = row.startTime ?? tools.clock.now();
  const old = { jobId, job: name };
  const again = new StartAgain({ old, order, attempt, successor, under, office });
  const verdict = decideOrphan({ type: row.type, attempt, begun: row.storage !== null, replace: order.replace });
  const known = config.storages.get(row.storage ?? '');
  const storages = known === undefined ? [...storagesOf(row.name, config)] : [known];
  const stop = () => stopAtDaemons(name, { client: order.client, storages }, tools, later);
  tools.logger.warn({ jobId, job: displayText(name), verdict: verdict.kind }, 'A Job lost its Director');
  void resume(job, orphanedJob(job, order.kind(job), { row, verdict, again, stop }, tools)).then(() =>
    again.queue(queue),
  );
}

/** The configuration does not have any more what it was made of, or nobody can read what was ordered. */
async function fail({ jobId }: OrderedJob, why: string, { tools }: Generation): Promise<void> {
  const { catalog, clock, director, logger } = tools;
  logger.warn({ jobId, why }, 'A Job of a Director that ended cannot be run and is marked as failed');
  await catalog.execute(failOrdered(jobId, clock.now()));
  const sentence = `The Director ended before this Job was done, and the next one cannot run it: ${why}`;
  const text = directorText(director.name, jobId, 'fatal', sentence);
  await catalog.execute(insertLog(jobId, [{ time: clock.now(), text }]));
}
