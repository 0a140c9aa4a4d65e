/** Volumes, Pools and Storages as an operator lists them, with the names that the rows only point to. */
import type { ByteString } from '../core/index.ts';
import { nothing, type Statement, sql } from './sql.ts';

export interface ListedVolume {
  readonly mediaId: number;
  readonly name: ByteString;
  readonly pool: ByteString;
  readonly storage: ByteString;
  readonly status: string;
  readonly mediaType: ByteString;
  /** 0 no, 1 yes, 2 archived. */
  readonly enabled: number;
  readonly recycle: number;
  readonly jobs: number;
  readonly files: number;
  readonly bytes: number;
  readonly retentionSec: number;
  readonly firstWritten: Date | null;
  readonly lastWritten: Date | null;
}

/** By Pool, in it by age. */
export const listVolumes = (pool?: ByteString): Statement<ListedVolume> => sql`
  SELECT MediaId AS "mediaId", VolumeName AS "name", Pool.Name AS "pool", COALESCE(Storage.Name, '') AS "storage",
         VolStatus AS "status", MediaType AS "mediaType", Media.Enabled AS "enabled", Media.Recycle AS "recycle",
         VolJobs AS "jobs", VolFiles AS "files", VolBytes AS "bytes", Media.VolRetention AS "retentionSec",
         FirstWritten AS "firstWritten", LastWritten AS "lastWritten"
    FROM Media JOIN Pool USING (PoolId) LEFT JOIN Storage USING (StorageId)
   ${pool === undefined ? nothing : sql`WHERE Pool.Name = ${pool}`}
   ORDER BY Pool.Name, MediaId`;

export interface ListedPool {
  readonly poolId: number;
  readonly name: ByteString;
  readonly type: string;
  readonly volumes: number;
  readonly maxVolumes: number;
  readonly retentionSec: number;
  readonly labelFormat: ByteString;
}

export const listPools = (): Statement<ListedPool> => sql`
  SELECT PoolId AS "poolId", Name AS "name", PoolType AS "type", MaxVols AS "maxVolumes",
         VolRetention AS "retentionSec", COALESCE(LabelFormat, '') AS "labelFormat",
         (SELECT COUNT(*) FROM Media WHERE Media.PoolId = Pool.PoolId) AS "volumes"
    FROM Pool ORDER BY Name`;

export interface ListedStorage {
  readonly storageId: number;
  readonly name: ByteString;
  readonly autochanger: number;
}

export const listStorages = (): Statement<ListedStorage> => sql`
  SELECT StorageId AS "storageId", Name AS "name", AutoChanger AS "autochanger" FROM Storage ORDER BY Name`;
