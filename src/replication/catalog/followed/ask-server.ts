/** One connection to a PostgreSQL that somebody else looks after, and what is asked on it. It only looks. */
import pg from 'pg';
import { displayText, withDeadline } from '../../../core/index.ts';
import type { CatalogLogin } from '../managed/catalog-roles.ts';
import type { ServerFacts, ServerPlace, StandbyFacts } from './server-facts.ts';

/** A machine that is down does not even refuse: it is given up after so long. */
const LIMIT_MS = 2_000;

export interface ServerSession extends AsyncDisposable {
  ask(): Promise<ServerFacts>;
}

/** `broken`: told once when the connection ends by itself. */
export async function openServer(place: ServerPlace, login: CatalogLogin, broken: () => void): Promise<ServerSession> {
  const client = new pg.Client({
    ...{ ...place, user: login.user, password: login.password.reveal(), database: login.database, ssl: false },
    ...{ connectionTimeoutMillis: LIMIT_MS, application_name: 'understudy, following the Catalog' },
    ...{ keepAlive: true, keepAliveInitialDelayMillis: 5_000, statement_timeout: LIMIT_MS },
  });
  let ended = false;
  const end = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    await withDeadline(client.end(), 500, () => new Error('late')).catch(() => {
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    });
  };
  const late = () => new Error(`no answer for ${LIMIT_MS} ms`);
  client.on('error', () => !ended && broken());
  client.on('end', () => !ended && broken());
  try {
    await withDeadline(client.connect(), LIMIT_MS, late);
  } catch (error) {
    await end();
    throw error;
  }
  const query = (text: string) => withDeadline(client.query(text), LIMIT_MS, late);
  return {
    async ask() {
      const { rows } = await query(FACTS);
      const facts = factsOf(rows[0] as Row);
      if (rows[0]?.known !== true || !facts.writable) return facts;
      const epoch = await query('SELECT epoch::text AS epoch FROM understudy.epoch').catch(() => undefined);
      return { ...facts, epoch: BigInt(epoch?.rows[0]?.epoch ?? 0) };
    },
    [Symbol.asyncDispose]: end,
  };
}

interface Row {
  readonly standby: boolean;
  readonly read_only: boolean;
  readonly system: string;
  readonly timeline: string;
  readonly lsn: string;
  readonly hides: boolean;
  readonly standbys: readonly { name: string; sync: string | null; lag: number | null; streams: boolean }[] | null;
}

// A copy that is being made (pg_basebackup) streams too, but replays nothing; of rows that are hidden only the PID is told.
const FACTS = `
  SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') <> 'off' AS read_only,
         (SELECT system_identifier::text FROM pg_control_system()) AS system,
         CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
              ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint END::text AS timeline,
         (COALESCE(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
                   '0/0') - '0/0'::pg_lsn)::bigint::text AS lsn,
         to_regclass('understudy.epoch') IS NOT NULL AS known,
         EXISTS (SELECT 1 FROM pg_stat_replication WHERE state IS NULL) AS hides,
         (SELECT json_agg(json_build_object('name', application_name, 'sync', sync_state,
                   'streams', state = 'streaming' AND replay_lsn IS NOT NULL,
                   'lag', CASE WHEN pg_is_in_recovery() THEN NULL
                               ELSE greatest(0, pg_current_wal_flush_lsn() - flush_lsn) END) ORDER BY application_name)
            FROM (SELECT * FROM pg_stat_replication WHERE state IS NOT NULL ORDER BY application_name LIMIT 100) AS seen)
           AS standbys`;

function factsOf(row: Row): ServerFacts {
  const refusal = row.standby ? 'it is a standby' : row.read_only ? 'it is set read-only' : undefined;
  return {
    ...{ writable: refusal === undefined, refusal, system: row.system, timeline: Number(row.timeline) },
    ...{ lsn: BigInt(row.lsn), epoch: 0n, hidesStandbys: row.hides },
    standbys: (row.standbys ?? [])
      .filter(({ streams }) => streams)
      .map(
        ({ name, sync, lag }): StandbyFacts => ({
          name: displayText(name),
          synchronous: sync === 'sync' || sync === 'quorum',
          lagBytes: lag ?? undefined,
        }),
      ),
  };
}
