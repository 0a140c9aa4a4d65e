/** The Pool rows: a Pool resource as the Catalog's tools see it, and the defaults of its new Volumes. */
import type { ByteString } from '../core/index.ts';
import type { PoolType } from './codes.ts';
import { repeatable, type Statement, sql } from './sql.ts';

/** What the Catalog keeps of a Pool resource; `labelFormat` is `*` where there is none. */
export interface PoolDefinition {
  readonly name: ByteString;
  readonly poolType: PoolType;
  readonly labelType: number;
  readonly labelFormat: ByteString;
  readonly useCatalog: boolean;
  readonly useVolumeOnce: boolean;
  readonly autoPrune: boolean;
  readonly recycle: boolean;
  readonly actionOnPurge: number;
  readonly maximumVolumes: number;
  readonly maximumVolumeJobs: number;
  readonly maximumVolumeFiles: number;
  readonly maximumVolumeBytes: number;
  readonly maximumPoolBytes: number;
  readonly volumeRetentionSec: number;
  readonly cacheRetentionSec: number;
  readonly volumeUseDurationSec: number;
  readonly migrationHighBytes: number;
  readonly migrationLowBytes: number;
  readonly migrationTimeSec: number;
}

export interface Pool {
  readonly poolId: number;
  readonly name: ByteString;
  readonly maxVols: number;
  readonly numVols: number;
  readonly recyclePoolId: number;
  readonly scratchPoolId: number;
}

const poolColumns: Statement = sql`
  PoolId AS "poolId", Name AS "name", MaxVols AS "maxVols", RecyclePoolId AS "recyclePoolId",
  ScratchPoolId AS "scratchPoolId",
  (SELECT COUNT(*)::integer FROM Media WHERE Media.PoolId = Pool.PoolId) AS "numVols"`;

export const poolByName = (name: ByteString): Statement<Pool> => sql`
  SELECT ${poolColumns} FROM Pool WHERE Name = ${name} ORDER BY PoolId LIMIT 1`;

export const poolById = (poolId: number): Statement<Pool> => sql`
  SELECT ${poolColumns} FROM Pool WHERE PoolId = ${poolId}`;

/** Volumes are counted, not remembered: NumVols is only what other tools read. */
export const recountVolumes = (poolId: number): Statement =>
  repeatable(sql`
  UPDATE Pool SET NumVols = (SELECT COUNT(*) FROM Media WHERE Media.PoolId = Pool.PoolId) WHERE PoolId = ${poolId}`);

/** One Director writes Pool rows, at its start and reload, so that looking first is enough. */
export const insertPool = (pool: PoolDefinition): Statement<{ poolId: number }> =>
  repeatable(sql`
  INSERT INTO Pool (Name, NumVols, MaxVols, UseOnce, UseCatalog, AcceptAnyVolume, AutoPrune, Recycle, VolRetention,
         CacheRetention, VolUseDuration, MaxVolJobs, MaxVolFiles, MaxVolBytes, MaxPoolBytes, PoolType, LabelType,
         LabelFormat, ActionOnPurge, MigrationHighBytes, MigrationLowBytes, MigrationTime)
  SELECT ${pool.name}::text, 0, ${pool.maximumVolumes}::integer, ${flag(pool.useVolumeOnce)}::smallint,
         ${flag(pool.useCatalog)}::smallint, 0, ${flag(pool.autoPrune)}::smallint, ${flag(pool.recycle)}::smallint,
         ${pool.volumeRetentionSec}::bigint, ${pool.cacheRetentionSec}::bigint, ${pool.volumeUseDurationSec}::bigint,
         ${pool.maximumVolumeJobs}::integer, ${pool.maximumVolumeFiles}::integer, ${pool.maximumVolumeBytes}::bigint,
         ${pool.maximumPoolBytes}::bigint, ${pool.poolType}, ${pool.labelType}::integer, ${pool.labelFormat},
         ${pool.actionOnPurge}::smallint, ${pool.migrationHighBytes}::bigint, ${pool.migrationLowBytes}::bigint,
         ${pool.migrationTimeSec}::bigint
   WHERE NOT EXISTS (SELECT 1 FROM Pool WHERE Name = ${pool.name}::text)
  RETURNING PoolId AS "poolId"`);

export const updatePool = (pool: PoolDefinition): Statement<{ poolId: number }> =>
  repeatable(sql`
  UPDATE Pool
     SET MaxVols = ${pool.maximumVolumes}, UseOnce = ${flag(pool.useVolumeOnce)},
         UseCatalog = ${flag(pool.useCatalog)}, AutoPrune = ${flag(pool.autoPrune)}, Recycle = ${flag(pool.recycle)},
         VolRetention = ${pool.volumeRetentionSec}, CacheRetention = ${pool.cacheRetentionSec},
         VolUseDuration = ${pool.volumeUseDurationSec}, MaxVolJobs = ${pool.maximumVolumeJobs},
         MaxVolFiles = ${pool.maximumVolumeFiles}, MaxVolBytes = ${pool.maximumVolumeBytes},
         MaxPoolBytes = ${pool.maximumPoolBytes}, PoolType = ${pool.poolType}, LabelType = ${pool.labelType},
         LabelFormat = ${pool.labelFormat}, ActionOnPurge = ${pool.actionOnPurge},
         MigrationHighBytes = ${pool.migrationHighBytes}, MigrationLowBytes = ${pool.migrationLowBytes},
         MigrationTime = ${pool.migrationTimeSec},
         NumVols = (SELECT COUNT(*) FROM Media WHERE Media.PoolId = Pool.PoolId)
   WHERE Name = ${pool.name}
  RETURNING PoolId AS "poolId"`);

/** The second pass: Pools that name other Pools (06 §4.1). NextPoolId stays 0, as genuine Directors leave it. */
export const linkPool = (poolId: number, link: { recyclePoolId: number; scratchPoolId: number }): Statement =>
  repeatable(sql`
  UPDATE Pool SET RecyclePoolId = ${link.recyclePoolId}, ScratchPoolId = ${link.scratchPoolId}
   WHERE PoolId = ${poolId}`);

const flag = (value: boolean): number => (value ? 1 : 0);
