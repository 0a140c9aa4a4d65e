/** What happens to a Volume beside being written: expired, purged, recycled, moved to another Pool (08a §1). */
import type { VolStatus } from './codes.ts';
import { type Media, mediaColumns } from './media.ts';
import { repeatable, type Statement, sql } from './sql.ts';

/**
 * Creating and recycling Volumes is one at a time for the whole Catalog: two Jobs must not make the same name, nor
 * recycle the same Volume. Ends with the transaction.
 */
export const lockVolumeChoice: Statement = repeatable(sql`
  SELECT pg_advisory_xact_lock(hashtext('understudy.volume-choice'))`);

export const setVolStatus = (mediaId: number, volStatus: VolStatus): Statement<Media> =>
  repeatable(sql`UPDATE Media SET VolStatus = ${volStatus} WHERE MediaId = ${mediaId} RETURNING ${mediaColumns}`);

/** Counters begin anew, VolBytes at 1; FirstWritten is stored as 1970 and the next write sets it. */
export const recycleMedia = (mediaId: number): Statement<Media> => sql`
  UPDATE Media
     SET VolStatus = 'Recycle', VolJobs = 0, VolFiles = 0, VolBlocks = 0, VolErrors = 0, VolBytes = 1,
         VolParts = 0, VolCloudParts = 0, LastPartBytes = 0, FirstWritten = ${new Date(0)},
         RecycleCount = RecycleCount + 1
   WHERE MediaId = ${mediaId}
  RETURNING ${mediaColumns}`;

/** Status Purged, in the Pool where purged Volumes go. */
export const markPurged = (mediaId: number, poolId: number): Statement<Media> =>
  repeatable(sql`
  UPDATE Media SET VolStatus = 'Purged', PoolId = ${poolId} WHERE MediaId = ${mediaId} RETURNING ${mediaColumns}`);

/** From Scratch into `poolId`, with that Pool's limits; status and RecyclePool stay its own. */
export const moveMediaToPool = (mediaId: number, poolId: number): Statement<Media> =>
  repeatable(sql`
  UPDATE Media
     SET PoolId = Pool.PoolId, MaxVolBytes = Pool.MaxVolBytes, MaxVolJobs = Pool.MaxVolJobs,
         MaxVolFiles = Pool.MaxVolFiles, VolUseDuration = Pool.VolUseDuration, VolRetention = Pool.VolRetention,
         CacheRetention = Pool.CacheRetention, Recycle = Pool.Recycle, ActionOnPurge = Pool.ActionOnPurge,
         ScratchPoolId = Pool.ScratchPoolId, LabelType = Pool.LabelType
    FROM Pool
   WHERE MediaId = ${mediaId} AND Pool.PoolId = ${poolId}
  RETURNING ${qualifiedMediaColumns}`);

/** Both tables of an UPDATE … FROM Pool have columns of these names. */
const qualifiedMediaColumns: Statement = {
  ...mediaColumns,
  text: mediaColumns.text.replace(/(\w+) AS/g, 'Media.$1 AS'),
};
