/**
 * Protects one Volume of a device as its resource says (Set Volume Read Only, Set Volume Immutable): for the Volume
 * Retention of the Catalog, and never for less than Minimum Volume Protection Time.
 */
import type { DeviceResource } from '../../../../config/index.ts';
import type { ByteString, Clock } from '../../../../core/index.ts';
import { type Protected, protectVolume } from '../../device/index.ts';
import type { Drive } from '../drive.ts';
import { protection } from '../messages.ts';

export const protects = ({ setVolumeReadOnly, setVolumeImmutable }: DeviceResource): boolean =>
  setVolumeReadOnly || setVolumeImmutable;

export interface ProtectionOutcome {
  readonly text: ByteString;
  /** Less than was wanted. */
  readonly short: boolean;
}

const DAY_MS_MAX = 8.64e15;

/** `retentionSec`: of the Volume in the Catalog. Throws a DeviceError. */
export async function protectOne(
  { device, resource }: Drive,
  volume: ByteString,
  retentionSec: number,
  clock: Clock,
): Promise<ProtectionOutcome> {
  const seconds = Math.max(retentionSec, resource.minimumVolumeProtectionTimeSec);
  const until = new Date(Math.min(DAY_MS_MAX, clock.now().getTime() + seconds * 1000));
  const done: Protected = await protectVolume(device.path, volume, { immutable: resource.setVolumeImmutable, until });
  if (done === 'immutable') return { text: protection.immutable(volume, until, seconds), short: false };
  const text = protection.readOnly(volume, until, seconds);
  if (done === 'read-only') return { text, short: false };
  const why = done.endsWith('not permitted')
    ? 'the daemon lacks the capability CAP_LINUX_IMMUTABLE'
    : 'the file system or this machine does not support it';
  return { text: `${text.trimEnd()} It could not be made immutable: ${why}\n`, short: true };
}
