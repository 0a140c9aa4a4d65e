/**
 * FindMedia: the next Volume to append to (08a §2). Most Jobs find one that is being appended to, by a plain look.
 * Otherwise the whole search runs in one transaction under the Catalog's lock, so that two Jobs never create the same
 * name nor recycle the same Volume. Pruning may take long, and is done outside that lock.
 */
import {
  lockVolumeChoice,
  type Media,
  mediaByIdLocked,
  nextAppendable,
  type Queryable,
  setVolStatus,
} from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { type FindMedia, formatNoMedia } from '../../protocol/index.ts';
import type { VolumeContext } from './context.ts';
import { expiryOf } from './limits.ts';
import { pruneOneVolume } from './prune-for-pool.ts';
import { Search } from './search.ts';
import { tellNoVolume } from './tell-no-volume.ts';
import { unfitVolumesOf } from './unfit-volumes.ts';
import { volumeInfo } from './volume-info.ts';

const ROUNDS_MAX = 200;

export async function findMedia(request: FindMedia, context: VolumeContext): Promise<ByteString> {
  if (request.pool !== context.pool.name) return formatNoMedia(`Pool "${request.pool}" is not the Pool of this Job.`);
  if (request.index <= 1) context.offered.length = 0;
  const unfit = unfitVolumesOf(context);
  let found = await findUsable(request, context);
  if (typeof found === 'string' && unfit.mediaIds.length > 0) {
    unfit.forgive();
    found = await findUsable(request, context);
  }
  if (typeof found === 'string') {
    // For n > 1 the Volumes offered before may still do: the Storage decides whether to wait.
    if (request.index <= 1) await tellNoVolume(request, context, found);
    return formatNoMedia(found);
  }
  context.offered.push(found.mediaId);
  unfit.offered(found);
  return volumeInfo(found, context.sdVersion);
}

/** The Volume, or why there is none. */
async function findUsable(request: FindMedia, context: VolumeContext): Promise<Media | ByteString> {
  const search = new Search(request, context);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const media = (await appendAtOnce(search, context)) ?? (await searchLocked(search, context));
    if (media === 'prune') search.pruned = !(await pruneOneVolume(search, context));
    else if (media === undefined) return search.why;
    else if (!(await expire(media, request, context))) return media;
  }
  return 'We seem to be looping trying to find the next volume. I give up.';
}

/** Without a lock: whoever appends to a Volume need not be alone. A changer's own Volumes come first there, too. */
const appendAtOnce = (search: Search, { catalog }: VolumeContext): Promise<Media | undefined> =>
  catalog.find(nextAppendable(search.filter(search.context.storage.autochanger)));

async function searchLocked(search: Search, context: VolumeContext): Promise<Media | 'prune' | undefined> {
  const found = await context.catalog.transaction(
    async (transaction) => {
      search.begin();
      await transaction.execute(lockVolumeChoice);
      return search.run(transaction);
    },
    { repeatable: true },
  );
  search.tell();
  return found;
}

/** True where a limit was reached meanwhile: the Volume is marked, and another one is looked for. */
async function expire(media: Media, request: FindMedia, context: VolumeContext): Promise<boolean> {
  const facts = { useVolumeOnce: context.pool.useVolumeOnce, now: context.clock.now() };
  if (expiryOf(media, facts) === undefined) return false;
  // The Storage protects what is expired: it gets the Volume once more.
  if (request.useProtect && media.useProtect !== 0) return false;
  const mark = async (transaction: Queryable) => {
    const current = await transaction.find(mediaByIdLocked(media.mediaId));
    const expiry = current && expiryOf(current, facts);
    if (expiry !== undefined) await transaction.execute(setVolStatus(media.mediaId, expiry.volStatus));
    return expiry;
  };
  const expiry = await context.catalog.transaction(mark, { repeatable: true });
  if (expiry !== undefined) context.say('info', expiry.message);
  return true;
}
