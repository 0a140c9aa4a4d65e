/** Jobs as people ask for them: the newest, of one Client, of one name, in one state. */
import type { ByteString } from '../core/index.ts';
import type { JobLevel, JobStatus, JobType } from './codes.ts';
import { type Job, jobColumns } from './jobs.ts';
import { joinSql, type Statement, sql } from './sql.ts';

export interface JobFilter {
  readonly name?: ByteString | undefined;
  readonly client?: ByteString | undefined;
  readonly pool?: ByteString | undefined;
  readonly volume?: ByteString | undefined;
  readonly types?: readonly JobType[] | undefined;
  readonly levels?: readonly JobLevel[] | undefined;
  readonly statuses?: readonly JobStatus[] | undefined;
  /** Scheduled at or after. */
  readonly since?: Date | undefined;
  /** Only Jobs with a smaller number: the next page. */
  readonly beforeJobId?: number | undefined;
  readonly limit?: number | undefined;
}

export interface ListedJob extends Job {
  readonly client: ByteString | null;
  readonly pool: ByteString | null;
  readonly fileSet: ByteString | null;
}

const LIMIT = 1000;

/** Newest first. */
export const listJobs = (filter: JobFilter = {}): Statement<ListedJob> => sql`
  SELECT ${jobColumns}, Client.Name AS "client", Pool.Name AS "pool", FileSet.FileSet AS "fileSet"
    FROM Job
    LEFT JOIN Client ON Client.ClientId = Job.ClientId
    LEFT JOIN Pool ON Pool.PoolId = Job.PoolId
    LEFT JOIN FileSet ON FileSet.FileSetId = Job.FileSetId
   WHERE ${joinSql(conditions(filter), ' AND ')}
   ORDER BY Job.JobId DESC LIMIT ${filter.limit ?? LIMIT}`;

function conditions(filter: JobFilter): Statement[] {
  const { name, client, pool, volume, types, levels, statuses, since, beforeJobId } = filter;
  return [
    sql`true`,
    ...(name === undefined ? [] : [sql`Job.Name = ${name}`]),
    ...(client === undefined ? [] : [sql`Client.Name = ${client}`]),
    ...(pool === undefined ? [] : [sql`Pool.Name = ${pool}`]),
    ...(volume === undefined ? [] : [onVolume(volume)]),
    ...(types === undefined ? [] : [sql`Job.Type = ANY(${types}::text[])`]),
    ...(levels === undefined ? [] : [sql`Job.Level = ANY(${levels}::text[])`]),
    ...(statuses === undefined ? [] : [sql`Job.JobStatus = ANY(${statuses}::text[])`]),
    ...(since === undefined ? [] : [sql`Job.SchedTime >= ${since}`]),
    ...(beforeJobId === undefined ? [] : [sql`Job.JobId < ${beforeJobId}`]),
  ];
}

const onVolume = (volume: ByteString): Statement => sql`
  Job.JobId IN (SELECT JobMedia.JobId FROM JobMedia JOIN Media USING (MediaId) WHERE Media.VolumeName = ${volume})`;
