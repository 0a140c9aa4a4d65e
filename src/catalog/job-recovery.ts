/**
 * What a Director does with the Job rows of its predecessor when it starts (06 §4.1). Only the one that leads may:
 * two active Directors would fail each other's Jobs.
 */
import { jobColumnNames } from './jobs.ts';
import { repeatable, type Statement, sql } from './sql.ts';

/** Jobs still queued when the Director died: they never began, so they end when they were due. */
export const failInterruptedQueued = (): Statement<{ jobId: number }> =>
  repeatable(sql`
  UPDATE Job SET JobStatus = 'f', StartTime = SchedTime, EndTime = SchedTime, RealEndTime = SchedTime
   WHERE JobStatus = 'C' RETURNING JobId AS "jobId"`);

/** Jobs that were running: when they ended is not known, so they end where they began. */
export const failInterruptedRunning = (): Statement<{ jobId: number }> =>
  repeatable(sql`
  UPDATE Job SET JobStatus = 'f', EndTime = StartTime, RealEndTime = StartTime
   WHERE JobStatus NOT IN ('C', 'T', 'W', 'E', 'e', 'f', 'A', 'I', 'D') RETURNING JobId AS "jobId"`);

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
