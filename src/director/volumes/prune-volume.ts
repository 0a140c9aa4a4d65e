/**
 * Deletes the Jobs on a Volume whose time is over, and marks it Purged when none is left (08a §4). Runs inside the
 * caller's transaction, under a lock on the Volume's row.
 */
import {
  deleteJobs,
  jobsOnVolume,
  type Media,
  markPurged,
  poolById,
  promoteCopies,
  type Queryable,
  volumeHoldsJobs,
} from '../../catalog/index.ts';
import { type ByteString, unixSeconds } from '../../core/index.ts';
import { recountPools } from './recount-pools.ts';
import { VOLUME_STATES } from './transitions.ts';

export interface PruneFacts {
  readonly now: Date;
  say(text: ByteString): void;
}

/** Jobs older than the Volume's retention go; retention 0 keeps them for ever. */
export async function pruneVolume(transaction: Queryable, media: Media, facts: PruneFacts): Promise<Media> {
  if (media.volRetentionSec === 0 || !VOLUME_STATES[media.volStatus].prune) return media;
  const before = { jobTDateSec: unixSeconds(facts.now) - media.volRetentionSec };
  const jobs = await transaction.query(jobsOnVolume(media.mediaId, before));
  return purgeJobs(
    transaction,
    media,
    jobs.map(({ jobId }) => jobId),
    facts,
  );
}

/** All finished Jobs go, whatever their age. */
export async function purgeVolume(transaction: Queryable, media: Media, facts: PruneFacts): Promise<Media> {
  const jobs = await transaction.query(jobsOnVolume(media.mediaId));
  return purgeJobs(
    transaction,
    media,
    jobs.map(({ jobId }) => jobId),
    facts,
  );
}

async function purgeJobs(
  transaction: Queryable,
  media: Media,
  jobIds: readonly number[],
  { say }: PruneFacts,
): Promise<Media> {
  if (jobIds.length > 0) {
    const promoted = await transaction.query(promoteCopies(jobIds));
    if (promoted.length > 0)
      say(`Following Copy jobs have been upgraded to Backup jobs: ${promoted.map(({ jobId }) => jobId).join(',')}`);
    for (const statement of deleteJobs(jobIds)) await transaction.execute(statement);
  }
  const { holdsJobs } = await transaction.one(volumeHoldsJobs(media.mediaId));
  if (holdsJobs || !VOLUME_STATES[media.volStatus].purge) return media;
  say(`All records pruned from Volume "${media.volumeName}"; marking it "Purged"`);
  return markVolumePurged(transaction, media);
}

/** A purged Volume goes to its RecyclePool, where there is room for it. */
async function markVolumePurged(transaction: Queryable, media: Media): Promise<Media> {
  const home = await recyclePoolOf(transaction, media);
  const purged = await transaction.one(markPurged(media.mediaId, home));
  await recountPools(transaction, home === media.poolId ? [] : [home, media.poolId]);
  return purged;
}

async function recyclePoolOf(transaction: Queryable, media: Media): Promise<number> {
  if (media.recyclePoolId === 0 || media.recyclePoolId === media.poolId) return media.poolId;
  const pool = await transaction.find(poolById(media.recyclePoolId));
  const hasRoom = pool !== undefined && (pool.maxVols === 0 || pool.numVols < pool.maxVols);
  return hasRoom ? pool.poolId : media.poolId;
}
