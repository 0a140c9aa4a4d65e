/** A backup in the words that its successor reads, and back from them (docs/decisions/0050). */
import type { UnfinishedJob } from '../../catalog/index.ts';
import type { DirectorConfig, StorageResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';
import { type Brief, formatBrief, parseBrief } from '../journal/brief.ts';
import type { BackupFacts } from './backup-facts.ts';
import type { BackupPlan } from './backup-plan.ts';
import type { BackupLevel, LevelDecision } from './level.ts';

type Session = Pick<Brief, 'sessionId' | 'sessionTime' | 'device'>;

export function briefOf(plan: BackupPlan, session: Session, priority: number): string {
  const { pool, storages, accurate, spoolData, level } = plan;
  const { since, upgradedFrom } = level;
  return formatBrief({
    ...session,
    pool: pool.value.name,
    poolFrom: pool.from,
    storageFrom: storages.from,
    priority,
    accurate,
    spoolData,
    ...(upgradedFrom && { upgradedFrom }),
    ...(since && { since: { jobId: since.jobId, job: since.job, startMs: since.startTime.getTime() } }),
  });
}

export interface Resumed {
  readonly brief: Brief;
  readonly facts: BackupFacts & { readonly plan: BackupPlan };
  readonly storage: StorageResource;
}

/** A sentence: the configuration does not have any more what the Job was made of. */
export function resumedBackup(row: UnfinishedJob, config: DirectorConfig): Resumed | string {
  const brief = parseBrief(row.brief);
  if (brief === undefined) return 'what its Director wrote down of it cannot be read';
  const resource = config.jobs.get(row.name);
  const client = config.clients.get(row.client);
  const fileSet = config.fileSets.get(row.fileSet);
  const storage = config.storages.get(row.storage);
  const pool = config.pools.get(brief.pool);
  if (!resource || !client || !fileSet || !storage || !pool) {
    return 'its Job, Client, FileSet, Pool or Storage is not in the configuration any more';
  }
  const level = levelOf(row.level as BackupLevel, brief);
  const { accurate, spoolData } = brief;
  const plan: BackupPlan = {
    resource,
    client,
    fileSet,
    fileSetMd5: row.fileSetMd5,
    fileSetId: row.fileSetId,
    fileSetCreated: row.fileSetCreated ?? new Date(0),
    pool: { value: pool, from: brief.poolFrom },
    poolId: row.poolId,
    storages: { value: [storage], from: brief.storageFrom },
    clientId: row.clientId,
    level,
    accurate,
    spoolData,
  };
  return {
    brief,
    storage,
    facts: { resource, client, fileSet, overrides: {}, accurate, spoolData, level: level.level, plan },
  };
}

function levelOf(level: BackupLevel, { since, upgradedFrom }: Brief): LevelDecision {
  const prior = since && { jobId: since.jobId, job: since.job as ByteString, startTime: new Date(since.startMs) };
  return {
    level,
    messages: [],
    ...(prior && { since: prior }),
    ...(upgradedFrom && { upgradedFrom: upgradedFrom as BackupLevel }),
  };
}
