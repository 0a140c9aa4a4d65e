/** The end of a Job in one statement: a Job that ends holds nobody up for the sake of round trips. */
import { endOrder } from './job-orders.ts';
import { type JobChange, updateJob } from './jobs.ts';
import { endJournal } from './journals.ts';
import { type LogLine, recordLogLineOnce } from './log.ts';
import { deletePlaceholders } from './media-written.ts';
import { nothing, repeatable, type Statement, sql } from './sql.ts';

export interface LastWords {
  /**
   * Where the Job's journal in the Catalog is behind that number nothing happens, because the Catalog has lost what it knew, and
   * the journal stays.
   */
  readonly fact?: number | undefined;
  /** The row of its log; undefined: none is wanted there. A Job that has ended is one that has its report. */
  readonly report?: LogLine | undefined;
}

/** The end record and the report; what only kept the Job's new Volumes from being pruned goes. */
export const concludeJob = (jobId: number, end: JobChange, { fact, report }: LastWords = {}): Statement => {
  const whole =
    fact === undefined
      ? nothing
      : sql` AND NOT EXISTS (SELECT 1 FROM understudy.journal WHERE jobid = ${jobId} AND fact < ${fact})`;
  const said = report === undefined ? nothing : sql`, said AS (${recordLogLineOnce(jobId, report)}${whole})`;
  return repeatable(sql`
  WITH unpinned AS (${deletePlaceholders(jobId)}${whole}), told AS (${endJournal(jobId)}${whole}),
       done AS (${endOrder(jobId)}${whole})${said}
  ${updateJob(jobId, end)}${whole}`);
};
