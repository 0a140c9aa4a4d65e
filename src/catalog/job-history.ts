/** Earlier Jobs that decide what this one does: the level (06 §5.1), and the chain it builds on (06 §5.2). */
import type { ByteString } from '../core/index.ts';
import type { JobLevel } from './codes.ts';
import { type Statement, sql } from './sql.ts';

/** Whose history: a Job's name counts only with its Client and this version of its FileSet. */
export interface BackupOf {
  readonly name: ByteString;
  readonly clientId: number;
  readonly fileSetId: number;
}

export interface PriorBackup {
  readonly jobId: number;
  readonly job: ByteString;
  readonly level: JobLevel;
  readonly startTime: Date;
  readonly endTime: Date;
  readonly jobTDateSec: number;
}

const columns: Statement = sql`
  JobId AS "jobId", Job AS "job", Level AS "level", StartTime AS "startTime", EndTime AS "endTime",
  JobTDate AS "jobTDateSec"`;

const of = ({ name, clientId, fileSetId }: BackupOf): Statement => sql`
  Type = 'B' AND Name = ${name} AND ClientId = ${clientId} AND FileSetId = ${fileSetId}`;

/** The newest good backup of one of these levels. */
export const lastGoodBackup = (backup: BackupOf, levels: readonly JobLevel[]): Statement<PriorBackup> => sql`
  SELECT ${columns} FROM Job
   WHERE ${of(backup)} AND JobStatus IN ('T', 'W') AND Level = ANY(${levels}::text[]) AND StartTime IS NOT NULL
   ORDER BY StartTime DESC, JobId DESC LIMIT 1`;

/** The newest good Full of another version of the same FileSet: the FileSet was modified since. */
export const lastFullOfOtherFileSet = (backup: BackupOf): Statement<PriorBackup> => sql`
  SELECT ${columns} FROM Job
   WHERE Type = 'B' AND Name = ${backup.name} AND ClientId = ${backup.clientId} AND JobStatus IN ('T', 'W')
     AND Level = 'F' AND FileSetId <> ${backup.fileSetId} AND StartTime IS NOT NULL
   ORDER BY StartTime DESC, JobId DESC LIMIT 1`;

/** For `Rerun Failed Levels`: the newest Full or Differential that failed after the last good backup had ended. */
export const failedSinceGoodBackup = (backup: BackupOf): Statement<{ jobId: number; level: 'F' | 'D' }> => sql`
  SELECT JobId AS "jobId", Level AS "level" FROM Job
   WHERE ${of(backup)} AND Level IN ('F', 'D') AND JobStatus IN ('A', 'E', 'e', 'f')
     AND StartTime > (SELECT max(RealEndTime) FROM Job
                       WHERE ${of(backup)} AND JobStatus IN ('T', 'W') AND Level IN ('F', 'D', 'I'))
   ORDER BY StartTime DESC, JobId DESC LIMIT 1`;

/** All versions of the FileSet take part, by its name. */
export interface ChainOf {
  readonly name: ByteString;
  readonly clientId: number;
  readonly fileSet: ByteString;
  /** Jobs that started then or earlier. */
  readonly upTo: Date;
}

/**
 * Last Full, last Differential after it, all Incrementals after those, oldest first: what the Client has, as the
 * Catalog knows it. Genuine Directors compare StartTime > EndTime and so miss a Job that began in the second in which
 * the one before ended; its greater number tells that it came after.
 */
export const backupChain = (chain: ChainOf): Statement<PriorBackup> => sql`
  SELECT ${columns} FROM (
    WITH good AS (
      SELECT Job.* FROM Job JOIN FileSet USING (FileSetId)
       WHERE Type = 'B' AND JobStatus IN ('T', 'W') AND Name = ${chain.name} AND ClientId = ${chain.clientId}
         AND FileSet.FileSet = ${chain.fileSet} AND StartTime <= ${chain.upTo}),
    whole AS (SELECT * FROM good WHERE Level = 'F' ORDER BY JobTDate DESC, JobId DESC LIMIT 1),
    differential AS (
      SELECT good.* FROM good, whole
       WHERE good.Level = 'D' AND (good.StartTime, good.JobId) > (whole.EndTime, whole.JobId)
       ORDER BY good.JobTDate DESC, good.JobId DESC LIMIT 1),
    newest AS (
      SELECT * FROM (SELECT * FROM whole UNION ALL SELECT * FROM differential) AS base
       ORDER BY JobTDate DESC, JobId DESC LIMIT 1)
    SELECT * FROM whole
     UNION ALL SELECT * FROM differential
     UNION ALL SELECT good.* FROM good, newest
                WHERE good.Level = 'I' AND (good.StartTime, good.JobId) > (newest.EndTime, newest.JobId)) AS chain
   ORDER BY JobTDate, JobId`;
