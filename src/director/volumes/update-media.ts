/** UpdateMedia: the Storage Daemon says how a Volume stands; the answer may say that it has had enough (03 §5.3). */
import {
  type Media,
  type MediaCounters,
  mediaAsRead,
  mediaByNameLocked,
  pinVolume,
  type Queryable,
  updateMediaAsRead,
  updateMediaCounters,
  vacateSlot,
} from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { formatUpdateFailed, type UpdateMedia } from '../../protocol/index.ts';
import type { VolumeContext } from './context.ts';
import { expiryOf } from './limits.ts';
import { mergeUpdate } from './media-update.ts';
import { volumeInfo } from './volume-info.ts';

export async function updateMedia(request: UpdateMedia, context: VolumeContext): Promise<ByteString> {
  const stored = (await storeAsRead(request, context)) ?? (await storeLocked(request, context));
  if (stored === undefined) return formatUpdateFailed(request.volume, 'not in catalog');
  if (stored.message !== undefined) context.say('info', stored.message);
  return volumeInfo(stored.media, context.sdVersion);
}

/** The row as it is afterwards, and what the Job should be told. */
type Stored = { readonly media: Media; readonly message: ByteString | undefined };

/** Nobody else writes the row, most often: then no lock is needed. Undefined: somebody did, or there is more to do. */
async function storeAsRead(request: UpdateMedia, context: VolumeContext): Promise<Stored | undefined> {
  const { catalog, jobId } = context;
  const before = await catalog.find(mediaAsRead(request.volume));
  if (before === undefined || takesSlot(before, request)) return undefined;
  const { counters, message } = plan(before, request, context);
  const pinFor = beginsToWrite(before, request) ? jobId : undefined;
  const media = await catalog.find(updateMediaAsRead(counters, before.version, pinFor));
  return media && { media, message };
}

/**
 * From a Job's journal, as part of a transaction; says nothing, and returns what the Job should be told. Undefined: there is no such
 * Volume.
 */
export async function applyUpdateMedia(
  transaction: Queryable,
  request: UpdateMedia,
  context: VolumeContext,
): Promise<{ readonly message: ByteString | undefined } | undefined> {
  return store(transaction, request, context, true);
}

function storeLocked(request: UpdateMedia, context: VolumeContext): Promise<Stored | undefined> {
  const work = (transaction: Queryable) => store(transaction, request, context);
  return context.catalog.transaction(work, { repeatable: true });
}

async function store(
  transaction: Queryable,
  request: UpdateMedia,
  context: VolumeContext,
  mayBeLate = false,
): Promise<Stored | undefined> {
  const before = await transaction.find(mediaByNameLocked(request.volume));
  if (before === undefined) return undefined;
  const { counters, message } = plan(before, request, context, mayBeLate);
  const media = await transaction.one(updateMediaCounters(counters));
  if (takesSlot(before, request)) await transaction.execute(vacateSlot(media.slot, media.storageId, media.mediaId));
  if (beginsToWrite(before, request)) await transaction.execute(pinVolume(context.jobId, media.mediaId));
  return { media, message };
}

/** It was not in this slot before, so that whoever was there is not any more. */
const takesSlot = (before: Media, request: UpdateMedia): boolean =>
  request.inChanger && (before.inChanger === 0 || before.slot !== request.slot);

const beginsToWrite = (before: Media, request: UpdateMedia): boolean => request.jobs > before.volJobs;

/** The counters merged, and the limits asked: a Volume that has had enough is marked in the same write. */
function plan(
  before: Media,
  request: UpdateMedia,
  { jobStart, storage, pool, clock }: VolumeContext,
  mayBeLate = false,
): { counters: MediaCounters; message: ByteString | undefined } {
  const counters = mergeUpdate(before, request, { jobStart, storageId: storage.storageId, mayBeLate });
  const expiry = expiryOf({ ...before, ...counters }, { useVolumeOnce: pool.useVolumeOnce, now: clock.now() });
  if (expiry === undefined) return { counters, message: undefined };
  return { counters: { ...counters, volStatus: expiry.volStatus }, message: expiry.message };
}
