/** The restore among the kinds of Job: what run-job.ts asks of it. */
import { JOB_LEVELS, JOB_TYPES, type JobStatus, updateJob } from '../../catalog/index.ts';
import { type ByteString, toByteString, unixSeconds } from '../../core/index.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import { finalStatus } from '../job/job-status.ts';
import { recordJobEnd } from '../job/set-back.ts';
import type { JobTools } from '../job/tools.ts';
import { formatRestoreReport, restoreTermination } from '../report/index.ts';
import { jobScripts } from '../run-script/index.ts';
import type { RestorePlan } from './plan.ts';
import { newRestoreResult, type RestoreResult, storageErrors, storageStatus } from './restore-result.ts';
import { runRestore } from './restore-run.ts';

/** `plan` is decided already; the Job only carries it out. `result`: where somebody else has begun it. */
export function restoreKind(
  job: Job,
  plan: RestorePlan,
  tools: JobTools,
  result: RestoreResult = newRestoreResult(),
): JobKind {
  const { resource, client } = plan;
  const { catalog, director } = tools;
  const { jobId } = job.identity;
  const scripts = jobScripts(resource.runScripts);

  const kind: JobKind = {
    scripts,
    duplicates: undefined,
    prepare: async () => {},
    needs: () => ({
      priority: job.identity.priority,
      allowMixedPriority: resource.allowMixedPriority,
      job: resource.name,
      client: client.name,
      writeStorages: [],
      readStorages: [...new Set(plan.runs.map(({ storage }) => storage.name))],
      isRestore: true,
    }),
    limits: () => ({
      maxStartDelaySec: resource.maxStartDelaySec,
      maxRunSchedTimeSec: resource.maxRunSchedTimeSec,
      maxWaitTimeSec: resource.maxWaitTimeSec,
      maxRunTimeSec: resource.maxRunTimeSec,
    }),
    codes: () => ({
      directorName: director.name,
      jobId,
      uniqueName: job.identity.job,
      jobName: resource.name,
      typeName: JOB_TYPES.R,
      levelName: JOB_LEVELS.F,
      clientName: client.name,
      clientAddress: client.address,
      fileSetName: resource.fileSet.name,
      poolName: resource.pool.name,
      storageName: (result.storage ?? plan.runs[0]?.storage)?.name,
      priority: job.identity.priority,
      exitStatus: kind.termination(job.status),
      errors: errorsOf(job, result),
      files: result.client?.files,
      bytes: result.client?.jobBytes,
      readBytes: result.client?.readBytes,
    }),
    begin: async (startedAt) => {
      job.level = 'F';
      job.messages.say('info', `Start Restore Job ${job.identity.job}`);
      if (plan.jobIds.length > 0) job.messages.say('info', `Restoring files from JobId(s) ${plan.jobIds.join(',')}`);
      for (const warning of plan.warnings) job.messages.say('warning', toByteString(warning));
      const at = { startTime: startedAt, realStartTime: startedAt, jobTDateSec: unixSeconds(startedAt) };
      await catalog.execute(updateJob(jobId, { jobStatus: 'R', level: 'F', ...at }));
    },
    run: () => runRestore(job, { plan, scripts, result }, tools),
    verdict: (directorStatus) =>
      finalStatus({
        director: directorStatus,
        client: result.client?.status,
        storage: storageStatus(result),
      }),
    conclude: async (status, endedAt, tell) => {
      job.files = result.client?.files ?? job.files;
      job.bytes = result.client?.jobBytes ?? job.bytes;
      const at = { status, at: endedAt };
      const words = report(job, plan, result, at, director.name);
      const last = { fact: result.journal?.committed, report: await tell(words) };
      await recordJobEnd(catalog, jobId, endRecord(job, result, at, tools), last).catch(async (error) => {
        await result.journal?.leave();
        throw error;
      });
      result.journal?.concluded();
      return words;
    },
    termination: (status) => restoreTermination(outcome(plan, result, status)),
  };
  return kind;
}

type End = { readonly status: string; readonly at: Date };

const errorsOf = (job: Job, result: RestoreResult): number =>
  Math.max(job.messages.errors, (result.client?.errors ?? 0) + storageErrors(result));

const outcome = (plan: RestorePlan, result: RestoreResult, status: string) => ({
  status,
  filesExpected: plan.filesExpected,
  filesRestored: result.client?.files ?? 0,
  daemonErrors: (result.client?.errors ?? 0) + storageErrors(result),
});

function endRecord(job: Job, result: RestoreResult, { status, at }: End, tools: JobTools) {
  const { client, storage } = result;
  const started = job.startedAt ?? at;
  const jobBytes = client?.jobBytes ?? 0;
  return {
    jobStatus: status as JobStatus,
    level: 'F' as const,
    startTime: started,
    realStartTime: started,
    endTime: at,
    realEndTime: at,
    jobTDateSec: unixSeconds(at),
    jobFiles: client?.files ?? 0,
    jobBytes,
    readBytes: client?.readBytes ?? 0,
    jobErrors: errorsOf(job, result),
    volSessionId: result.sessionId,
    volSessionTime: result.sessionTime,
    poolId: 0,
    fileSetId: 0,
    rate: jobBytes / 1000 / Math.max(1, (at.getTime() - started.getTime()) / 1000),
    lastReadStorageId: storage === undefined ? 0 : (tools.ids.storages.get(storage.name) ?? 0),
    lastReadDevice: result.device ?? '',
  };
}

const REPLACE_WORDS = { a: 'Always', w: 'IfNewer', o: 'IfOlder', n: 'Never' } as const;

function report(
  job: Job,
  plan: RestorePlan,
  result: RestoreResult,
  { status, at }: End,
  directorName: ByteString,
): ByteString {
  const { destination } = plan;
  return formatRestoreReport({
    directorName,
    jobId: job.identity.jobId,
    uniqueName: job.identity.job,
    status,
    fdStatus: result.client?.status,
    sdStatus: storageStatus(result),
    startTime: job.startedAt ?? at,
    endTime: at,
    fdErrors: result.client?.errors ?? 0,
    sdErrors: storageErrors(result),
    client: plan.client.name,
    clientUname: result.identity?.uname ?? '',
    where: destination.regexWhere ?? destination.where,
    replace: REPLACE_WORDS[destination.replace],
    filesExpected: plan.filesExpected,
    filesRestored: result.client?.files ?? 0,
    bytesRestored: result.client?.jobBytes ?? 0,
  });
}
