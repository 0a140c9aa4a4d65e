/** The Job rows, from the moment a Job is queued to its end (06 §4.2). Times are wall times; JobTDate is in seconds. */
import { type ByteString, unixSeconds } from '../core/index.ts';
import type { JobLevel, JobStatus, JobType } from './codes.ts';
import { noteEpoch } from './epoch/job-epochs.ts';
import { joinSql, nothing, quoted, repeatable, type SqlValue, type Statement, sql } from './sql.ts';

export interface Job {
  readonly jobId: number;
  /** The unique name. */
  readonly job: ByteString;
  /** The Job resource's name. */
  readonly name: ByteString;
  readonly type: JobType;
  readonly level: JobLevel;
  readonly jobStatus: JobStatus;
  readonly clientId: number;
  readonly poolId: number;
  readonly fileSetId: number;
  readonly schedTime: Date | null;
  readonly startTime: Date | null;
  readonly endTime: Date | null;
  readonly realStartTime: Date | null;
  readonly realEndTime: Date | null;
  readonly jobTDateSec: number;
  readonly volSessionId: number;
  readonly volSessionTime: number;
  readonly jobFiles: number;
  readonly jobBytes: number;
  readonly readBytes: number;
  readonly jobErrors: number;
  readonly jobMissingFiles: number;
  readonly priorJobId: number;
  readonly priorJob: ByteString;
  readonly purgedFiles: number;
  readonly hasBase: number;
  readonly hasCache: number;
  readonly reviewed: number;
  readonly comment: ByteString | null;
  readonly isVirtualFull: number;
  readonly compressRatio: number;
  /** Kilobytes (of 1000) a second. */
  readonly rate: number;
  readonly lastReadStorageId: number;
  readonly lastReadDevice: ByteString;
  readonly writeStorageId: number;
  readonly writeDevice: ByteString;
  readonly statusInfo: ByteString;
  /** 0 no, 1 by the File Daemon, 2 by the Storage Daemon, 3 both. */
  readonly encrypted: number;
}

/** Field by field, the columns of Job in PostgreSQL's spelling. */
const COLUMNS: Readonly<Record<keyof Job, Statement>> = {
  jobId: sql`JobId`,
  job: sql`Job`,
  name: sql`Name`,
  type: sql`Type`,
  level: sql`Level`,
  jobStatus: sql`JobStatus`,
  clientId: sql`ClientId`,
  poolId: sql`PoolId`,
  fileSetId: sql`FileSetId`,
  schedTime: sql`SchedTime`,
  startTime: sql`StartTime`,
  endTime: sql`EndTime`,
  realStartTime: sql`RealStartTime`,
  realEndTime: sql`RealEndTime`,
  jobTDateSec: sql`JobTDate`,
  volSessionId: sql`VolSessionId`,
  volSessionTime: sql`VolSessionTime`,
  jobFiles: sql`JobFiles`,
  jobBytes: sql`JobBytes`,
  readBytes: sql`ReadBytes`,
  jobErrors: sql`JobErrors`,
  jobMissingFiles: sql`JobMissingFiles`,
  priorJobId: sql`PriorJobId`,
  priorJob: sql`PriorJob`,
  purgedFiles: sql`PurgedFiles`,
  hasBase: sql`HasBase`,
  hasCache: sql`HasCache`,
  reviewed: sql`Reviewed`,
  comment: sql`Comment`,
  isVirtualFull: sql`IsVirtualFull`,
  compressRatio: sql`CompressRatio`,
  rate: sql`Rate`,
  lastReadStorageId: sql`LastReadStorageId`,
  lastReadDevice: sql`LastReadDevice`,
  writeStorageId: sql`WriteStorageId`,
  writeDevice: sql`WriteDevice`,
  statusInfo: sql`StatusInfo`,
  encrypted: sql`Encrypted`,
};

const FIELDS = Object.keys(COLUMNS) as (keyof Job)[];

