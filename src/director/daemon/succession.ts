/**
 * What a Director that starts does with the orders of the one before (docs/decisions/0052): Jobs that waited wait on, restores are
 * followed, and what else ran and keeps no journal is ended, and started again where that does no harm.
 */
import { failOrdered, insertLog, type OrderedJob, type UnfinishedJob } from '../../catalog/index.ts';
import { describeError, displayText, toByteString } from '../../core/index.ts';
import { type Resumed, resumedBackup } from '../job/backup-brief.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import type { Later } from '../journal/journal-keeper.ts';
import { directorText } from '../messages/index.ts';
import { adoptedRestore, parseRestoreBrief } from '../restore/index.ts';
import { orphanedJob } from '../succession/orphaned-job.ts';
import { decideOrphan } from '../succession/policy.ts';
import { restartIfLost } from '../succession/restart-if-lost.ts';
import { placeTaken, StartAgain } from '../succession/start-again.ts';
import { stopAtDaemons } from '../succession/stop-at-daemons.ts';
import { mayBeWatched, watchedOrphan } from '../succession/watched-orphan.ts';
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
    const order = orderOrWhy(row, successor.under);
    if (typeof order === 'string') await fail(row, order, successor.under);
    else if (row.jobStatus === 'C') queueAgain(row, order, successor);
    else if (row.type !== 'R' || resumeRestore(row, undefined, () => {}, successor) !== undefined) {
      void endOrphan(row, order, successor);
    }
  }
}

/** A sentence: it cannot be read, or the configuration does not have any more what it names. */
export function orderOrWhy(row: OrderedJob, under: Generation): JobOrder | string {
  try {
    return orderOfRow(row, under);
  } catch (error) {
    return describeError(error);
  }
}

function queueAgain(row: OrderedJob, order: JobOrder, { under, office, queue }: Successor): void {
  const job = openJob(order, { jobId: row.jobId, job: row.job }, under, office);
  job.messages.say('info', 'The Director ended while this Job waited; it waits on under the next one');
  if (row.predecessor !== null) job.messages.say('warning', toByteString(placeTaken(row.predecessor, row.why ?? '')));
  queue(job, order.kind(job));
}

function openRunning(row: OrderedJob, order: JobOrder, { under, office }: Successor): Job {
  const job = openJob(order, { jobId: row.jobId, job: row.job }, under, office);
  job.level = row.level;
  job.startedAt = row.startTime ?? under.tools.clock.now();
  return job;
}

interface Begun {
  readonly row: OrderedJob;
  readonly order: JobOrder;
  /** Its daemons had been told to move data. */
  readonly begun: boolean;
  /** Left out: as `begun`. The Catalog knows something of what they did. */
  readonly heard?: boolean;
}

const verdictOn = ({ row: { type, attempt }, order: { replace }, begun, heard }: Begun) =>
  decideOrphan({ type, attempt, begun, heard, replace });

function inItsPlace({ row, order }: Begun, { under, office }: Successor): StartAgain {
  const { attempt, successor, jobId, job } = row;
  return new StartAgain({ old: { jobId, job }, order, attempt, successor, under, office });
}

/** A Job that is followed, and started again where that does not lead to a good end. Resolves when it is over, or left. */
export async function resumeOrRestart(job: Job, kind: JobKind, found: Begun, successor: Successor): Promise<void> {
  const again = inItsPlace(found, successor);
  await successor.resume(job, restartIfLost(job, kind, { verdict: verdictOn(found), again }));
  if (again.isMade) await stopOld(found, successor);
  again.queue(successor.queue);
}

/** It is not wanted any more. */
function stopOld({ row, order }: Begun, { under, later }: Successor): Promise<void> {
  const { config, tools } = under;
  const known = config.storages.get(row.storage ?? '');
  const storages = known === undefined ? [...storagesOf(row.name, config)] : [known];
  return stopAtDaemons(row.job, { client: order.client, storages }, tools, later);
}

/** Undefined: it is followed to its end, at `journal` or by its Client. */
export function resumeRestore(
  row: OrderedJob,
  journal: UnfinishedJob | undefined,
  onCaughtUp: () => void,
  successor: Successor,
): string | undefined {
  const { under } = successor;
  const order = orderOrWhy(row, under);
  if (typeof order === 'string') return order;
  const brief = parseRestoreBrief(row.run ?? '');
  const storage = under.config.storages.get(row.storage ?? '');
  if (order.plan === undefined || brief === undefined || storage === undefined) return 'it had not begun to read';
  const job = openRunning(row, order, successor);
  job.workingSince = job.startedAt;
  job.storage = storage.name;
  job.device = brief.device;
  const followed = { plan: order.plan, brief, storage, row: journal, onCaughtUp };
  const kind = adoptedRestore(job, followed, under.tools);
  // Files may be there also where nothing was heard; but Directors that end in a row are not the doing of such a Job.
  const heard = journal === undefined || journal.fact > 0;
  void resumeOrRestart(job, kind, { row, order, begun: true, heard }, successor);
  return undefined;
}

/** Undefined: nothing is known of its run, or its Storage Daemon does not go on with it alone. */
function watchable(row: OrderedJob, under: Generation): Resumed | undefined {
  const { run, storage } = row;
  if (run === null || storage === null || row.type !== 'B') return undefined;
  const resumed = resumedBackup({ ...row, storage, brief: run, fact: 0, pool: '' }, under.config);
  return typeof resumed === 'object' && mayBeWatched(row, resumed) ? resumed : undefined;
}

/** Nobody can follow it; it is watched where that may lead to a good end. Resolves when it is over. */
export async function endOrphan(
  row: OrderedJob,
  order: JobOrder,
  successor: Successor,
  reason?: string,
): Promise<void> {
  const { tools } = successor.under;
  const { jobId, job: name } = row;
  const job = openRunning(row, order, successor);
  const found = { row, order, begun: row.storage !== null };
  const [verdict, again] = [verdictOn(found), inItsPlace(found, successor)];
  const stop = () => stopOld(found, successor);
  tools.logger.warn({ jobId, job: displayText(name), verdict: verdict.kind }, 'A Job lost its Director');
  const orphan = { row, verdict, again, stop, reason };
  const watched = reason === undefined ? watchable(row, successor.under) : undefined;
  const kind =
    watched === undefined
      ? orphanedJob(job, order.kind(job), orphan, tools)
      : watchedOrphan(job, watched, orphan, tools);
  await successor.resume(job, kind);
  again.queue(successor.queue);
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
