/** How much room there is under a PostgreSQL: its data, and its WAL, which may lie on a disk of its own. */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { withDeadline } from '../../../core/index.ts';
import { dataOf, type ManagedPlace } from './managed-place.ts';

/** A disk that hangs is not full. */
const LOOK_MS = 1_000;

/** Of the fuller of the two; undefined: neither says. */
export async function freeBytesIn(place: ManagedPlace): Promise<number | undefined> {
  const data = dataOf(place);
  const free = await Promise.all([data, join(data, 'pg_wal')].map((path) => freeAt(path)));
  const known = free.filter((bytes) => bytes !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

const freeAt = (path: string): Promise<number | undefined> =>
  withDeadline(statfs(path), LOOK_MS, () => new Error('the disk does not answer')).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
