/**
 * `mount`, `unmount` and `release` (page 03 §8). Files need no mounting: mount wakes a Job that waits for a Volume, unmount
 * takes the device from a Job that waits and does nothing to an idle one, release makes the drive forget the Volume that it would go on with.
 */
import type { ByteString } from '../../../../core/index.ts';
import type { Appender } from '../append/appender.ts';
import { printDevice } from '../device-name.ts';
import type { Drive } from '../drive.ts';
import type { MediaTools } from '../tools.ts';

export function mount(drive: Drive, { bell }: MediaTools): ByteString {
  const device = printDevice(drive.resource);
  const { unmounted } = drive;
  drive.unmounted = false;
  if (unmounted || drive.blocked !== undefined) bell.ring();
  if (drive.blocked !== undefined) return `3001 OK mount requested. Device=${device}\n`;
  if (drive.busy && drive.held === undefined) return `3001 Device "${device}" is doing acquire.\n`;
  if (unmounted) return `3002 Device "${device}" is mounted.\n`;
  return `3906 File device "${device}" is always mounted.\n`;
}

export function unmount(drive: Drive, appender: Appender | undefined): ByteString {
  const device = printDevice(drive.resource);
  if (drive.blocked !== undefined) {
    drive.unmounted = true;
    return `3001 Device "${device}" unmounted.\n`;
  }
  const busy = whyBusy(drive, appender);
  if (busy !== undefined) return busy;
  return `3901 Device "${device}" is already unmounted.\n`;
}

export function release(drive: Drive, appender: Appender | undefined): ByteString {
  const device = printDevice(drive.resource);
  if (drive.blocked !== undefined) return `3922 Device "${device}" waiting for ${WAITS[drive.blocked.why]}.\n`;
  const busy = whyBusy(drive, appender);
  if (busy !== undefined) return busy;
  if (drive.held === undefined) return `3921 Device "${device}" already released.\n`;
  drive.held = undefined;
  return `3022 Device "${device}" released.\n`;
}

const WAITS = { media: 'sysop', mount: 'mount' } as const;

/** The refusal where Jobs are on the device. */
function whyBusy(drive: Drive, appender: Appender | undefined): ByteString | undefined {
  if (!drive.busy) return undefined;
  const device = printDevice(drive.resource);
  if (drive.reading) return `3936 Device "${device}" is busy reading.\n`;
  const writers = appender?.writers ?? 0;
  return `3937 Device "${device}" is busy with writers=${writers} reserved=${drive.seats.size - writers}.\n`;
}
