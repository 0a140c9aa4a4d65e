/**
 * From an order to a Job in the queue. A Job is a row before it is anything else: nothing is started for a Job that a
 * successor could not find in the Catalog.
 */
import { createJob, insertLog, type JobLevel, type NewJob } from '../../catalog/index.ts';
import type { ClientResource, MessagesResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import { Job, type JobHooks } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import { type ConsoleMessages, type JobMessages, messageRoute, openJobMessages } from '../messages/index.ts';
import type { RestorePlan } from '../restore/index.ts';
import type { DirectorEvents } from './events.ts';
import type { Generation } from './generation.ts';
import type { JobRegistry } from './job-registry.ts';
import type { QueuedJob } from './service.ts';

/** What every kind of Job has to say before it is a row. */
export interface JobOrder {
  /** The Job resource's name. */
  readonly name: ByteString;
  readonly client: ClientResource;
  readonly type: 'B' | 'R';
  readonly level: JobLevel;
  readonly messages: MessagesResource;
  readonly priority: number;
  readonly scheduledAt: Date;
  readonly ignoresDuplicates: boolean;
  /** Restores: what is read, and what becomes of files that are there already. */
  readonly plan?: RestorePlan;
  readonly replace?: string;
  /** For another Director, should it still wait then (succession/ordered.ts). */
  readonly ordered: string;
  readonly comment?: ByteString;
  readonly kind: (job: Job) => JobKind;
}

/** Whoever orders waits for the answer: a Catalog that restarts or fails over may take so long, one that is down not. */
export const ORDER_PATIENCE_MS = 10_000;

export interface JobOffice {
  readonly registry: JobRegistry;
  readonly events: DirectorEvents;
  readonly consoleMessages: ConsoleMessages;
  /** Unique names of Jobs that have a row, or will, and are not in the registry yet: nobody else may take them up. */
  readonly inFlight: Set<ByteString>;
}

export async function createJobRow(order: JobOrder, under: Generation, office: JobOffice): Promise<Job> {
  const { catalog, ids, names } = under.tools;
  const asked = catalog.within(ORDER_PATIENCE_MS);
  const job = names(order.name);
  const row = newRow(order, job, await ids.clientId(order.client, asked), under);
  office.inFlight.add(job);
  const { jobId } = await asked.one(createJob(row)).catch((error) => {
    office.inFlight.delete(job);
    throw error;
  });
  return openJob(order, { jobId, job }, under, office);
}

/** The row of a Job that is ordered now. */
export function newRow(order: JobOrder, job: ByteString, clientId: number, { tools }: Generation): NewJob {
  const { name, type, level, comment, scheduledAt, ordered } = order;
  const now = tools.clock.now();
  return { job, name, type, level, clientId, schedTime: scheduledAt, now, comment: comment ?? '', ordered };
}

/** A Job whose row is there. */
export function openJob(order: JobOrder, row: QueuedJob, under: Generation, office: JobOffice): Job {
  const { name, type, level, scheduledAt, priority, ignoresDuplicates, client } = order;
  const identity = { ...row, name, client: client.name, type, priority, scheduledAt, ignoresDuplicates };
  return new Job(identity, level, jobHooks(order, row.jobId, under, office));
}

/** Where a Job says what it has to say, and who hears of its changes. */
export function jobHooks(
  order: Pick<JobOrder, 'messages'>,
  jobId: number,
  { tools }: Generation,
  office: JobOffice,
): JobHooks {
  return {
    clock: tools.clock,
    messages: openMessages(order, jobId, tools, office),
    onChange: (changed) => {
      office.registry.changed(changed);
      office.events.progress(jobId, () =>
        office.registry.find(jobId) === undefined ? undefined : { kind: 'progress', job: changed.describe() },
      );
    },
  };
}

function openMessages(
  order: Pick<JobOrder, 'messages'>,
  jobId: number,
  { director, clock, logger, catalog }: Generation['tools'],
  { events, consoleMessages }: JobOffice,
): JobMessages {
  return openJobMessages(messageRoute(order.messages), {
    directorName: director.name,
    jobId,
    clock,
    logger,
    consoleMessages,
    catalogLog: async (rows) => {
      await catalog.execute(insertLog(jobId, rows));
    },
    onMessage: ({ text }) => events.emit({ kind: 'message', jobId, text }),
  });
}
