/**
 * Jobs as they were ordered, beside their rows (understudy.job_order): what still waits when its Director dies is run by the
 * next one, and what ran and cannot be gone on with is started again, once. A row lives as long as its Job has no end record.
 */
import type { ByteString } from '../core/index.ts';
import { type Job, jobColumns } from './jobs.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface OrderedJob extends Job {
  /** ASCII: what was ordered. */
  readonly ordered: string;
  /** 1, and one more each time that it was started again. */
  readonly attempt: number;
  /** The Storage resource's name, and what else is known of a run at the daemons that has no journal; null before it. */
  readonly storage: ByteString | null;
  readonly run: string | null;
  readonly client: ByteString;
  readonly fileSet: ByteString;
  readonly fileSetMd5: ByteString;
  readonly fileSetCreated: Date | null;
  /** The Job whose place it took, and why. */
  readonly predecessor: number | null;
  readonly why: ByteString | null;
  /** The one that took its place. */
  readonly successor: number | null;
}

const OPEN: Statement = sql`Job.JobStatus NOT IN ('T', 'W', 'E', 'e', 'f', 'A', 'I', 'D')`;

/** Unfinished Jobs whose orders are known, but for those with a journal, in the order in which they were created. */
export const unfinishedOrders = (): Statement<OrderedJob> => sql`
  SELECT ${jobColumns}, o.ordered AS "ordered", o.attempt AS "attempt", o.storage AS "storage", o.run AS "run",
         COALESCE((SELECT Name FROM Client WHERE Client.ClientId = Job.ClientId), '') AS "client",
         COALESCE(FileSet.FileSet, '') AS "fileSet", COALESCE(FileSet.MD5, '') AS "fileSetMd5",
         FileSet.CreateTime AS "fileSetCreated", restart.predecessor AS "predecessor", restart.why AS "why",
         (SELECT later.jobid FROM understudy.restart AS later WHERE later.predecessor = o.jobid) AS "successor"
    FROM understudy.job_order AS o JOIN Job ON Job.JobId = o.jobid
    LEFT JOIN understudy.restart ON restart.jobid = o.jobid
    LEFT JOIN FileSet ON FileSet.FileSetId = Job.FileSetId
   WHERE ${OPEN} AND NOT EXISTS (SELECT 1 FROM understudy.journal WHERE journal.jobid = o.jobid) ORDER BY Job.JobId`;

/** What was ordered with this Job, one with a journal; and the Job that took its place already. */
export const orderOf = (jobId: number): Statement<Pick<OrderedJob, 'ordered' | 'attempt' | 'successor'>> => sql`
  SELECT ordered AS "ordered", attempt AS "attempt",
         (SELECT later.jobid FROM understudy.restart AS later WHERE later.predecessor = o.jobid) AS "successor"
    FROM understudy.job_order AS o WHERE jobid = ${jobId}`;

/** The daemons are about to be told to move data. */
export const noteRun = (jobId: number, storage: ByteString, run: string): Statement =>
  repeatable(sql`UPDATE understudy.job_order SET storage = ${storage}, run = ${run} WHERE jobid = ${jobId}`);

/** In the statement of the end record. */
export const endOrder = (jobId: number): Statement => sql`DELETE FROM understudy.job_order WHERE jobid = ${jobId}`;

/** Rows whose Jobs are over, or gone; and what is told of Jobs that are gone. */
export const forgetEndedOrders = (): Statement =>
  repeatable(sql`
  WITH told AS (DELETE FROM understudy.restart
                 WHERE NOT EXISTS (SELECT 1 FROM Job WHERE Job.JobId = restart.jobid))
  DELETE FROM understudy.job_order WHERE NOT EXISTS (SELECT 1 FROM Job WHERE Job.JobId = job_order.jobid AND ${OPEN})`);

/** It can neither be run nor started again: a queued Job ends when it was due, or now. */
export const failOrdered = (jobId: number, now: Date): Statement => {
  const end = sql`least(SchedTime, ${now}::timestamp)`;
  return repeatable(sql`
  WITH told AS (${endOrder(jobId)})
  UPDATE Job SET JobStatus = 'f', StartTime = ${end}, EndTime = ${end}, RealEndTime = ${end}
   WHERE JobId = ${jobId} AND ${OPEN}`);
};
