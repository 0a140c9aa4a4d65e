/** `volumeprotect` of 15.x (page 03 §8): a Volume that is full or used is protected on an operator's word. */
import { type ByteString, describeError, toByteString } from '../../../../core/index.ts';
import type { ProtectCommand } from '../commands.ts';
import { printDevice } from '../device-name.ts';
import type { Drive } from '../drive.ts';
import { protectOne, protects } from '../protect/protect.ts';
import type { MediaTools } from '../tools.ts';

export async function protect(
  drive: Drive,
  command: ProtectCommand,
  { drives, clock }: MediaTools,
): Promise<ByteString> {
  const { volume, retentionSec } = command;
  const device = printDevice(drive.resource);
  if (!protects(drive.resource)) {
    return `3900 Device "${device}" does not protect Volumes: it has neither Set Volume Read Only nor Set Volume Immutable.\n`;
  }
  if (drive.appendsTo(volume) || drives.otherWriter(volume, drive) !== undefined) {
    return `3907 Volume "${volume}" is in use by a Job.\n`;
  }
  try {
    return `3000 ${(await protectOne(drive, volume, retentionSec, clock)).text}`;
  } catch (error) {
    return `3901 Cannot protect Volume "${volume}": ERR=${toByteString(describeError(error))}\n`;
  }
}
