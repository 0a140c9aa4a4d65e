/**
 * PathIds for many paths at once. Genuine Directors and BVFS may add the same paths at the same time: the unique index
 * decides, and whoever comes second looks again. Sorted, so that two who add many of the same do not wait in a circle.
 */
import type { ByteString } from '../../core/index.ts';
import { sqlStateOf } from '../failure.ts';
import type { Queryable } from '../queryable.ts';
import { repeatable, type Statement, sql } from '../sql.ts';
import { SAFE_PART_BYTES, shortenPath } from './split-name.ts';

/** Returns the PathIds in the order of `paths`, which must not repeat themselves. */
export async function resolvePaths(catalog: Queryable, paths: readonly ByteString[]): Promise<number[]> {
  const sorted = paths.filter(({ length }) => length <= SAFE_PART_BYTES).sort(compare);
  const found = await resolveSorted(catalog, sorted);
  const ids = new Map(sorted.map((path, place) => [path, found[place] ?? UNKNOWN]));
  for (const path of paths) if (!ids.has(path)) ids.set(path, await resolveLong(catalog, path));
  return paths.map((path) => ids.get(path) ?? UNKNOWN);
}

/** Whether all of them are there under these numbers still. */
export async function knowsPaths(catalog: Queryable, paths: ReadonlyMap<ByteString, number>): Promise<boolean> {
  const { known } = await catalog.one(stillKnown([...paths.keys()], [...paths.values()]));
  return known === paths.size;
}

const stillKnown = (paths: readonly ByteString[], ids: readonly number[]): Statement<{ known: number }> => {
  const stored = paths.map((path) => (path.length > SAFE_PART_BYTES ? shortenPath(path) : path));
  return sql`
  SELECT count(*) FILTER (WHERE Path.Path IN (wanted.path, wanted.stored)) AS known
    FROM unnest(${paths}::text[], ${stored}::text[], ${ids}::integer[]) AS wanted (path, stored, id)
    JOIN Path ON PathId = wanted.id`;
};

/** PostgreSQL alone can tell whether its index takes a long path. */
async function resolveLong(catalog: Queryable, path: ByteString): Promise<number> {
  try {
    return (await resolveSorted(catalog, [path]))[0] ?? UNKNOWN;
  } catch (error) {
    if (sqlStateOf((error as Error).cause) !== PROGRAM_LIMIT_EXCEEDED) throw error;
    return (await resolveSorted(catalog, [shortenPath(path)]))[0] ?? UNKNOWN;
  }
}

const PROGRAM_LIMIT_EXCEEDED = '54000';

async function resolveSorted(catalog: Queryable, sorted: readonly ByteString[]): Promise<number[]> {
  if (sorted.length === 0) return [];
  const { ids } = await catalog.one(knownPathIds(sorted));
  const missing = sorted.filter((_, place) => ids[place] === UNKNOWN);
  if (missing.length === 0) return ids;
  const added = (await catalog.one(addPaths(missing))).ids ?? [];
  // Numbers are drawn in the order of the rows. Fewer than asked for: somebody else added some, so look again.
  if (added.length !== missing.length) return resolveSorted(catalog, sorted);
  let next = 0;
  return ids.map((id) => (id === UNKNOWN ? (added[next++] ?? UNKNOWN) : id));
}

const UNKNOWN = 0;

/** One probe of the index a path: a join might be planned as a scan of the whole table. */
const knownPathIds = (paths: readonly ByteString[]): Statement<{ ids: number[] }> => sql`
  SELECT array_agg(COALESCE((SELECT PathId FROM Path WHERE Path.Path = wanted.path), ${UNKNOWN}::integer)
                   ORDER BY place) AS ids
    FROM unnest(${paths}::text[]) WITH ORDINALITY AS wanted (path, place)`;

const addPaths = (paths: readonly ByteString[]): Statement<{ ids: number[] | null }> =>
  repeatable(sql`
  WITH added AS (
    INSERT INTO Path (Path)
    SELECT path FROM unnest(${paths}::text[]) WITH ORDINALITY AS missing (path, place) ORDER BY place
    ON CONFLICT DO NOTHING
    RETURNING PathId)
  SELECT array_agg(PathId ORDER BY PathId) AS ids FROM added`);

const compare = (a: ByteString, b: ByteString): number => (a < b ? -1 : a > b ? 1 : 0);
