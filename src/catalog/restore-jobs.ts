/** Which Jobs a restore can be made from: one Job, or the chain of a Client at a point in time (06 §5.4). */
import type { ByteString } from '../core/index.ts';
import type { JobLevel, JobStatus, JobType } from './codes.ts';
import { nothing, repeatable, type Statement, sql } from './sql.ts';

export interface RestorableJob {
  readonly jobId: number;
  readonly job: ByteString;
  readonly type: JobType;
  readonly level: JobLevel;
  readonly status: JobStatus;
  readonly clientId: number;
  readonly client: ByteString;
  readonly fileSet: ByteString;
  readonly startTime: Date;
  readonly endTime: Date | null;
  readonly jobTDateSec: number;
  readonly volSessionId: number;
  readonly volSessionTime: number;
  readonly files: number;
  readonly purgedFiles: number;
  readonly hasBase: number;
}

const columns: Statement = sql`
  Job.JobId AS "jobId", Job.Job AS "job", Job.Type AS "type", Job.Level AS "level", Job.JobStatus AS "status",
  Job.ClientId AS "clientId", COALESCE(Client.Name, '') AS "client", COALESCE(FileSet.FileSet, '') AS "fileSet",
  Job.StartTime AS "startTime", Job.EndTime AS "endTime", Job.JobTDate AS "jobTDateSec",
  Job.VolSessionId AS "volSessionId", Job.VolSessionTime AS "volSessionTime", Job.JobFiles AS "files",
  Job.PurgedFiles AS "purgedFiles", Job.HasBase AS "hasBase"`;

const from: Statement = sql`Job LEFT JOIN Client USING (ClientId) LEFT JOIN FileSet USING (FileSetId)`;

export const restorableJob = (jobId: number): Statement<RestorableJob> => sql`
  SELECT ${columns} FROM ${from} WHERE Job.JobId = ${jobId}`;

export interface PointInTime {
  readonly client: ByteString;
  readonly fileSet: ByteString;
  /** Jobs that started earlier; left out: all. */
  readonly before?: Date | undefined;
}

const before = (moment: Date | undefined): Statement =>
  moment === undefined ? nothing : sql`AND Job.StartTime < ${moment}`;

/**
 * The last Full whose Volumes may all be read, the last Differential after it, all Incrementals after those; whatever
 * their Job resource was called. Jobs of one second are told apart by their numbers.
 */
export const restoreChain = (point: PointInTime): Statement<RestorableJob> =>
  repeatable(sql`
  WITH good AS (
    SELECT Job.JobId, Job.Level, Job.JobTDate FROM ${from}
     WHERE Job.Type = 'B' AND Job.JobStatus IN ('T', 'W') AND Client.Name = ${point.client}
       AND FileSet.FileSet = ${point.fileSet} AND Job.Level IN ('F', 'D', 'I') ${before(point.before)}),
  whole AS (
    SELECT * FROM good
     WHERE Level = 'F' AND NOT EXISTS (SELECT 1 FROM JobMedia JOIN Media USING (MediaId)
                                        WHERE JobMedia.JobId = good.JobId AND Media.Enabled <> 1)
     ORDER BY JobTDate DESC, JobId DESC LIMIT 1),
  differential AS (
    SELECT good.* FROM good, whole
     WHERE good.Level = 'D' AND (good.JobTDate, good.JobId) > (whole.JobTDate, whole.JobId)
     ORDER BY good.JobTDate DESC, good.JobId DESC LIMIT 1),
  base AS (
    SELECT * FROM (SELECT * FROM whole UNION ALL SELECT * FROM differential) AS both_levels
     ORDER BY JobTDate DESC, JobId DESC LIMIT 1),
  members AS (
    SELECT JobId FROM whole UNION ALL SELECT JobId FROM differential
     UNION ALL SELECT good.JobId FROM good, base
                WHERE good.Level = 'I' AND (good.JobTDate, good.JobId) > (base.JobTDate, base.JobId))
  SELECT ${columns} FROM ${from} JOIN members USING (JobId) ORDER BY Job.JobTDate, Job.JobId`);

/** For the hint of an error: who has backups at all. */
export const clientsWithBackups = (): Statement<{ client: ByteString }> => sql`
  SELECT DISTINCT Client.Name AS "client" FROM Job JOIN Client USING (ClientId)
   WHERE Job.Type = 'B' AND Job.JobStatus IN ('T', 'W') ORDER BY 1 LIMIT 100`;

export interface FileSetOfClient {
  readonly fileSet: ByteString;
  /** Good backups of it that started in time, and of these the Fulls. */
  readonly backups: number;
  readonly fulls: number;
  readonly firstFull: Date | null;
}

export const fileSetsOfClient = (client: ByteString, moment?: Date): Statement<FileSetOfClient> => sql`
  SELECT FileSet.FileSet AS "fileSet",
         count(*) FILTER (WHERE true ${before(moment)}) AS "backups",
         count(*) FILTER (WHERE Job.Level = 'F' ${before(moment)}) AS "fulls",
         min(Job.StartTime) FILTER (WHERE Job.Level = 'F') AS "firstFull"
    FROM ${from}
   WHERE Job.Type = 'B' AND Job.JobStatus IN ('T', 'W') AND Client.Name = ${client} AND FileSet.FileSet IS NOT NULL
   GROUP BY FileSet.FileSet ORDER BY 1 LIMIT 100`;