export const jobColumns: Statement = joinSql(
  FIELDS.map((field) => sql`Job.${COLUMNS[field]} AS ${quoted(field)}`),
  ', ',
);

/** All columns of Job and JobHisto by name: their order differs in Catalogs that were upgraded. */
export const jobColumnNames: Statement = joinSql([...FIELDS.map((field) => COLUMNS[field]), sql`FileTable`], ', ');

export interface NewJob {
  readonly job: ByteString;
  readonly name: ByteString;
  readonly type: JobType;
  readonly level: JobLevel;
  readonly clientId: number;
  readonly schedTime: Date;
  readonly now: Date;
  readonly comment?: ByteString;
  readonly isVirtualFull?: boolean;
  /** What was ordered, for another Director (job-orders.ts): ASCII. */
  readonly ordered?: string;
  /** The Job whose place it takes. */
  readonly restart?: { readonly predecessor: number; readonly why: ByteString; readonly attempt: number };
}

/** A queued Job, status C. Its unique name is the guard: run again, it returns the row of the first time. */
export const createJob = (job: NewJob): Statement<{ jobId: number }> =>
  repeatable(sql`
  WITH known AS (SELECT JobId FROM Job WHERE Name = ${job.name} AND Job = ${job.job}),
  added AS (
    INSERT INTO Job (Job, Name, Type, Level, JobStatus, SchedTime, StartTime, JobTDate, ClientId, Comment,
                     IsVirtualFull)
    SELECT ${job.job}::text, ${job.name}::text, ${job.type}::char, ${job.level}::char, 'C',
           ${job.schedTime}::timestamp, ${job.schedTime}::timestamp, ${unixSeconds(job.now)}::bigint,
           ${job.clientId}::integer, ${job.comment ?? ''}::text, ${Number(job.isVirtualFull ?? false)}::smallint
     WHERE NOT EXISTS (SELECT 1 FROM known)
    RETURNING JobId), ruled AS (${noteEpoch})${noteOrder(job)}
  SELECT JobId AS "jobId" FROM known UNION ALL SELECT JobId FROM added`);

const noteOrder = ({ ordered, restart }: NewJob): Statement =>
  joinSql(
    [
      ordered === undefined
        ? nothing
        : sql`, noted AS (INSERT INTO understudy.job_order (jobid, ordered, attempt)
                          SELECT JobId, ${ordered}::text, ${restart?.attempt ?? 1}::smallint FROM added)`,
      restart === undefined
        ? nothing
        : sql`, replaced AS (INSERT INTO understudy.restart (jobid, predecessor, why)
                             SELECT JobId, ${restart.predecessor}::integer, ${restart.why}::text FROM added)`,
    ],
    '',
  );

export type JobChange = Partial<Omit<Job, 'jobId'>>;

/** Writes what is given and leaves the rest: at the start, when Pool or device become known, at the end. */
export function updateJob(jobId: number, change: JobChange): Statement {
  const given = FIELDS.filter((field): field is keyof JobChange => field !== 'jobId' && field in change);
  const assignments = given.map((field) => sql`${COLUMNS[field]} = ${change[field] as SqlValue}`);
  return repeatable(sql`UPDATE Job SET ${joinSql(assignments, ', ')} WHERE JobId = ${jobId}`);
}

export const jobById = (jobId: number): Statement<Job> => sql`SELECT ${jobColumns} FROM Job WHERE JobId = ${jobId}`;

export const jobsById = (jobIds: readonly number[]): Statement<Job> => sql`
  SELECT ${jobColumns} FROM Job WHERE JobId = ANY(${jobIds}::integer[]) ORDER BY JobTDate, JobId`;

/** By its unique name. */
export const jobByUniqueName = (job: ByteString): Statement<Job> => sql`
  SELECT ${jobColumns} FROM Job WHERE Job = ${job} ORDER BY JobId DESC LIMIT 1`;
