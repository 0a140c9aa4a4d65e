/** One connection to a PostgreSQL for its keeper's questions: locally through the socket, or to an upstream in its own tongue. */
import { userInfo } from 'node:os';
import pg from 'pg';
import { withDeadline } from '../../../core/index.ts';
import { ROLE } from '../embedded.ts';
import type { Upstream } from './instance.ts';
import { type ManagedPlace, REPLICATION_ROLE, socketOf } from './managed-place.ts';

const CONNECT_MS = 3_000;
const QUERY_MS = 5_000;

export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface PostgresSession extends AsyncDisposable {
  /** In the simple protocol, whose values are all text. */
  ask(text: string, limitMs?: number): Promise<Rows>;
}

/** Both speak the replication protocol too: IDENTIFY_SYSTEM, slots, histories of timelines. */
export const openLocal = (place: ManagedPlace, database = 'postgres'): Promise<PostgresSession> =>
  open({ host: socketOf(place), port: place.port, user: ROLE, database, ...REPLICATION });

export const openUpstream = (place: ManagedPlace, { host, port }: Upstream): Promise<PostgresSession> =>
  open({
    host,
    port,
    user: REPLICATION_ROLE,
    database: 'postgres',
    password: place.replicationPassword.reveal(),
    ...REPLICATION,
  });

/** pg passes it on; its types do not know it. */
const REPLICATION: object = { replication: 'database' };

async function open(config: pg.ClientConfig): Promise<PostgresSession> {
  const client = new pg.Client({
    ...config,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: `keeper of ${userInfo().username}`,
  });
  client.on('error', () => {});
  try {
    await withDeadline(client.connect(), CONNECT_MS, () => new Error('PostgreSQL does not answer'));
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }
  return {
    ask: async (text, limitMs = QUERY_MS) =>
      (await withDeadline(client.query(text), limitMs, () => new Error('PostgreSQL does not answer'))).rows as Rows,
    [Symbol.asyncDispose]: async () => {
      await withDeadline(client.end(), 1_000, () => new Error('late')).catch(() => {});
    },
  };
}
