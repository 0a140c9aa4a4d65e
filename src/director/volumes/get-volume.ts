/**
 * GetVolInfo: may the Storage Daemon write to this Volume now, or is it there to be read (03 §5.2)? Most answers are
 * a plain look; only where something has to change is the row locked and the question asked again.
 */
import { type Media, mediaByName, mediaByNameLocked, type Queryable, setVolStatus } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { formatVolumeRefused, formatVolumeUnknown, type GetVolume } from '../../protocol/index.ts';
import type { VolumeContext } from './context.ts';
import { decideWrite, type WriteFacts, type WriteVerdict } from './may-write.ts';
import { pruneVolume } from './prune-volume.ts';
import { recycleVolume } from './recycle-volume.ts';
import { unfitVolumesOf } from './unfit-volumes.ts';
import { volumeInfo } from './volume-info.ts';

export async function getVolume(request: GetVolume, context: VolumeContext): Promise<ByteString> {
  const media = await context.catalog.find(mediaByName(request.volume));
  if (media === undefined) return formatVolumeUnknown(request.volume);
  if (!request.write)
    return media.enabled === 1 ? volumeInfo(media, context.sdVersion) : refusal(media, 'is not Enabled');
  const found = await settle(media, context);
  if (!('why' in found)) return volumeInfo(found.media, context.sdVersion);
  if (context.reserved?.() === true) noteMisplaced(found.media.volumeName, context);
  return refusal(found.media, found.why);
}

function noteMisplaced(holds: ByteString, context: VolumeContext): void {
  const misplaced = unfitVolumesOf(context).refused(holds);
  if (misplaced === undefined) return;
  const wanted = misplaced.volumeName;
  context.say(
    'warning',
    `Storage finds Volume "${holds}" where "${wanted}" should be, and is given another one. Look at "${wanted}" with bls -L; if it is lost, set its status to Error.`,
  );
}

const refusal = (media: Media, why: ByteString): ByteString =>
  formatVolumeRefused(media.volumeName, media.volStatus, why);

type Settled = { readonly media: Media } | { readonly media: Media; readonly why: ByteString };

/** Expired, then perhaps pruned, then recycled: each leaves the Volume in a state that the next question is about. */
const ACTS_MAX = 3;

async function settle(first: Media, context: VolumeContext): Promise<Settled> {
  let media = first;
  for (let acts = 0; acts <= ACTS_MAX; acts++) {
    const verdict = decideWrite(media, factsFor(media, context));
    if (verdict.kind === 'yes') return { media };
    if (verdict.kind === 'no') return { media, why: verdict.why };
    const after = await act(media, verdict, context);
    if (verdict.kind === 'expire' && after.recycle === 0) return { media: after, why: 'volume has expired' };
    if (verdict.kind === 'prune' && after.volStatus === media.volStatus)
      return { media: after, why: verdict.otherwise };
    media = after;
  }
  return { media, why: 'but its status keeps changing' };
}

/** A Volume that was offered to this Job has the media type that its Storage asked for. */
const factsFor = (media: Media, { poolId, pool, storage, clock, offered }: VolumeContext): WriteFacts => ({
  poolId,
  mediaType: offered.includes(media.mediaId) ? undefined : storage.mediaType,
  useVolumeOnce: pool.useVolumeOnce,
  recycleCurrentVolume: pool.recycleCurrentVolume,
  now: clock.now(),
});

type Act = Exclude<WriteVerdict, { readonly kind: 'yes' | 'no' }>;

/** Does what the verdict asks for, if under the lock the row is still what it was judged by. */
async function act(media: Media, verdict: Act, context: VolumeContext): Promise<Media> {
  const messages: ByteString[] = [];
  const after = await context.catalog.transaction(
    async (transaction) => {
      messages.length = 0;
      const current = await transaction.one(mediaByNameLocked(media.volumeName));
      if (current.volStatus !== media.volStatus) return current;
      return perform(transaction, current, verdict, { context, say: (text) => messages.push(text) });
    },
    { repeatable: true },
  );
  for (const message of messages) context.say('info', message);
  return after;
}

type Telling = { readonly context: VolumeContext; say(text: ByteString): void };

function perform(transaction: Queryable, media: Media, verdict: Act, { context, say }: Telling): Promise<Media> {
  switch (verdict.kind) {
    case 'expire':
      say(verdict.expiry.message);
      return transaction.one(setVolStatus(media.mediaId, verdict.expiry.volStatus));
    case 'recycle':
      return recycleVolume(transaction, media, { say: (_type, text) => say(text) }, 'current ');
    case 'prune':
      return pruneVolume(transaction, media, { now: context.clock.now(), say });
  }
}
