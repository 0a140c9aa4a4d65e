/** `enable` and `disable` of a device (page 03 §8): Jobs that are on it go on, new ones do not come. */
import type { ByteString } from '../../../../core/index.ts';
import { printDevice } from '../device-name.ts';
import type { Drive } from '../drive.ts';
import type { MediaTools } from '../tools.ts';

export function enable(drive: Drive, { bell }: MediaTools): ByteString {
  const device = printDevice(drive.resource);
  if (drive.enabled) return `3003 Device "${device}" already enabled.\n`;
  drive.enabled = true;
  bell.ring();
  return `3002 Device "${device}" enabled.\n`;
}

export function disable(drive: Drive): ByteString {
  drive.enabled = false;
  return `3002 Device "${printDevice(drive.resource)}" disabled.\n`;
}
