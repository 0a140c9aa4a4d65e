/**
 * What a connection of a Director does before it is used (docs/decisions/0083): it holds the lock of its epoch already, looks
 * which epoch the Catalog has, and goes on only where that is its own and no session of an older one is left. Where the Catalog
 * has a lower one (the Director is new, or the Catalog has failed over and lost what was told it) it is raised, and the older
 * sessions are ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { CatalogPrivilegeError } from '../errors.ts';
import { sqlStateOf } from '../failure.ts';
import { countSessions, endSessions, leftOf, notAmong, olderThan } from './epoch-lock.ts';
import { CatalogTakeoverError } from './errors.ts';
import type { HeldEpoch } from './held-epoch.ts';

const PATIENCE_MS = 8_000;
const LOOK_MS = 5;

interface Seen {
  readonly epoch: bigint;
  /** Sessions of lower epochs that are still there. */
  readonly older: number;
  /** PostgreSQL's, and the one on which a Director led last. */
  readonly timeline: number;
  readonly before: number;
  /** Commits wait for standbys. */
  readonly synchronous: boolean;
}

/** Resolves when this connection may write. @throws CatalogFencedError, CatalogTakeoverError, or what pg throws */
export async function holdEpoch(client: pg.ClientBase, mine: bigint, held: HeldEpoch): Promise<Seen> {
  const endMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look(client, mine);
    if (seen.epoch > mine) throw held.overtaken(mine, seen.epoch);
    if (seen.epoch < mine) await client.query(raise(mine));
    else if (seen.before < seen.timeline) await client.query(passOver(seen.timeline));
    else if (seen.older === 0) return seen;
    else await end(client, olderThan(mine), endMs);
  }
}

/** Ends what an earlier process left in this epoch, or in older ones: everything but the connections `own`. */
export const endOthers = (client: pg.ClientBase, mine: bigint, own: readonly number[]): Promise<void> =>
  endAll(client, notAmong(own, mine));

/** Ends sessions whose connection was lost, where they have not noticed: what they were told is done or undone afterwards. */
export const endLost = (
  client: pg.ClientBase,
  mine: bigint,
  lost: readonly number[],
  own: readonly number[],
): Promise<void> => endAll(client, leftOf(lost, own, mine));

async function endAll(client: pg.ClientBase, which: string): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while ((await count(client, which)) > 0) await end(client, which, endMs);
}

async function end(client: pg.ClientBase, which: string, endMs: number): Promise<void> {
  const { rows } = await client.query(endSessions(which)).catch((error) => {
    if (sqlStateOf(error) === '42501') throw new CatalogPrivilegeError('pg_terminate_backend', { cause: error });
    throw error;
  });
  if (rows.length > 0 && performance.now() > endMs) throw new CatalogTakeoverError(rows.map(({ pid }) => Number(pid)));
  await sleep(LOOK_MS);
}

/**
 * The epoch is read in a statement of its own behind the one that took the lock: who raises it meanwhile either is seen here,
 * or sees this session there.
 */
async function look(client: pg.ClientBase, mine: bigint): Promise<Seen> {
  const { rows } = await client.query(`
    SELECT epoch::text AS epoch, timeline AS before, current_setting('synchronous_standby_names') <> '' AS synchronous,
           ${countSessions(olderThan(mine))} AS older,
           ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint AS timeline
      FROM understudy.epoch`);
  const [row] = rows;
  const { epoch = 0, older = 0, timeline = 0, before = 0, synchronous = false } = row ?? {};
  const numbers = { older: Number(older), timeline: Number(timeline), before: Number(before) };
  return { epoch: BigInt(epoch), ...numbers, synchronous };
}

async function count(client: pg.ClientBase, which: string): Promise<number> {
  const { rows } = await client.query(`SELECT ${countSessions(which)} AS count`);
  return Number(rows[0]?.count ?? 0);
}

/** Of two who raise it at once the second waits for the first, and then changes nothing where its own is not higher. */
const raise = (epoch: bigint): string =>
  `UPDATE understudy.epoch SET epoch = ${epoch}, since = now() WHERE epoch < ${epoch}`;

/** So many Jobs, and Volumes, may have been lost with a primary whose standby lagged; PostgreSQL itself passes over some. */
const LOST_AT_MOST = 100;

/**
 * The Catalog has failed over: numbers that were given out and lost must not be given out again, as Volumes and daemons know
 * them. The first timeline is where nothing can have been lost.
 */
const passOver = (timeline: number): string => `
  WITH moved AS (UPDATE understudy.epoch SET timeline = ${timeline} WHERE timeline < ${timeline} RETURNING 1)
  SELECT count(nextval('public.job_jobid_seq')), count(nextval('public.media_mediaid_seq'))
    FROM moved, generate_series(1, ${LOST_AT_MOST}) WHERE ${timeline} > 1`;
