/**
 * May this Job write to this Volume now? The answer to GetVolInfo write=1, as a decision: yes, no and why, or what
 * has to be done first (08a §2). Doing it is get-volume.ts's.
 */
import type { Media } from '../../catalog/index.ts';
import { type ByteString, unixSeconds } from '../../core/index.ts';
import { type Expiry, expiryOf } from './limits.ts';
import { VOLUME_STATES } from './transitions.ts';

export interface WriteFacts {
  readonly poolId: number;
  /** Undefined where the Storage itself asked for this Volume's media type and got it offered. */
  readonly mediaType: ByteString | undefined;
  readonly useVolumeOnce: boolean;
  readonly recycleCurrentVolume: boolean;
  readonly now: Date;
}

export type WriteVerdict =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly why: ByteString }
  /** Mark it, and ask again. */
  | { readonly kind: 'expire'; readonly expiry: Expiry }
  /** It is Purged: overwrite it. */
  | { readonly kind: 'recycle' }
  /** Its time may be over: delete what is older, and recycle it if nothing is left; otherwise no, and why. */
  | { readonly kind: 'prune'; readonly otherwise: ByteString };

const no = (why: ByteString): WriteVerdict => ({ kind: 'no', why });

const NOT_WRITABLE = 'but should be Append, Purged or Recycle';
const NOT_RECYCLED_AGAIN = `${NOT_WRITABLE} (cannot automatically recycle current volume, as it still contains unpruned data or the Volume Retention time has not expired.)`;
/** A Volume a minute short of its time may be asked for now and pruned when its minute is over. */
const RETENTION_SLACK_SEC = 60;

export function decideWrite(media: Media, facts: WriteFacts): WriteVerdict {
  if (media.poolId !== facts.poolId) return no('not in Pool');
  if (facts.mediaType !== undefined && media.mediaType !== facts.mediaType) return no('not correct MediaType');
  if (media.enabled !== 1) return no('is not Enabled');
  const expiry = expiryOf(media, facts);
  if (expiry !== undefined) return { kind: 'expire', expiry };
  if (VOLUME_STATES[media.volStatus].append) return { kind: 'yes' };
  if (media.recycle === 0) return no('volume has recycling disabled');
  if (media.volStatus === 'Purged') return { kind: 'recycle' };
  if (!facts.recycleCurrentVolume || !VOLUME_STATES[media.volStatus].prune) return no(NOT_WRITABLE);
  return retentionOver(media, facts.now) ? { kind: 'prune', otherwise: NOT_RECYCLED_AGAIN } : no(NOT_RECYCLED_AGAIN);
}

/** Retention 0 is for ever. */
function retentionOver({ lastWritten, volRetentionSec }: Media, now: Date): boolean {
  if (volRetentionSec === 0) return false;
  const since = lastWritten === null ? 0 : unixSeconds(lastWritten);
  return since + volRetentionSec - RETENTION_SLACK_SEC < unixSeconds(now);
}
