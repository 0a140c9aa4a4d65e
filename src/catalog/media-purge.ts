/**
 * The Jobs on a Volume, and what is deleted when their time is over (08a §4, 06 §6). Whoever deletes Jobs first makes
 * a Backup of the oldest Copy of each, or the last copy would go unseen.
 */
import { nothing, repeatable, type Statement, sql } from './sql.ts';

/** A Job whose end has not been decided; its rows are nobody's to delete. */
export const isUnfinished: Statement = sql`Job.JobStatus NOT IN ('T', 'W', 'E', 'e', 'f', 'A', 'I', 'D')`;

/** Finished Jobs with data on the Volume; `before` leaves out those whose JobTDate is not older. */
export const jobsOnVolume = (mediaId: number, before?: { jobTDateSec: number }): Statement<{ jobId: number }> => sql`
  SELECT DISTINCT Job.JobId AS "jobId"
    FROM JobMedia JOIN Job USING (JobId)
   WHERE JobMedia.MediaId = ${mediaId} AND NOT (${isUnfinished})
     ${before === undefined ? nothing : sql`AND Job.JobTDate < ${before.jobTDateSec}::bigint`}
   ORDER BY Job.JobId`;

/** True while any JobMedia row refers to the Volume: placeholders and running Jobs count. */
export const volumeHoldsJobs = (mediaId: number): Statement<{ holdsJobs: boolean }> => sql`
  SELECT EXISTS (SELECT 1 FROM JobMedia WHERE MediaId = ${mediaId}) AS "holdsJobs"`;

/** The oldest Copy of each Job that is about to go becomes a Backup (08a §8.4). */
export const promoteCopies = (jobIds: readonly number[]): Statement<{ jobId: number }> =>
  repeatable(sql`
  UPDATE Job SET Type = 'B'
   WHERE JobId IN (SELECT MIN(JobId) FROM Job
                    WHERE Type = 'C' AND PriorJobId = ANY(${jobIds}::integer[])
                      AND NOT (JobId = ANY(${jobIds}::integer[]))
                    GROUP BY PriorJobId)
  RETURNING JobId AS "jobId"`);

/** In this order: what hangs on a Job first, the Job last. */
export const deleteJobs = (jobIds: readonly number[]): readonly Statement[] =>
  [
    ...ROWS_OF_A_JOB.map((table) => sql`DELETE FROM ${table} WHERE JobId = ANY(${jobIds}::integer[])`),
    sql`UPDATE Snapshot SET JobId = 0 WHERE JobId = ANY(${jobIds}::integer[])`,
    sql`DELETE FROM Job WHERE JobId = ANY(${jobIds}::integer[])`,
  ].map((statement) => repeatable(statement));

const ROWS_OF_A_JOB: readonly Statement[] = [
  sql`FileEvents`,
  sql`MetaEmail`,
  sql`MetaAttachment`,
  sql`File`,
  sql`FileMedia`,
  sql`BaseFiles`,
  sql`PathVisibility`,
  sql`Object`,
  sql`JobMedia`,
  sql`Log`,
  sql`RestoreObject`,
  sql`TagJob`,
];
