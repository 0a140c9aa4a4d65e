/**
 * `relabel` (page 03 §8, 05 §6.2). The same name twice truncates a Volume. With another name genuine daemons leave a file
 * whose label contradicts its name, which nobody can use any more; here a new file is made and the old one removed.
 */
import type { ByteString } from '../../../../core/index.ts';
import type { VolumeFile } from '../../device/index.ts';
import type { RelabelCommand } from '../commands.ts';
import type { Drive } from '../drive.ts';
import { readLabel } from '../label/read-label.ts';
import { writeLabel } from '../label/write-label.ts';
import type { MediaTools } from '../tools.ts';
import { labelVolume, POOL_TYPE } from './label.ts';
import { inUse, labelFailed, labelled, wrongVolume } from './labelled.ts';

export async function relabelVolume(drive: Drive, command: RelabelCommand, tools: MediaTools): Promise<ByteString> {
  const { oldVolume, volume } = command;
  const { drives } = tools;
  const isUsed = drive.appendsTo(oldVolume) || drives.otherWriter(oldVolume, drive) !== undefined;
  if (isUsed || drives.isRead(oldVolume, drive)) return inUse(oldVolume);
  try {
    await using file = await drive.device.open(oldVolume, 'write');
    if (tools.appending.has(file.identity)) return inUse(oldVolume);
    await file.claim();
    const found = await readLabel(file, oldVolume);
    if (found.kind !== 'empty' && (found.kind !== 'label' || found.label.volume !== oldVolume)) return wrongVolume;
    if (drive.held?.name === oldVolume) drive.held = undefined;
    return volume === oldVolume ? await truncate(file, drive, command, tools) : await rename(drive, command, tools);
  } catch (error) {
    return labelFailed(drive, command, error);
  }
}

async function truncate(
  file: VolumeFile,
  drive: Drive,
  command: RelabelCommand,
  tools: MediaTools,
): Promise<ByteString> {
  const { volume, pool, mediaType } = command;
  await file.truncate(0);
  const label = { volume, pool, poolType: POOL_TYPE, mediaType };
  return labelled(drive, command, await writeLabel(file, label, { kind: 'preLabel' }, tools));
}

async function rename(drive: Drive, command: RelabelCommand, tools: MediaTools): Promise<ByteString> {
  const answer = await labelVolume(drive, command, tools);
  if (answer.startsWith('3000 ')) await drive.device.remove(command.oldVolume);
  return answer;
}
