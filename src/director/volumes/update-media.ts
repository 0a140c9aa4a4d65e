/** UpdateMedia: the Storage Daemon says how a Volume stands; the answer may say that it has had enough (03 §5.3). */
import {
  type Media,
  mediaByNameLocked,
  pinVolume,
  setVolStatus,
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
  const updated = await store(request, context);
  if (updated === undefined) return formatUpdateFailed(request.volume, 'not in catalog');
  if (updated.message !== undefined) context.say('info', updated.message);
  return volumeInfo(updated.media, context.sdVersion);
}

/** The row as it is afterwards, and what the Job should be told. */
const store = (
  request: UpdateMedia,
  { catalog, jobId, jobStart, storage, pool, clock }: VolumeContext,
): Promise<{ media: Media; message?: ByteString } | undefined> =>
  catalog.transaction(
    async (transaction) => {
      const before = await transaction.find(mediaByNameLocked(request.volume));
      if (before === undefined) return undefined;
      const counters = mergeUpdate(before, request, { jobStart, storageId: storage.storageId });
      const media = await transaction.one(updateMediaCounters(counters));
      if (media.inChanger !== 0 && (before.slot !== media.slot || before.inChanger === 0)) {
        await transaction.execute(vacateSlot(media.slot, media.storageId, media.mediaId));
      }
      if (media.volJobs > before.volJobs) await transaction.execute(pinVolume(jobId, media.mediaId));
      const expiry = expiryOf(media, { useVolumeOnce: pool.useVolumeOnce, now: clock.now() });
      if (expiry === undefined) return { media };
      return {
        media: await transaction.one(setVolStatus(media.mediaId, expiry.volStatus)),
        message: expiry.message,
      };
    },
    { repeatable: true },
  );
