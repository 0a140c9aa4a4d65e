/** The end of a Job in one statement: a Job that ends holds nobody up for the sake of round trips. */
import { endOrder } from './job-orders.ts';
import { type JobVolume, volumesOfJob } from './job-volumes.ts';
import { type JobChange, updateJob } from './jobs.ts';
import { endJournal } from './journals.ts';
import { deletePlaceholders } from './media-written.ts';
import { nothing, repeatable, type Statement, sql } from './sql.ts';

/**
 * The end record; what only kept the Job's new Volumes from being pruned goes; the Volumes it lies on come back. `fact`: where its
 * journal in the Catalog is behind that number nothing happens, because the Catalog has lost what it knew, and the journal stays.
 */
export const concludeJob = (jobId: number, end: JobChange, fact?: number): Statement<JobVolume> => {
  const whole =
    fact === undefined
      ? nothing
      : sql` AND NOT EXISTS (SELECT 1 FROM understudy.journal WHERE jobid = ${jobId} AND fact < ${fact})`;
  return repeatable(sql`
  WITH unpinned AS (${deletePlaceholders(jobId)}${whole}), ended AS (${updateJob(jobId, end)}${whole}),
       told AS (${endJournal(jobId)}${whole}), done AS (${endOrder(jobId)}${whole})
  ${volumesOfJob(jobId)}`);
};
