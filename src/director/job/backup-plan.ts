/** A backup as it is decided when it is queued (08b §1.1): nothing here changes any more while it runs. */
import type {
  ClientResource,
  FileSetResource,
  JobResource,
  PoolResource,
  StorageResource,
} from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import type { BackupFacts } from './backup-facts.ts';
import { type Chosen, choosePool, chooseStorages } from './chosen.ts';
import { BadRequestError } from './errors.ts';
import type { Job } from './job.ts';
import { decideLevel, type LevelDecision } from './level.ts';
import { levelFacts } from './level-facts.ts';
import type { JobTools } from './tools.ts';

export interface BackupPlan {
  readonly resource: JobResource;
  readonly client: ClientResource;
  readonly fileSet: FileSetResource;
  readonly fileSetMd5: ByteString;
  readonly fileSetId: number;
  readonly fileSetCreated: Date;
  readonly pool: Chosen<PoolResource>;
  readonly poolId: number;
  readonly storages: Chosen<readonly StorageResource[]>;
  readonly clientId: number;
  readonly level: LevelDecision;
  readonly accurate: boolean;
  readonly spoolData: boolean;
}

export async function planBackup(job: Job, facts: BackupFacts, tools: JobTools): Promise<BackupPlan> {
  const { resource, client, fileSet, overrides, accurate, spoolData } = facts;
  const { catalog, ids, clock } = tools;
  const [clientId, row] = await Promise.all([ids.clientId(client), ids.fileSet(fileSet)]);
  const { fileSetId, createTime, md5 } = row;
  const question = {
    wanted: facts.level,
    backup: { name: resource.name, clientId, fileSetId },
    fileSetName: fileSet.name,
    fileSetCreatedAt: createTime,
    now: clock.now(),
  };
  const rules = { ...resource, rerunFailedLevels: resource.reRunFailedLevels };
  const level = decideLevel(await levelFacts(catalog, question), rules);
  for (const message of level.messages) job.messages.say('info', message);
  const pool = choosePool(resource, level.level, overrides);
  const storages = chooseStorages(resource, pool.value, overrides);
  if (storages.value.length === 0) {
    throw new BadRequestError(
      `No Storage for Job "${displayText(resource.name)}"`,
      'neither its Pool nor the Job names one',
    );
  }
  const decided = { resource, client, fileSet, clientId, fileSetId, level, pool, storages, accurate, spoolData };
  return { ...decided, fileSetMd5: md5, fileSetCreated: createTime, poolId: ids.pools.get(pool.value.name) ?? 0 };
}
