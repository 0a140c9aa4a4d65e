/**
 * The row that says how much of a Job the Catalog holds. It moves in the transaction of what it counts, and only for whoever
 * comes with the right number: so a repeated attempt, and a second Director, change nothing.
 */
import { notWaitedFor } from '../not-waited-for.ts';
import { repeatable, type Statement, sql } from '../sql.ts';

export interface Step {
  readonly jobId: number;
  readonly before: number;
  readonly number: number;
  readonly at: Date;
  /** Rows that come with it. */
  readonly files: number;
}

export interface Tally {
  /** Touches a row for whoever comes with the right number, and nobody else. */
  claim(step: Step): Statement;
  /** No row: nothing yet. */
  held(jobId: number): Statement<{ number: number }>;
  /** When the Job's records are complete; left out where somebody else does it. */
  forget?(jobId: number): Statement;
}

/** Batches of File rows, from 1. */
export const BATCHES: Tally = {
  claim: ({ jobId, before, number, files }) =>
    before === 0
      ? sql`INSERT INTO understudy.ingest (jobid, batch, files) VALUES (${jobId}, 1, ${files}) ON CONFLICT DO NOTHING`
      : sql`UPDATE understudy.ingest SET batch = ${number}, files = files + ${files}
             WHERE jobid = ${jobId} AND batch = ${before}`,
  held: (jobId) => sql`SELECT batch AS "number" FROM understudy.ingest WHERE jobid = ${jobId}`,
  // The count has done its work. Nothing is lost if this is: it is not worth a wait for the disk.
  forget: (jobId) => repeatable(sql`DELETE FROM understudy.ingest USING ${notWaitedFor} WHERE jobid = ${jobId}`),
};

/** Facts of a journal (docs/decisions/0050). The row is there before the first one, and goes with the Job's end record. */
export const FACTS: Tally = {
  claim: ({ jobId, before, number, at }) =>
    sql`UPDATE understudy.journal SET fact = ${number}, told = ${at} WHERE jobid = ${jobId} AND fact = ${before}`,
  held: (jobId) => sql`SELECT fact AS "number" FROM understudy.journal WHERE jobid = ${jobId}`,
};
