/** What a Storage Daemon's UpdateMedia makes of a Media row (03 §5.3). */
import type { Media, MediaCounters, VolStatus } from '../../catalog/index.ts';
import type { UpdateMedia } from '../../protocol/index.ts';
import { isReportedStatus, VOLUME_STATES } from './transitions.ts';

export interface UpdateFacts {
  readonly jobStart: Date;
  readonly storageId: number;
  /** It stood in the journal of a Job: that of another one may have told later figures already. */
  readonly mayBeLate?: boolean;
}

/**
 * Counters are absolute and replace ours, but files on a Volume never get fewer unless it was labelled anew; the
 * dates are ours to keep. MaxVolBytes is the row's, not the Storage's.
 */
export function mergeUpdate(media: Media, update: UpdateMedia, facts: UpdateFacts): MediaCounters {
  const { jobStart, storageId, mayBeLate = false } = facts;
  if (mayBeLate && isLate(media, update)) return { ...media, volStatus: statusAfter(media.volStatus, update.status) };
  const firstWrite = media.firstWritten === null || media.firstWritten.getTime() <= 0;
  const labelled = update.relabel || media.labelDate === null;
  return {
    mediaId: media.mediaId,
    volStatus: statusAfter(media.volStatus, update.status),
    volJobs: update.jobs,
    volFiles: update.relabel ? update.files : Math.max(update.files, media.volFiles),
    volBlocks: update.blocks,
    volBytes: update.bytes,
    volABytes: update.alignedBytes,
    volHoleBytes: update.holeBytes,
    volHoles: update.holes,
    volMounts: update.mounts,
    volErrors: update.errors,
    volWrites: update.writes,
    volType: update.volumeType,
    volParts: update.parts,
    volCloudParts: update.cloudParts,
    lastPartBytes: update.lastPartBytes,
    volReadTimeUs: update.readTimeUs,
    volWriteTimeUs: update.writeTimeUs,
    slot: update.slot,
    inChanger: update.inChanger ? 1 : 0,
    enabled: update.enabled,
    recycle: update.recycle ? 1 : 0,
    storageId: update.writes > media.volWrites ? storageId : media.storageId,
    protected: update.protected ? 1 : 0,
    useProtect: update.useProtect ? 1 : 0,
    volEncrypted: update.encrypted ? 1 : 0,
    firstWritten: firstWrite ? timeOr(update.firstWrittenSec, jobStart) : media.firstWritten,
    lastWritten: update.blocks === media.volBlocks ? media.lastWritten : timeOr(update.endTimeSec, jobStart),
    labelDate: labelled ? jobStart : media.labelDate,
  };
}

/** Writes and mounts are counted over all lives of a Volume; Jobs since it was labelled. */
const isLate = (media: Media, { writes, jobs, mounts }: UpdateMedia): boolean =>
  writes < media.volWrites || (writes === media.volWrites && (mounts < media.volMounts || jobs < media.volJobs));

/** A Storage that still believes in Append does not undo what an operator or a limit decided meanwhile. */
function statusAfter(ours: VolStatus, reported: string): VolStatus {
  if (!isReportedStatus(reported)) return ours;
  return reported === 'Append' && !VOLUME_STATES[ours].append ? ours : reported;
}

const timeOr = (seconds: number, otherwise: Date): Date => (seconds > 0 ? new Date(seconds * 1000) : otherwise);
