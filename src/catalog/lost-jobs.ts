/**
 * A Job whose rows an asynchronous promotion has lost, and that its Storage Daemon knows: they are written again. Under its own
 * JobId and with its journal where that number is free; otherwise under another one and without, so that it can be ended.
 */
import type { ByteString } from '../core/index.ts';
import type { Catalog } from './catalog.ts';
import { findOrCreateFileSet } from './filesets.ts';
import { type OrderedJob, orderOf } from './job-orders.ts';
import { jobByUniqueName } from './jobs.ts';
import type { UnfinishedJob } from './journals.ts';
import { beginJournal, unfinishedJob } from './journals.ts';
import { lockFor } from './lock.ts';
import { repeatable, type Statement, sql } from './sql.ts';

/** The Job and its order, as they stood when its journal began. */
export interface LostJob extends UnfinishedJob, Pick<OrderedJob, 'ordered' | 'attempt'> {}

/** Undefined: it is not there, or its order is not. */
export async function lostJob(catalog: Catalog, jobId: number): Promise<LostJob | undefined> {
  const [job, order] = [await catalog.find(unfinishedJob(jobId)), await catalog.find(orderOf(jobId))];
  return job && order && { ...job, ordered: order.ordered, attempt: order.attempt };
}

/** Resolves to its JobId from now on; undefined: the Catalog knows it. `clientId`, `poolId`: as they are in this Catalog. */
export async function rewriteJob(
  catalog: Catalog,
  job: LostJob,
  ids: { readonly clientId: number; readonly poolId: number },
): Promise<{ readonly jobId: number; readonly hasJournal: boolean } | undefined> {
  const { fileSet: name, fileSetMd5: md5, fileSetCreated } = job;
  const { fileSetId } = await findOrCreateFileSet(catalog, { name, md5, now: fileSetCreated ?? new Date(0) });
  return catalog.transaction(
    async (transaction) => {
      await transaction.query(lockFor('lost jobs'));
      if ((await transaction.find(jobByUniqueName(job.job))) !== undefined) return undefined;
      const { jobId } = await transaction.one(insertLost(job, { ...ids, fileSetId }));
      const hasJournal = jobId === job.jobId;
      await transaction.execute(insertOrder(jobId, job, hasJournal ? null : job.storage));
      if (hasJournal) await transaction.execute(beginJournal({ ...job, jobId }));
      return { jobId, hasJournal };
    },
    { repeatable: true },
  );
}

/** The sequence is led past a number that it has not given away. */
function insertLost(
  job: LostJob,
  { clientId, poolId, fileSetId }: { readonly clientId: number; readonly poolId: number; readonly fileSetId: number },
): Statement<{ jobId: number }> {
  return repeatable(sql`
  INSERT INTO Job (JobId, Job, Name, Type, Level, JobStatus, ClientId, PoolId, FileSetId, SchedTime, StartTime, RealStartTime,
                   JobTDate, VolSessionId, VolSessionTime, PriorJobId, PriorJob, IsVirtualFull, Comment)
  SELECT CASE WHEN EXISTS (SELECT 1 FROM Job WHERE JobId = ${job.jobId}) THEN nextval('job_jobid_seq')
              ELSE (SELECT CASE WHEN last_value < ${job.jobId}::bigint THEN setval('job_jobid_seq', ${job.jobId}::bigint)
                                ELSE ${job.jobId}::bigint END
                      FROM job_jobid_seq) END,
         ${job.job}::text, ${job.name}::text, ${job.type}::char, ${job.level}::char, 'R', ${clientId}::integer,
         ${poolId}::integer, ${fileSetId}::integer, ${job.schedTime}::timestamp, ${job.startTime}::timestamp,
         ${job.realStartTime}::timestamp, ${job.jobTDateSec}::bigint, ${job.volSessionId}::integer,
         ${job.volSessionTime}::integer, ${job.priorJobId}::integer, ${job.priorJob}::text,
         ${job.isVirtualFull}::smallint, ${job.comment ?? ''}::text
  RETURNING JobId AS "jobId"`);
}

const insertOrder = (jobId: number, { ordered, attempt }: LostJob, storage: ByteString | null): Statement =>
  repeatable(sql`
  INSERT INTO understudy.job_order (jobid, ordered, attempt, storage) VALUES (${jobId}, ${ordered}, ${attempt}, ${storage})`);
