/** A Volume on which nothing more is going to be written is protected, and its Jobs are told. */
import { describeError, toByteString } from '../../../../core/index.ts';
import type { AppendVolume } from '../append/append-volume.ts';
import type { Party } from '../append/party.ts';
import type { Drive } from '../drive.ts';
import { protection } from '../messages.ts';
import type { MediaTools } from '../tools.ts';
import { protectOne, protects } from './protect.ts';

export interface Protecting {
  readonly drive: Drive;
  readonly tools: MediaTools;
  readonly parties: readonly Party[];
}

/** Never rejects: a Volume that cannot be protected is full all the same, and the Jobs' logs say so. */
export async function protectFull(volume: AppendVolume, { drive, tools, parties }: Protecting): Promise<void> {
  if (!protects(drive.resource)) return;
  const jobs = parties.filter(({ failure }) => failure === undefined).map(({ job }) => job);
  try {
    const { text, short } = await protectOne(drive, volume.name, volume.figures.retentionSec, tools.clock);
    volume.markProtected();
    for (const job of jobs) job.say(short ? 'warning' : 'info', text);
  } catch (error) {
    const text = protection.failed(volume.name, drive.resource, toByteString(describeError(error)));
    for (const job of jobs) job.say('warning', text);
  }
}
