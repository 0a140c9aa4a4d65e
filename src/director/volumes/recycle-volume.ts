/** A Purged Volume is taken into use again: the Storage Daemon will truncate and label it (08a §1). */
import { type Media, type Queryable, recycleMedia } from '../../catalog/index.ts';

export const recycleVolume = (transaction: Queryable, media: Media): Promise<Media> =>
  transaction.one(recycleMedia(media.mediaId));
