/**
 * Jobs that our Storage Daemon keeps a journal of (docs/decisions/0050): which Storage, how far the Catalog knows it, and
 * what a successor has to know. A row lives as long as its Job has no end record.
 */
import type { ByteString } from '../core/index.ts';
import { isOfDeadEpoch, lastSignOfLife } from './epoch/job-epochs.ts';
import { endOrder } from './job-orders.ts';
import { type Job, jobColumns } from './jobs.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface JournalRow {
  readonly jobId: number;
  /** The Storage resource's name. */
  readonly storage: ByteString;
  /** The last fact that the Catalog holds. */
  readonly fact: number;
  /** ASCII. */
  readonly brief: string;
}

/** Before the Job's data flows; run again before the first fact it changes nothing. */
export const beginJournal = ({ jobId, storage, fact, brief }: JournalRow): Statement =>
  repeatable(sql`
  INSERT INTO understudy.journal (jobid, storage, fact, brief) VALUES (${jobId}, ${storage}, ${fact}, ${brief})
  ON CONFLICT (jobid) DO UPDATE SET storage = excluded.storage, fact = excluded.fact, brief = excluded.brief`);

export interface UnfinishedJob extends Job, JournalRow {
  readonly client: ByteString;
  readonly pool: ByteString;
  readonly fileSet: ByteString;
  readonly fileSetMd5: ByteString;
  readonly fileSetCreated: Date | null;
}

const OPEN: Statement = sql`Job.JobStatus NOT IN ('T', 'W', 'E', 'e', 'f', 'A', 'I', 'D')`;

const WITH_JOURNAL: Statement<UnfinishedJob> = sql`
  SELECT ${jobColumns}, journal.storage AS "storage", journal.fact AS "fact", journal.brief AS "brief",
         COALESCE((SELECT Name FROM Client WHERE Client.ClientId = Job.ClientId), '') AS "client",
         COALESCE((SELECT Name FROM Pool WHERE Pool.PoolId = Job.PoolId), '') AS "pool",
         COALESCE(FileSet.FileSet, '') AS "fileSet", COALESCE(FileSet.MD5, '') AS "fileSetMd5",
         FileSet.CreateTime AS "fileSetCreated"
    FROM understudy.journal JOIN Job ON Job.JobId = journal.jobid LEFT JOIN FileSet ON FileSet.FileSetId = Job.FileSetId`;

/** In the order in which they began. */
export const unfinishedJournals = (): Statement<UnfinishedJob> => sql`
  ${WITH_JOURNAL} WHERE ${OPEN} AND ${isOfDeadEpoch} ORDER BY Job.JobId`;

export const unfinishedJob = (jobId: number): Statement<UnfinishedJob> => sql`
  ${WITH_JOURNAL} WHERE ${OPEN} AND Job.JobId = ${jobId}`;

/** The last fact that the Catalog holds; no row: the Job has no journal, or has ended. */
export const journalFact = (jobId: number): Statement<{ fact: number }> => sql`
  SELECT fact AS "fact" FROM understudy.journal WHERE jobid = ${jobId}`;

/** In the statement of the end record. */
export const endJournal = (jobId: number): Statement => sql`DELETE FROM understudy.journal WHERE jobid = ${jobId}`;

/** What is known of these unique names; `open`: without an end record yet. */
export const jobsAmong = (jobs: readonly ByteString[]): Statement<{ job: ByteString; open: boolean }> => sql`
  SELECT Job AS "job", ${OPEN} AS "open" FROM Job WHERE Job = ANY(${jobs}::text[])`;

/** It cannot be adopted: as other Jobs of a Director that died, it ends when it last gave a sign of life. */
export const failInterruptedJournal = (jobId: number): Statement =>
  repeatable(sql`
  WITH told AS (${endJournal(jobId)}), done AS (${endOrder(jobId)})
  UPDATE Job SET JobStatus = 'f', EndTime = ${lastSignOfLife}, RealEndTime = ${lastSignOfLife}
   WHERE JobId = ${jobId} AND ${OPEN}`);

/** Rows whose Jobs are over, or gone. */
export const forgetEndedJournals = (): Statement =>
  repeatable(sql`
  DELETE FROM understudy.journal WHERE NOT EXISTS (SELECT 1 FROM Job WHERE Job.JobId = journal.jobid AND ${OPEN})`);
