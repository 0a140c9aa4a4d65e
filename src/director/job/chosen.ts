/** Which Pool and which Storages a backup uses, and where the choice came from: 08b §2, 08a §6. Pure. */
import type { JobResource, PoolResource, StorageResource } from '../../config/index.ts';
import type { BackupLevel } from './level.ts';

export interface Chosen<T> {
  readonly value: T;
  /** As the report says it: `Job resource`, `Job FullPool override` … */
  readonly from: string;
}

export interface Overrides {
  readonly pool?: PoolResource | undefined;
  readonly storage?: StorageResource | undefined;
  /** Who overrides: `Command input` or `Run Pool override`. */
  readonly poolFrom?: string;
  readonly storageFrom?: string;
}

/** The level's own Pool replaces every other one; the level is the one after upgrades. */
export function choosePool(job: JobResource, level: BackupLevel, overrides: Overrides): Chosen<PoolResource> {
  const byLevel = LEVEL_POOLS[level](job);
  if (byLevel !== undefined) return { value: byLevel, from: LEVEL_TEXTS[level] };
  if (overrides.pool !== undefined) return { value: overrides.pool, from: overrides.poolFrom ?? 'Command input' };
  return { value: job.pool, from: 'Job resource' };
}

const LEVEL_POOLS: Readonly<Record<BackupLevel, (job: JobResource) => PoolResource | undefined>> = {
  F: (job) => job.fullBackupPool,
  D: (job) => job.differentialBackupPool,
  I: (job) => job.incrementalBackupPool,
};
const LEVEL_TEXTS: Readonly<Record<BackupLevel, string>> = {
  F: 'Job FullPool override',
  D: 'Job DiffPool override',
  I: 'Job IncPool override',
};

/** The Pool's Storages come before everything else, also before the one named in the command. */
export function chooseStorages(
  job: JobResource,
  pool: PoolResource,
  overrides: Overrides,
): Chosen<readonly StorageResource[]> {
  if (pool.storages.length > 0) return { value: pool.storages, from: 'Pool resource' };
  if (overrides.storage !== undefined) {
    return { value: [overrides.storage], from: overrides.storageFrom ?? 'Command input' };
  }
  return { value: job.storages, from: 'Job resource' };
}
