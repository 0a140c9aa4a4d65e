/** Room for storage groups (page 03 §8, store_mngr): of a device, or of all file systems of a changer. */
import type { ByteString } from '../../../core/index.ts';
import type { Drives } from './drives.ts';

/** Undefined: no such device, or none that can be asked. */
export async function freeBytes(drives: Drives, name: ByteString): Promise<number | undefined> {
  const named = drives.changers.get(name) ?? drives.candidates(name);
  const spaces = await Promise.all(named.map(({ device }) => device.space().catch(() => undefined)));
  // Drives of one folder, and folders of one file system, must not be counted twice.
  const disks = new Map(spaces.filter((space) => space !== undefined).map((space) => [space.identity, space]));
  return disks.size === 0 ? undefined : [...disks.values()].reduce((sum, { freeBytes: free }) => sum + free, 0);
}
