/** The backup among the kinds of Job: what run-job.ts asks of it, each answered by the file that knows. */
import { JOB_LEVELS, JOB_TYPES, type JobVolume, updateJob } from '../../catalog/index.ts';
import { unixSeconds } from '../../core/index.ts';
import { backupTermination } from '../report/index.ts';
import { writeBootstrap } from '../restore/write-bootstrap.ts';
import { type JobCodes, jobScripts } from '../run-script/index.ts';
import { backupCatalog } from './backup-catalog.ts';
import { errorsOf, recordEnd } from './backup-end.ts';
import type { BackupFacts } from './backup-facts.ts';
import { planBackup } from './backup-plan.ts';
import { type BackupResult, runBackup } from './backup-run.ts';
import { storageName } from './connect.ts';
import { NoStorageError } from './errors.ts';
import type { Job } from './job.ts';
import type { JobKind } from './job-kind.ts';
import { finalStatus } from './job-status.ts';
import { localText } from './level.ts';
import type { JobTools } from './tools.ts';

/** `result`: where somebody else has begun the Job. */
export function backupKind(
  job: Job,
  facts: BackupFacts,
  tools: JobTools,
  result: BackupResult = { sessionId: 0, sessionTime: 0 },
): JobKind {
  const { resource, client } = facts;
  const { catalog, director } = tools;
  const { jobId } = job.identity;
  const scripts = jobScripts(resource.runScripts);
  let volumes: readonly JobVolume[] = [];

  const kind: JobKind = {
    scripts,
    duplicates: resource,
    prepare: async () => {
      facts.plan = await planBackup(job, facts, tools);
      facts.level = facts.plan.level.level;
      job.level = facts.level;
    },
    needs: () => ({
      priority: job.identity.priority,
      allowMixedPriority: resource.allowMixedPriority,
      job: resource.name,
      client: client.name,
      writeStorages: (facts.plan?.storages.value ?? []).map(({ name }) => name),
      readStorages: [],
      isRestore: false,
    }),
    limits: () => ({
      maxStartDelaySec: resource.maxStartDelaySec,
      maxRunSchedTimeSec: resource.maxRunSchedTimeSec,
      maxWaitTimeSec: resource.maxWaitTimeSec,
      maxRunTimeSec: LEVEL_LIMITS[facts.level](facts) || resource.maxRunTimeSec,
    }),
    codes: () => ({
      directorName: director.name,
      jobId,
      uniqueName: job.identity.job,
      jobName: resource.name,
      typeName: JOB_TYPES.B,
      levelName: JOB_LEVELS[facts.level],
      clientName: client.name,
      clientAddress: client.address,
      fileSetName: facts.fileSet.name,
      poolName: facts.plan?.pool.value.name,
      storageName: (result.storage ?? facts.plan?.storages.value[0])?.name,
      priority: job.identity.priority,
      exitStatus: kind.termination(job.status),
      errors: errorsOf(job, result),
      files: result.client?.files,
      bytes: result.client?.jobBytes,
      readBytes: result.client?.readBytes,
      since: facts.plan?.level.since && localText(facts.plan.level.since.startTime),
      volumeNames: volumes.map(({ volumeName }) => volumeName),
      spoolsData: facts.spoolData,
    }),
    begin: async (startedAt) => {
      job.messages.say('info', `Start Backup JobId ${jobId}, Job=${job.identity.job}`);
      const { plan } = facts;
      await catalog.execute(
        updateJob(jobId, {
          jobStatus: 'R',
          level: facts.level,
          startTime: startedAt,
          realStartTime: startedAt,
          jobTDateSec: unixSeconds(startedAt),
          poolId: plan?.poolId ?? 0,
          fileSetId: plan?.fileSetId ?? 0,
        }),
      );
    },
    run: async (admitted) => {
      const { plan } = facts;
      if (plan === undefined) return;
      const open = plan.storages.value.filter(({ name }) => admitted.writeStorages.includes(name));
      const disabled = open.find(({ enabled }) => !enabled);
      if (disabled !== undefined && open.length === 1) {
        throw new NoStorageError(`${storageName(disabled)} is disabled`, 'Enabled = no stands in its resource');
      }
      const storages = { ...plan.storages, value: open.filter(({ enabled }) => enabled) };
      const run = {
        plan: { ...plan, storages },
        scripts,
        codes: kind.codes,
        catalog: backupCatalog(job, plan, tools),
        result,
      };
      await runBackup(job, { ...run, onStorage: ({ name }) => admitted.settleOn({ writeStorages: [name] }) }, tools);
    },
    verdict: (directorStatus) => {
      const status = finalStatus({
        director: directorStatus,
        client: result.client?.status,
        storage: result.storageEnd?.status,
      });
      return status === 'I' && !resource.allowIncompleteJobs ? 'f' : status;
    },
    conclude: async (status, endedAt, tell) => {
      job.files = result.client?.files ?? job.files;
      job.bytes = result.client?.jobBytes ?? job.bytes;
      const end = { status, at: endedAt, tell };
      const recorded = await recordEnd(job, facts, result, end, tools).catch(async (error) => {
        await result.journal?.leave();
        throw error;
      });
      volumes = recorded.volumes;
      result.journal?.concluded();
      if (status === 'T' || status === 'W' || status === 'I')
        await keepBootstrap(job, facts, endedAt, kind.codes(), tools);
      return recorded.report;
    },
    termination: (status) => backupTermination(status, errorsOf(job, result)),
  };
  return kind;
}

async function keepBootstrap(job: Job, facts: BackupFacts, endedAt: Date, codes: JobCodes, { catalog }: JobTools) {
  const { resource, level, plan } = facts;
  const { jobId, job: name } = job.identity;
  if (resource.writeBootstrap === undefined) return;
  const since = plan?.level.since && `, since=${localText(plan.level.since.startTime)}`;
  const backup = { jobId, job: name, endedAt, full: level === 'F', levelText: `${JOB_LEVELS[level]}${since ?? ''}` };
  const warning = await writeBootstrap(catalog, backup, { target: resource.writeBootstrap, codes });
  if (warning !== undefined) job.messages.say('warning', warning);
}

const LEVEL_LIMITS = {
  F: ({ resource }: BackupFacts) => resource.fullMaxRunTimeSec,
  D: ({ resource }: BackupFacts) => resource.differentialMaxRunTimeSec,
  I: ({ resource }: BackupFacts) => resource.incrementalMaxRunTimeSec,
} as const;
