/**
 * Which Director runs a Job (understudy.job): its epoch stands beside the Job's row from its first moment, put there by the
 * statement that creates the Job. Each session of a Director knows its epoch (`understudy.epoch`, session.ts); without a cluster
 * there is none, and no such row. So whoever cleans up can tell the Jobs of Directors that are dead.
 */
import { notWaitedFor } from '../not-waited-for.ts';
import { repeatable, type Statement, sql } from '../sql.ts';

/** The epoch of the session; 0 without a cluster. */
const MINE: Statement = sql`COALESCE(NULLIF(current_setting('understudy.epoch', true), ''), '0')::bigint`;

/** For the statement that creates Jobs: `added` are the rows that are new. */
export const noteEpoch: Statement = sql`
  INSERT INTO understudy.job (jobid, epoch) SELECT JobId, ${MINE} FROM added WHERE ${MINE} > 0`;

/**
 * No Director that lives runs it: it is of an older epoch, of an earlier process of this one, or of none. Without a cluster all
 * are. For whoever has just taken over and has no Jobs yet.
 */
export const isOfDeadEpoch: Statement = sql`
  (${MINE} = 0 OR NOT EXISTS (SELECT 1 FROM understudy.job AS run WHERE run.jobid = Job.JobId AND run.epoch > ${MINE}))`;

/**
 * When a Job whose Director died was last known to live: its last line, the last fact of its journal, the last time that its
 * Director said so; where nothing is known, when it began.
 */
export const lastSignOfLife: Statement = sql`
  COALESCE((SELECT GREATEST(Job.StartTime, run.seen,
                            (SELECT journal.told FROM understudy.journal WHERE journal.jobid = Job.JobId),
                            (SELECT max(Log.Time) FROM Log WHERE Log.JobId = Job.JobId))
              FROM understudy.job AS run WHERE run.jobid = Job.JobId), Job.StartTime)`;

/** The Director runs these Jobs still: now and then, so that the end of a Job whose Director dies is known roughly. */
export const noteAlive = (jobIds: readonly number[], at: Date): Statement =>
  repeatable(sql`UPDATE understudy.job SET seen = ${at} FROM ${notWaitedFor} WHERE jobid = ANY(${jobIds}::integer[])`);

/** What is unfinished of dead epochs belongs to this one from now on; rows of Jobs that are over, or gone, go. */
export const inheritJobs = (): Statement =>
  repeatable(sql`
  WITH over AS (
    DELETE FROM understudy.job AS run WHERE NOT EXISTS (SELECT 1 FROM Job WHERE Job.JobId = run.jobid AND ${OPEN})
    RETURNING jobid)
  INSERT INTO understudy.job (jobid, epoch) SELECT JobId, ${MINE} FROM Job WHERE ${OPEN} AND ${MINE} > 0
  ON CONFLICT (jobid) DO UPDATE SET epoch = excluded.epoch`);

const OPEN: Statement = sql`Job.JobStatus NOT IN ('T', 'W', 'E', 'e', 'f', 'A', 'I', 'D')`;
