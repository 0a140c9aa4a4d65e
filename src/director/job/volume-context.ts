/** What the volumes corner has to know about a backup to answer its Storage Daemon. */
import { JOB_LEVELS, JOB_TYPES } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import type { VolumeContext } from '../volumes/index.ts';
import type { BackupPlan } from './backup-plan.ts';
import type { Job } from './job.ts';
import type { JobTools } from './tools.ts';

export function volumeContext(
  job: Job,
  plan: BackupPlan,
  storage: StorageResource,
  sdVersion: number,
  tools: JobTools,
): VolumeContext {
  const { resource, pool, client } = plan;
  const { catalog, clock, director, counters, environment, ids } = tools;
  return {
    catalog,
    clock,
    counters,
    environment,
    sdVersion,
    jobId: job.identity.jobId,
    jobStart: job.startedAt ?? clock.now(),
    pruning: { director: director.autoPrune, job: resource.pruneVolumes },
    pool: pool.value,
    poolId: plan.poolId,
    storage: {
      storageId: ids.storages.get(storage.name) ?? 0,
      autochanger: storage.autochanger !== false,
      mediaType: storage.mediaType,
    },
    label: {
      job: job.identity.job,
      jobName: resource.name,
      jobId: job.identity.jobId,
      director: director.name,
      client: client.name,
      level: JOB_LEVELS[plan.level.level],
      type: JOB_TYPES.B,
      storage: storage.name,
      catalog: client.catalog.name,
    },
    reserved: () => job.device !== undefined,
    say: (type, text) => job.messages.say(type, text),
    offered: [],
  };
}
