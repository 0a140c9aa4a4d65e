/** A Purged Volume is taken into use again: the Storage Daemon will truncate and label it (08a §1). */
import { type Media, type Queryable, recycleMedia } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';

export interface Teller {
  say(type: 'info', text: ByteString): void;
}

/** `which`: "current" where it is the Volume in the drive. */
export function recycleVolume(
  transaction: Queryable,
  media: Media,
  teller: Teller,
  which: '' | 'current ' = '',
): Promise<Media> {
  teller.say('info', `Recycled ${which}volume "${media.volumeName}"`);
  return transaction.one(recycleMedia(media.mediaId));
}
