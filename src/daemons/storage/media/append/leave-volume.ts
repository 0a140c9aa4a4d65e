/**
 * The end of a Volume (page 05 §6.1): everything on it is made safe, then each Job's Director is told its ranges, then
 * one of them that the Volume is full. Only then may the next Volume be asked for.
 */
import { describeError, toByteString } from '../../../../core/index.ts';
import { DeviceFullError } from '../../device/index.ts';
import type { Drive } from '../drive.ts';
import { dayAndTime, message } from '../messages.ts';
import { protectFull } from '../protect/protect-full.ts';
import type { MediaTools } from '../tools.ts';
import type { AppendVolume } from './append-volume.ts';
import type { Party } from './party.ts';

export interface Leaving {
  readonly drive: Drive;
  readonly tools: MediaTools;
  /** All whose blocks may be on it, also those that have failed. */
  readonly parties: readonly Party[];
}

/** Rejects only where what was written could not be synced; a Director that cannot be told fails its Job alone. */
export async function leaveVolume(volume: AppendVolume, leaving: Leaving): Promise<void> {
  const { tools, drive, parties } = leaving;
  try {
    if (volume.failure !== undefined) {
      await volume.cut(volume.failure.end).catch((err) => {
        tools.logger.warn({ device: drive.name, volume: volume.name, err }, 'Torn block cannot be cut off');
      });
    }
    for (const party of parties) party.ranges.end();
    if (!volume.ruined) await volume.sync();
    explain(volume, leaving);
    if (!volume.ruined) await tellRanges(volume, parties);
    if (statusAfter(volume) === 'Full') await protectFull(volume, leaving);
    await tellStatus(volume, parties);
  } finally {
    await volume.close();
  }
}

/** The ranges that are safe, each to the Director of its Job. */
export async function tellRanges(volume: AppendVolume, parties: readonly Party[]): Promise<void> {
  await Promise.all(
    parties.map(async (party) => {
      const ranges = party.ranges.take(volume, volume.syncedEnd);
      if (ranges.length === 0) return;
      await party.catalog.createJobMedia(ranges).catch((error: Error) => party.fail(error));
    }),
  );
}

async function tellStatus(volume: AppendVolume, parties: readonly Party[]): Promise<void> {
  const speaker = parties.find((party) => party.failure === undefined) ?? parties[0];
  if (speaker === undefined) return;
  await volume.tell(speaker.catalog, { status: statusAfter(volume) }).catch((error: Error) => speaker.fail(error));
}

function statusAfter({ failure, ruined, blocks, figures: { status } }: AppendVolume): string {
  const isFull = failure?.error instanceof DeviceFullError;
  if (ruined || (failure !== undefined && !isFull)) return 'Error';
  // Where there was no room for as much as one block, it is not the Volume that is full.
  const stays = status !== 'Append' || (isFull && blocks === 0);
  return stays ? status : 'Full';
}

function explain(volume: AppendVolume, { drive, tools, parties }: Leaving): void {
  const error = volume.failure?.error;
  const { name, writtenEnd, figures, blocks } = volume;
  const why =
    error === undefined
      ? message.limit(name, drive.resource)
      : message.writeFailed(name, writtenEnd, drive.resource, toByteString(describeError(error)));
  const end = message.endOfMedium(name, writtenEnd, figures.blocks + blocks, dayAndTime(tools.clock.now()));
  for (const { job, failure } of parties) {
    if (failure !== undefined) continue;
    job.say(error === undefined || error instanceof DeviceFullError ? 'info' : 'error', why);
    job.say('info', end);
  }
}
