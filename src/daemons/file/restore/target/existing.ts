/** What stands on the disk where something is to be restored. */
import { lstatSync, rmdirSync, type Stats, unlinkSync } from 'node:fs';
import { byteStringToBytes } from '../../../../core/index.ts';
import { SystemFault } from '../../native/index.ts';
import { TargetError } from '../errors.ts';
import type { Place } from './folder.ts';

/** Undefined: nothing. */
export const findExisting = ({ path }: Place): Stats | undefined =>
  lstatSync(byteStringToBytes(path), { throwIfNoEntry: false });

/** Nothing stands there any more; a folder only goes when it is empty. @throws TargetError */
export function clearPlace(place: Place, existing: Stats | undefined): void {
  place.folder.dirty = true;
  if (existing === undefined) return;
  const path = byteStringToBytes(place.path);
  try {
    if (existing.isDirectory()) rmdirSync(path);
    else unlinkSync(path);
  } catch (error) {
    const { code, message } = SystemFault.of(error);
    if (code !== 'ENOENT') throw new TargetError(`What stands in its place cannot be removed: ERR=${message}`);
  }
}
