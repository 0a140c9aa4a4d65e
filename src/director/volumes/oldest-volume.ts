/** Steps 7 and 8 of the search: the oldest Volume of the Pool is emptied, with or without regard to retention (08a §2). */
import { type Media, mediaByIdLocked, oldestVolume, type Queryable } from '../../catalog/index.ts';
import type { PruneFacts } from './prune-volume.ts';
import { recycleVolume } from './recycle-volume.ts';
import type { SearchScene } from './search.ts';

export interface Emptying {
  readonly doing: 'Purging' | 'Pruning';
  empty(transaction: Queryable, media: Media, facts: PruneFacts): Promise<Media>;
}

/** Only a Volume that became empty, and stayed in this Pool, is taken. */
export async function emptyOldestVolume(
  transaction: Queryable,
  scene: SearchScene,
  { doing, empty }: Emptying,
): Promise<Media | undefined> {
  const { poolId, clock } = scene.context;
  const oldest = await findLocked(transaction, scene);
  if (oldest === undefined) return undefined;
  scene.say('info', `${doing} oldest volume "${oldest.volumeName}"`);
  const emptied = await empty(transaction, oldest, { now: clock.now(), say: (text) => scene.say('info', text) });
  if (emptied.volStatus === 'Recycle') return emptied;
  if (emptied.volStatus !== 'Purged' || emptied.poolId !== poolId) return undefined;
  return recycleVolume(transaction, emptied, scene);
}

/** Asked again when its row is locked: a Job may have begun to write to it meanwhile. */
async function findLocked(transaction: Queryable, scene: SearchScene): Promise<Media | undefined> {
  const oldest = oldestVolume(scene.filter(false));
  const found = await transaction.find(oldest);
  if (found === undefined) return undefined;
  await transaction.find(mediaByIdLocked(found.mediaId));
  const still = await transaction.find(oldest);
  return still?.mediaId === found.mediaId ? still : undefined;
}
