/**
 * `relabel` (page 03 §8, 05 §6.2). The same name twice truncates a Volume. With another name genuine daemons leave a file
 * whose label contradicts its name, which nobody can use any more; here a new file is made and the old one removed.
 */
import type { ByteString } from '../../../../core/index.ts';
import { unprotectVolume, type VolumeFile } from '../../device/index.ts';
import type { RelabelCommand } from '../commands.ts';
import type { Drive } from '../drive.ts';
import { type FoundLabel, readLabel } from '../label/read-label.ts';
import { writeLabel } from '../label/write-label.ts';
import { protects } from '../protect/protect.ts';
import type { MediaTools } from '../tools.ts';
import { labelVolume, POOL_TYPE } from './label.ts';
import { inUse, labelFailed, labelled, wrongVolume } from './labelled.ts';

export async function relabelVolume(drive: Drive, command: RelabelCommand, tools: MediaTools): Promise<ByteString> {
  const { oldVolume, volume } = command;
  const { drives } = tools;
  const isUsed = drive.appendsTo(oldVolume) || drives.otherWriter(oldVolume, drive) !== undefined;
  if (isUsed || drives.isRead(oldVolume, drive)) return inUse(oldVolume);
  try {
    const now = tools.clock.now();
    await unprotectVolume(drive.device.path, oldVolume, { now, lift: protects(drive.resource) });
    await using file = await drive.device.open(oldVolume, 'write');
    if (tools.appending.has(file.identity)) return inUse(oldVolume);
    await file.claim();
    const found = await readLabel(file, oldVolume);
    if (!isOrWas(found, oldVolume)) return wrongVolume;
    if (drive.held?.name === oldVolume) drive.held = undefined;
    return volume === oldVolume ? await truncate(file, drive, command, tools) : await rename(drive, command, tools);
  } catch (error) {
    return labelFailed(drive, command, error);
  }
}

/** A truncation that was cut short left no label, or part of one. */
const isOrWas = (found: FoundLabel, volume: ByteString): boolean =>
  found.kind === 'empty' || found.kind === 'unfinished' || (found.kind === 'label' && found.label.volume === volume);

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
  const answer = (await labelledBefore(drive, command)) ?? (await labelVolume(drive, command, tools));
  if (answer.startsWith('3000 ')) await drive.device.remove(command.oldVolume);
  return answer;
}

/** Where this was cut short between its two steps the new Volume is there, and nobody has used it. */
async function labelledBefore(drive: Drive, command: RelabelCommand): Promise<ByteString | undefined> {
  const { volume } = command;
  try {
    await using file = await drive.device.open(volume, 'read');
    const found = await readLabel(file, volume);
    const isUnused = found.kind === 'label' && found.preLabel && found.label.volume === volume;
    return isUnused && (await file.sizeBytes()) === found.end ? labelled(drive, command, found.end) : undefined;
  } catch {
    return undefined;
  }
}
