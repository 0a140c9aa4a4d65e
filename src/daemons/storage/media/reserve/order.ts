/** In which order drives are tried for appending (page 03 §3.2). Pure. */
import type { Drive } from '../drive.ts';
import type { DeviceRequest } from '../reservation.ts';

/** Jobs of the same pool write there already; a Volume of the pool was left there; neither. */
export type Footing = 'shared' | 'held' | 'free';

export function footing(drive: Drive, request: DeviceRequest): Footing {
  if (drive.busy) return 'shared';
  return drive.held?.mode === 'append' && drive.held.pool === request.pool ? 'held' : 'free';
}

const MOUNTED_FIRST: readonly Footing[] = ['shared', 'held', 'free'];
const FREE_FIRST: readonly Footing[] = ['free', 'held', 'shared'];

/** Best first; drives of equal footing by how rarely they were used, then as configured. */
export function appendOrder(drives: readonly Drive[], request: DeviceRequest, preferMounted: boolean): Drive[] {
  const ranks = preferMounted ? MOUNTED_FIRST : FREE_FIRST;
  const rank = (drive: Drive): number => ranks.indexOf(footing(drive, request));
  return drives.toSorted((a, b) => rank(a) - rank(b) || a.uses - b.uses);
}

/** To read: rather not where a Volume waits for more to be appended. */
export const readOrder = (drives: readonly Drive[]): Drive[] =>
  drives.toSorted((a, b) => Number(a.held !== undefined) - Number(b.held !== undefined) || a.uses - b.uses);
