/** The candidates for the next Volume to append to, in the order of 08a §2. */
import type { ByteString } from '../core/index.ts';
import { type Media, mediaColumns } from './media.ts';
import { isUnfinished } from './media-purge.ts';
import { nothing, type Statement, sql } from './sql.ts';

export interface MediaFilter {
  readonly poolId: number;
  readonly mediaType: ByteString;
  /** Type of the device; a Volume never written has 0 and fits any. */
  readonly volType: number;
  readonly volEncrypted: number;
  /** Media ids already offered to this Job. */
  readonly except: readonly number[];
  /** Only Volumes in the slots of this Storage. */
  readonly inChangerOf: number | undefined;
}

/** A Volume fills before another opens: the one written last comes first, those never written come last. */
export const nextAppendable = (filter: MediaFilter): Statement<Media> => sql`
  ${selectFitting(filter)} AND VolStatus = 'Append' AND VolEncrypted = ${filter.volEncrypted}
   ORDER BY LastWritten IS NULL, LastWritten DESC, MediaId
   LIMIT 1`;

/** `status` Recycle or Purged; what was written longest ago, or never, comes first. */
export const nextRecyclable = (filter: MediaFilter, status: 'Recycle' | 'Purged'): Statement<Media> => sql`
  ${selectFitting(filter)} AND VolStatus = ${status} AND Recycle = 1
   ORDER BY LastWritten NULLS FIRST, MediaId
   LIMIT 1`;

/** Steps 7 and 8: the oldest that could be emptied. A Volume that a running Job writes to is not one. */
export const oldestVolume = (filter: MediaFilter): Statement<Media> => sql`
  ${selectFitting(filter)}
     AND VolStatus IN ('Full', 'Append', 'Used', 'Recycle', 'Purged') AND Recycle = 1
     AND NOT EXISTS (SELECT 1 FROM JobMedia JOIN Job USING (JobId)
                      WHERE JobMedia.MediaId = Media.MediaId AND ${isUnfinished})
   ORDER BY LastWritten NULLS FIRST, MediaId
   LIMIT 1`;

/** Step 4: Volumes of the Pool, or that come home to it or to a Scratch Pool when they are purged. */
export const prunableVolumes = (poolId: number, mediaType: ByteString): Statement<{ mediaId: number }> => sql`
  SELECT MediaId AS "mediaId"
    FROM Media
   WHERE (PoolId = ${poolId} OR RecyclePoolId = ${poolId}
          OR RecyclePoolId IN (SELECT PoolId FROM Pool WHERE PoolType = 'Scratch' OR Name = 'Scratch'))
     AND MediaType = ${mediaType} AND VolStatus IN ('Full', 'Used') AND Enabled <> 2 AND VolRetention > 0
   ORDER BY LastWritten NULLS FIRST, MediaId`;

const selectFitting = (filter: MediaFilter): Statement<Media> => sql`
  SELECT ${mediaColumns}
    FROM Media
   WHERE PoolId = ${filter.poolId} AND MediaType = ${filter.mediaType} AND Enabled = 1
     AND VolType IN (0, ${filter.volType}) AND NOT (MediaId = ANY(${filter.except}::integer[]))
     ${filter.inChangerOf === undefined ? nothing : sql`AND InChanger = 1 AND StorageId = ${filter.inChangerOf}`}`;

/** The Volumes of a Pool by status, and when the first of those that can be recycled is past its retention. */
export interface VolumeCensus {
  readonly mediaType: ByteString;
  readonly volStatus: ByteString;
  readonly volumes: number;
  readonly freeAt: Date | null;
}

export const volumeCensus = (poolId: number): Statement<VolumeCensus> => sql`
  SELECT MediaType AS "mediaType", VolStatus AS "volStatus", COUNT(*)::integer AS "volumes",
         MIN(LastWritten + VolRetention * INTERVAL '1 second')
           FILTER (WHERE Recycle = 1 AND VolRetention > 0 AND VolStatus IN ('Full', 'Used')) AS "freeAt"
    FROM Media
   WHERE PoolId = ${poolId}
   GROUP BY MediaType, VolStatus
   ORDER BY MediaType, VolStatus`;
