/** The end of a backup: its end record in the Catalog and the facts of its report (06 §4.2, 08b §9.1). */
import {
  type Catalog,
  cutRangesToFiles,
  dropRangesBeyondFiles,
  isGood,
  JOB_LEVELS,
  type JobChange,
  type JobStatus,
  type JobVolume,
  type Queryable,
  volumesOfJob,
} from '../../catalog/index.ts';
import { type ByteString, unixSeconds } from '../../core/index.ts';
import { type BackupReportFacts, formatBackupReport } from '../report/index.ts';
import type { BackupFacts } from './backup-facts.ts';
import type { BackupResult } from './backup-run.ts';
import type { Job } from './job.ts';
import type { TellReport } from './job-kind.ts';
import { localText } from './level.ts';
import { recordJobEnd } from './set-back.ts';
import type { JobTools } from './tools.ts';

export interface RecordedEnd {
  /** That the Job lies on. */
  readonly volumes: readonly JobVolume[];
  readonly report: ByteString;
}

/** Writes the end record and the report, both or none. */
export async function recordEnd(
  job: Job,
  facts: BackupFacts,
  result: BackupResult,
  end: { readonly status: string; readonly at: Date; readonly tell: TellReport },
  tools: JobTools,
): Promise<RecordedEnd> {
  const { jobId } = job.identity;
  const { catalog, director } = tools;
  const fact = result.journal?.committed;
  const write = async (at: Pick<Catalog, 'query' | 'execute' | 'find'> | Queryable): Promise<RecordedEnd> => {
    const volumes = await at.query(volumesOfJob(jobId));
    const report = formatBackupReport(reportFacts(job, facts, result, { ...end, volumes }, director.name));
    const row = await end.tell(report);
    await recordJobEnd(at, jobId, endRecord(job, facts, result, end, tools), { fact, report: row });
    return { volumes, report };
  };
  if (end.status !== 'I') return await write(catalog);
  const work = async (transaction: Queryable) => {
    await transaction.execute(dropRangesBeyondFiles(jobId));
    await transaction.execute(cutRangesToFiles(jobId));
    return await write(transaction);
  };
  return await catalog.transaction(work, { repeatable: true });
}

function endRecord(
  job: Job,
  { plan, level }: BackupFacts,
  result: BackupResult,
  { status, at }: { readonly status: string; readonly at: Date },
  tools: JobTools,
): JobChange {
  const { client, storageEnd, storage } = result;
  const started = job.startedAt ?? at;
  const jobBytes = client?.jobBytes ?? 0;
  const readBytes = client?.readBytes ?? 0;
  return {
    jobStatus: status as JobStatus,
    level,
    startTime: started,
    realStartTime: started,
    endTime: at,
    realEndTime: at,
    jobTDateSec: unixSeconds(at),
    // A Client that died cannot count; then the Storage Daemon's count is the better one.
    jobFiles: client?.files ?? storageEnd?.files ?? 0,
    jobBytes: client === undefined ? (storageEnd?.bytes ?? 0) : jobBytes,
    readBytes,
    jobErrors: errorsOf(job, result),
    volSessionId: result.sessionId,
    volSessionTime: result.sessionTime,
    poolId: plan?.poolId ?? 0,
    fileSetId: plan?.fileSetId ?? 0,
    purgedFiles: 0,
    rate: jobBytes / 1000 / Math.max(1, (at.getTime() - started.getTime()) / 1000),
    compressRatio: readBytes > 0 && jobBytes < readBytes ? 100 * (1 - jobBytes / readBytes) : 0,
    writeStorageId: storage === undefined ? 0 : (tools.ids.storages.get(storage.name) ?? 0),
    writeDevice: result.device ?? '',
    statusInfo: isGood(status as JobStatus) ? '' : (storageEnd?.errorText ?? ''),
    encrypted: client?.encrypted === true ? 1 : 0,
  };
}

export const errorsOf = (job: Job, { client, storageEnd }: BackupResult): number =>
  Math.max(job.messages.errors, (client?.errors ?? 0) + (storageEnd?.errors ?? 0));

function reportFacts(
  job: Job,
  facts: BackupFacts,
  result: BackupResult,
  { status, at, volumes }: { readonly status: string; readonly at: Date; readonly volumes: readonly JobVolume[] },
  directorName: ByteString,
): BackupReportFacts {
  const { plan, resource, client, fileSet } = facts;
  const { client: fd, storageEnd: sd } = result;
  const { jobId, job: uniqueName, scheduledAt, priority } = job.identity;
  const since = plan?.level.since;
  return {
    directorName,
    jobId,
    uniqueName,
    status,
    fdStatus: fd?.status,
    sdStatus: sd?.status,
    startTime: job.startedAt ?? at,
    endTime: at,
    fdErrors: fd?.errors ?? 0,
    sdErrors: sd?.errors ?? 0,
    levelName: JOB_LEVELS[facts.level],
    since: since && localText(since.startTime),
    upgradedFrom: plan?.level.upgradedFrom && JOB_LEVELS[plan.level.upgradedFrom],
    client: client.name,
    clientUname: result.identity?.uname ?? '',
    fileSet: fileSet.name,
    fileSetCreated: plan?.fileSetCreated,
    pool: { name: plan?.pool.value.name ?? resource.pool.name, from: plan?.pool.from ?? 'Job resource' },
    catalog: { name: client.catalog.name, from: 'Client resource' },
    storage: {
      name: (result.storage ?? plan?.storages.value[0])?.name ?? '',
      from: plan?.storages.from ?? 'Job resource',
    },
    scheduledTime: scheduledAt,
    priority,
    fdFiles: fd?.files ?? 0,
    sdFiles: sd?.files ?? 0,
    fdBytes: fd?.jobBytes ?? 0,
    sdBytes: sd?.bytes ?? 0,
    readBytes: fd?.readBytes ?? 0,
    commBytes: fd?.commBytes,
    commCompressedBytes: fd?.compressedCommBytes,
    snapshot: fd?.snapshot ?? false,
    encrypted: fd?.encrypted ? 'yes' : 'no',
    accurate: facts.accurate,
    volumeNames: volumes.map(({ volumeName }) => volumeName),
    volSessionId: result.sessionId,
    volSessionTime: result.sessionTime,
    lastVolumeBytes: volumes.at(-1)?.volBytes ?? 0,
  };
}
