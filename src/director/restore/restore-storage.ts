/** The Storage Daemon's part of a restore: its Job line, the bootstrap, a device to read, answers to what it asks. */
import { JOB_TYPES } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import { formatBootstrap } from '../../volume/index.ts';
import { storageName } from '../job/connect.ts';
import type { Job } from '../job/job.ts';
import type { StorageWork } from '../job/open-storage.ts';
import { storageListener } from '../job/relay.ts';
import { StorageSession } from '../job/storage-session.ts';
import type { JobTools } from '../job/tools.ts';
import { JobJournal } from '../journal/job-journal.ts';
import { answerCatalogRequest, type VolumeContext, type VolumeRequest } from '../volumes/index.ts';
import type { RestorePlan } from './plan.ts';
import type { StorageRun } from './storage-runs.ts';

/** For whom is read: what a Storage Daemon is told of a Job that reads. */
export type Reader = Pick<RestorePlan, 'resource' | 'client'>;

export function restoreStorage(
  job: Job,
  plan: Reader,
  run: Pick<StorageRun, 'parts'>,
  tools: JobTools,
  listener = storageListener(job),
): StorageWork {
  const { resource, client } = plan;
  return {
    connect: (storage, dialled) => {
      const { version, extension } = dialled;
      const context = readContext(job, plan, storage, version, tools);
      const journal = extension === undefined ? undefined : new JobJournal({ job, storage, dialled, context, tools });
      const hooks = {
        listener,
        attributes: () => undefined,
        answer: (request: VolumeRequest) => answerCatalogRequest(request, context),
      };
      return new StorageSession(
        journal?.connection ?? dialled.connection,
        version,
        storageName(storage),
        hooks,
        journal,
      );
    },
    begin: async (_storage, session) => {
      const ticket = await session.startJob({
        jobId: job.identity.jobId,
        job: job.identity.job,
        jobName: resource.name,
        client: client.name,
        type: 'R',
        level: 'F',
        fileSet: resource.fileSet.name,
        noAttributes: false,
        spoolAttributes: true,
        fileSetMd5: 'dummy',
        spoolData: false,
        writePartAfterJob: resource.writePartAfterJob,
        preferMountedVolumes: resource.preferMountedVolumes,
        spoolSizeBytes: 0,
        rerunning: false,
        sessionId: 0,
        sessionTime: 0,
        storageCalls: false,
        authorization: 'dummy',
      });
      await session.bootstrap(formatBootstrap(run.parts));
      return ticket;
    },
    reservation: () => ({ pool: resource.pool.name, poolType: resource.pool.poolType, append: false }),
  };
}

/** A reading Storage Daemon asks for Volumes by name and reports its reading times; nothing is chosen for it. */
export function readContext(
  job: Job,
  { resource, client }: Reader,
  storage: StorageResource,
  sdVersion: number,
  { catalog, clock, director, ids }: JobTools,
): VolumeContext {
  const { jobId, job: uniqueName } = job.identity;
  return {
    catalog,
    clock,
    sdVersion,
    jobId,
    jobStart: job.startedAt ?? clock.now(),
    pruning: { director: false, job: false },
    pool: resource.pool,
    poolId: ids.pools.get(resource.pool.name) ?? 0,
    storage: {
      storageId: ids.storages.get(storage.name) ?? 0,
      autochanger: storage.autochanger !== false,
      mediaType: storage.mediaType,
    },
    label: {
      job: uniqueName,
      jobName: resource.name,
      jobId,
      director: director.name,
      client: client.name,
      level: '',
      type: JOB_TYPES.R,
      storage: storage.name,
      catalog: client.catalog.name,
    },
    say: (type, text) => job.messages.say(type, text),
    offered: [],
  };
}
