/**
 * `label` (page 03 §8): a new Volume with a label that no Job has used. A file that holds anything at all is left alone.
 * The Catalog is the Director's business; Jobs that wait for media are woken by the mount that follows.
 */
import type { ByteString } from '../../../../core/index.ts';
import { type VolumeFile, VolumePresentError } from '../../device/index.ts';
import type { LabelCommand } from '../commands.ts';
import type { Drive } from '../drive.ts';
import { readLabel } from '../label/read-label.ts';
import { writeLabel } from '../label/write-label.ts';
import type { MediaTools } from '../tools.ts';
import { alreadyLabelled, labelFailed, labelled } from './labelled.ts';

/** Every Pool is of this type to a label that an operator writes. */
export const POOL_TYPE: ByteString = 'Backup';

export async function labelVolume(drive: Drive, command: LabelCommand, tools: MediaTools): Promise<ByteString> {
  const { volume, pool, mediaType } = command;
  try {
    await using file = await openNew(drive, volume);
    if (tools.appending.has(file.identity)) return alreadyLabelled(volume);
    await file.claim();
    const found = await readLabel(file, volume);
    if (found.kind === 'label') return alreadyLabelled(found.label.volume);
    if (found.kind === 'foreign') return alreadyLabelled(volume);
    const label = { volume, pool, poolType: POOL_TYPE, mediaType };
    return labelled(drive, command, await writeLabel(file, label, { kind: 'preLabel' }, tools));
  } catch (error) {
    return labelFailed(drive, command, error);
  }
}

/** An empty file is as good as none. */
async function openNew({ device }: Drive, volume: ByteString): Promise<VolumeFile> {
  try {
    return await device.open(volume, 'create');
  } catch (error) {
    if (error instanceof VolumePresentError) return device.open(volume, 'write');
    throw error;
  }
}
