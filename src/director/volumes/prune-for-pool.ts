/**
 * Step 4 of the search: Volumes whose Jobs are all past their retention are emptied, oldest first, until one can be
 * used (08a §2). Each Volume is a transaction of its own: deleting millions of File rows takes its time.
 */
import { type Media, mediaByIdLocked, prunableVolumes } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import type { VolumeContext } from './context.ts';
import { pruneVolume } from './prune-volume.ts';
import type { Search } from './search.ts';

/** True when a Volume of this Pool was freed. */
export async function pruneOneVolume(search: Search, context: VolumeContext): Promise<boolean> {
  const { catalog, offered, poolId } = context;
  for (const { mediaId } of await catalog.query(prunableVolumes(poolId, search.mediaType))) {
    if (offered.includes(mediaId)) continue;
    const pruned = await prune(mediaId, context);
    if (pruned?.volStatus === 'Purged' && pruned.poolId === poolId && pruned.recycle !== 0) return true;
  }
  return false;
}

async function prune(mediaId: number, context: VolumeContext): Promise<Media | undefined> {
  const messages: ByteString[] = [];
  const now = context.clock.now();
  const pruned = await context.catalog.transaction(
    async (transaction) => {
      messages.length = 0;
      const media = await transaction.find(mediaByIdLocked(mediaId));
      return media && pruneVolume(transaction, media, { now, say: (text) => messages.push(text) });
    },
    { repeatable: true },
  );
  for (const message of messages) context.say('info', message);
  return pruned;
}
