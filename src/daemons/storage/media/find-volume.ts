/**
 * Asks the Director for a Volume to append to (FindMedia, page 03 §5.1): the first, then the next where another drive
 * is using that one, until it has no more or says the same again.
 */
import type { ByteString } from '../../../core/index.ts';
import type { VolumeAnswer } from '../../../protocol/index.ts';
import type { Drive } from './drive.ts';
import type { Drives } from './drives.ts';
import type { VolumeCatalog } from './storage-job.ts';

/** VolType of a plain file (page 03 §5.6). */
export const VOLUME_TYPE_FILE = 1;
const TRIES_MORE = 30;

export interface Search {
  readonly catalog: VolumeCatalog;
  readonly pool: ByteString;
  readonly mediaType: ByteString;
  /** False: nothing is to be created for us, what exists will do. */
  readonly create: boolean;
  /** Volumes that turned out not to be usable. */
  readonly passedOver: ReadonlySet<ByteString>;
}

export interface Found {
  readonly volume: VolumeAnswer;
  /** Another drive on which Jobs use it. */
  readonly usedOn?: Drive;
}

/** Whether a Volume in use on another drive will do as well: never, where none else is found, or at once. */
export type AcceptUsed = (other: Drive) => 'no' | 'otherwise' | 'yes';

export async function findVolume(
  drive: Drive,
  drives: Drives,
  search: Search,
  acceptUsed: AcceptUsed = () => 'no',
): Promise<Found | undefined> {
  const roomy = search.create && (await hasRoom(drive));
  let last: ByteString | undefined;
  let used: Found | undefined;
  for (let index = 1; index <= drives.all.length + TRIES_MORE; index++) {
    const verdict = await search.catalog.findMedia(query(search, index, roomy));
    if (verdict.kind === 'refused' || verdict.volume.volume === last) break;
    const { volume } = verdict;
    last = volume.volume;
    if (search.passedOver.has(last)) continue;
    const usedOn = drives.otherWriter(last, drive);
    if (usedOn === undefined) return { volume };
    const accepted = acceptUsed(usedOn);
    if (accepted === 'yes') return { volume, usedOn };
    if (accepted === 'otherwise') used ??= { volume, usedOn };
  }
  return used;
}

const query = ({ pool, mediaType }: Search, index: number, create: boolean) => ({
  index,
  pool,
  mediaType,
  volumeType: VOLUME_TYPE_FILE,
  create,
  useProtect: false,
  encrypted: false,
});

/** Below Minimum Free Space no new Volume may be made (08a §2). A folder that cannot be asked is found out later. */
export async function hasRoom(drive: Drive): Promise<boolean> {
  const space = await drive.device.space().catch(() => undefined);
  return space === undefined || space.freeBytes >= drive.resource.minimumFeeSpaceBytes;
}
