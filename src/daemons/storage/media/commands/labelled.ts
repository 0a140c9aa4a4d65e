/** The answers to `label` and `relabel` (page 03 §8). */
import { type ByteString, describeError, toByteString } from '../../../../core/index.ts';
import { DeviceMissingError, VolumeMissingError, VolumeNameError } from '../../device/index.ts';
import type { LabelCommand } from '../commands.ts';
import { printDevice } from '../device-name.ts';
import type { Drive } from '../drive.ts';
import { VOLUME_TYPE_FILE } from '../find-volume.ts';
import { protects } from '../protect/protect.ts';

/** The bytes become VolBytes in the Catalog. */
export function labelled(drive: Drive, { volume, release }: LabelCommand, bytes: number): ByteString {
  const useProtect = protects(drive.resource) ? 1 : 0;
  const protection = release === '15.0' ? `UseProtect=${useProtect} VolEncrypted=0 ` : '';
  const figures = `VolBytes=${bytes} VolABytes=0 VolType=${VOLUME_TYPE_FILE}`;
  return `3000 OK label. ${figures} ${protection}Volume="${volume}" Device=${printDevice(drive.resource)}\n`;
}

export const alreadyLabelled = (volume: ByteString): ByteString =>
  `3920 Cannot label Volume because it is already labeled: "${volume}"\n`;

export const wrongVolume: ByteString = '3921 Wrong volume mounted.\n';

export function labelFailed(drive: Drive, { volume }: LabelCommand, error: unknown): ByteString {
  const why = toByteString(describeError(error));
  if (error instanceof VolumeNameError) return `3917 Failed to label Volume: ERR=${why}\n`;
  if (error instanceof VolumeMissingError) return `3918 Failed to label Volume (no media): ERR=${why}\n`;
  if (error instanceof DeviceMissingError) {
    return `3929 Unable to open device "${printDevice(drive.resource)}": ERR=${why}\n`;
  }
  return `3912 Failed to label Volume ${volume}: ERR=${why}\n`;
}

export const inUse = (volume: ByteString): ByteString =>
  `3908 Error reserving volume: Volume "${volume}" is in use by a Job.\n`;
