/** The end of a Job in one statement: a Job that ends holds nobody up for the sake of round trips. */
import { endOrder } from './job-orders.ts';
import { type JobVolume, volumesOfJob } from './job-volumes.ts';
import { type JobChange, updateJob } from './jobs.ts';
import { endJournal } from './journals.ts';
import { deletePlaceholders } from './media-written.ts';
import { repeatable, type Statement, sql } from './sql.ts';

/** The end record; what only kept the Job's new Volumes from being pruned goes; the Volumes it lies on come back. */
export const concludeJob = (jobId: number, end: JobChange): Statement<JobVolume> =>
  repeatable(sql`
  WITH unpinned AS (${deletePlaceholders(jobId)}), ended AS (${updateJob(jobId, end)}),
       told AS (${endJournal(jobId)}), done AS (${endOrder(jobId)})
  ${volumesOfJob(jobId)}`);
