/**
 * What a Director does with the Job rows of its predecessor when it starts (06 §4.1). Only the one that leads may:
 * two active Directors would fail each other's Jobs.
 */
import type { ByteString } from '../core/index.ts';
import { isOfDeadEpoch, lastSignOfLife } from './epoch/job-epochs.ts';
import { jobColumnNames } from './jobs.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface InterruptedJob {
  readonly jobId: number;
  /** The unique name, by which daemons know the Job. */
  readonly job: ByteString;
  /** The Job resource's name. */
  readonly name: ByteString;
  readonly client: ByteString;
}

const INTERRUPTED = sql`JobId AS "jobId", Job AS "job", Name AS "name",
  coalesce((SELECT Client.Name FROM Client WHERE Client.ClientId = Job.ClientId), '') AS "client"`;

/** What was ordered is not known, so nobody can run them: another program made them. */
const UNKNOWN_ORDER = sql`NOT EXISTS (SELECT 1 FROM understudy.job_order WHERE job_order.jobid = Job.JobId)`;

/** Jobs still queued when the Director died: they never began, so they end when they were due, or now. */
export const failInterruptedQueued = (now: Date): Statement<InterruptedJob> => {
  const end = sql`least(SchedTime, ${now}::timestamp)`;
  return repeatable(sql`
  UPDATE Job SET JobStatus = 'f', StartTime = ${end}, EndTime = ${end}, RealEndTime = ${end}
   WHERE JobStatus = 'C' AND ${isOfDeadEpoch} AND ${UNKNOWN_ORDER} RETURNING ${INTERRUPTED}`);
};

/**
 * Jobs that were running: they end when they last gave a sign of life, where that is known, or where they began. Those with a
 * journal are adopted, those with an order have a successor of their own.
 */
export const failInterruptedRunning = (): Statement<InterruptedJob> =>
  repeatable(sql`
  UPDATE Job SET JobStatus = 'f', EndTime = ${lastSignOfLife}, RealEndTime = ${lastSignOfLife}
   WHERE JobStatus NOT IN ('C', 'T', 'W', 'E', 'e', 'f', 'A', 'I', 'D')
     AND ${isOfDeadEpoch} AND ${UNKNOWN_ORDER}
     AND NOT EXISTS (SELECT 1 FROM understudy.journal WHERE journal.jobid = Job.JobId) RETURNING ${INTERRUPTED}`);

/** How far their File rows had come is of no interest any more. */
export const forgetIngests = (): Statement =>
  repeatable(sql`
  DELETE FROM understudy.ingest
   WHERE NOT EXISTS (SELECT 1 FROM Job WHERE Job.JobId = ingest.JobId
                        AND JobStatus NOT IN ('T', 'W', 'E', 'e', 'f', 'A', 'I', 'D'))`);

/** Finished Jobs are copied to the history that long-term totals are taken from. */
export const fillJobHistory = (): Statement =>
  repeatable(sql`
  INSERT INTO JobHisto (${jobColumnNames})
  SELECT ${jobColumnNames} FROM Job
   WHERE JobStatus IN ('T', 'W', 'f', 'A', 'E')
     AND NOT EXISTS (SELECT 1 FROM JobHisto WHERE JobHisto.JobId = Job.JobId)`);
