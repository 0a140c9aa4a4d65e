/**
 * What a Director that starts does with Jobs that have a journal and no end record (docs/decisions/0050, 0052): they are followed
 * to their end. Where they do not come to a good one they are started again, if that does no harm.
 */
import {
  failInterruptedJournal,
  insertLog,
  type OrderedJob,
  orderOf,
  type UnfinishedJob,
} from '../../catalog/index.ts';
import { type Resumed, resumedBackup } from '../job/backup-brief.ts';
import { Job } from '../job/job.ts';
import { adoptedBackup } from '../journal/adopted-backup.ts';
import { directorText } from '../messages/index.ts';
import { type JobOrder, jobHooks } from './order.ts';
import { endOrphan, orderOrWhy, resumeOrRestart, resumeRestore, type Successor } from './succession.ts';

/** How long other Jobs of a Storage wait at most for what its journals tell. */
const HELD_BACK_MS = 60_000;

export interface Adopter extends Successor {
  /** Tells the daemons of a Job that cannot be adopted to stop. */
  readonly stop: (job: UnfinishedJob) => void;
}

/** In the order in which they began. */
export async function adoptJobs(rows: readonly UnfinishedJob[], adopter: Adopter): Promise<void> {
  for (const row of rows) {
    const ordered = await orderedJob(row, adopter);
    const why = row.type === 'R' ? adoptRestore(row, ordered, adopter) : adoptBackup(row, ordered, adopter);
    if (why !== undefined) await giveUp(row, why, ordered, adopter);
  }
}

/** The Job with its order, as of one without a journal; undefined: it was ordered before orders were kept. */
async function orderedJob(row: UnfinishedJob, { under }: Successor): Promise<OrderedJob | undefined> {
  const order = await under.tools.catalog.find(orderOf(row.jobId));
  return order && { ...row, ...order, run: row.brief, predecessor: null, why: null };
}

/** Undefined: it is adopted. */
function adoptBackup(row: UnfinishedJob, ordered: OrderedJob | undefined, adopter: Adopter): string | undefined {
  const { under, resume } = adopter;
  const resumed = resumedBackup(row, under.config);
  if (typeof resumed === 'string') return resumed;
  const found = ordered && orderOrWhy(ordered, under);
  const order = typeof found === 'object' ? found : undefined;
  const job = openAdopted(row, resumed, order, adopter);
  const kind = adoptedBackup(job, { row, resumed, onCaughtUp: holdBack(row, adopter) }, under.tools);
  if (ordered === undefined || order === undefined) void resume(job, kind);
  else void resumeOrRestart(job, kind, { row: ordered, order, begun: row.fact > 0 }, adopter);
  return undefined;
}

function adoptRestore(row: UnfinishedJob, ordered: OrderedJob | undefined, adopter: Adopter): string | undefined {
  if (ordered === undefined) return 'what was ordered is not known';
  const caughtUp = holdBack(row, adopter);
  const why = resumeRestore(ordered, row, caughtUp, adopter);
  if (why !== undefined) caughtUp();
  return why;
}

function openAdopted(
  row: UnfinishedJob,
  { brief, facts, storage }: Resumed,
  order: JobOrder | undefined,
  { under, office }: Successor,
): Job {
  const { jobId, job: name, client, level } = row;
  const { clock } = under.tools;
  const identity = {
    jobId,
    job: name,
    name: row.name,
    client,
    type: 'B' as const,
    priority: brief.priority,
    scheduledAt: row.schedTime ?? row.startTime ?? clock.now(),
    ignoresDuplicates: order?.ignoresDuplicates ?? false,
  };
  const { messages } = order ?? facts.resource;
  const job = new Job(identity, level, jobHooks({ messages }, jobId, under, office));
  job.startedAt = row.startTime ?? clock.now();
  job.workingSince = job.startedAt;
  job.storage = storage.name;
  job.device = brief.device;
  return job;
}

/** Other Jobs of the Storage wait until the Catalog knows what it has done; the return value says that it does. */
function holdBack(row: UnfinishedJob, { under }: Successor): () => void {
  const caughtUp = Promise.withResolvers<void>();
  setTimeout(caughtUp.resolve, HELD_BACK_MS).unref();
  under.tools.journals.holdBack(row.storage, caughtUp.promise);
  return caughtUp.resolve;
}

async function giveUp(
  row: UnfinishedJob,
  why: string,
  ordered: OrderedJob | undefined,
  adopter: Adopter,
): Promise<void> {
  const { tools, config } = adopter.under;
  const { catalog, clock, director, logger } = tools;
  const storage = config.storages.get(row.storage);
  const forget = () => storage && tools.journals.forget(storage, row.job, tools);
  const order = ordered && orderOrWhy(ordered, adopter.under);
  if (ordered !== undefined && typeof order === 'object') {
    void endOrphan(ordered, order, adopter, why).then(forget);
    return;
  }
  logger.warn({ jobId: row.jobId, why }, 'A Job of a Director that died cannot be adopted and is marked as failed');
  await catalog.execute(failInterruptedJournal(row.jobId));
  const sentence = `The Director ended without a word while this Job ran, and it cannot be adopted: ${why}. Run it again`;
  const text = directorText(director.name, row.jobId, 'fatal', sentence);
  await catalog.execute(insertLog(row.jobId, [{ time: clock.now(), text }]));
  adopter.stop(row);
  forget();
}
