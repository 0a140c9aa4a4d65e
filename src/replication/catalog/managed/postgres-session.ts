/** One connection to a PostgreSQL for its keeper's questions: locally through the socket, or to an upstream in its own tongue. */
import { userInfo } from 'node:os';
import pg from 'pg';
import { explainTls, postgresTls, withDeadline } from '../../../core/index.ts';
import { ROLE } from '../embedded.ts';
import type { Upstream } from './instance.ts';
import { UpstreamTlsError } from './managed-errors.ts';
import { type ManagedPlace, REPLICATION_ROLE, socketOf } from './managed-place.ts';

const CONNECT_MS = 3_000;
const QUERY_MS = 5_000;

export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface PostgresSession extends AsyncDisposable {
  /** In the simple protocol, whose values are all text. One at a time: who asks meanwhile waits, within his own limit. */
  ask(text: string, limitMs?: number): Promise<Rows>;
}

/** Like the next one it speaks the replication protocol too: IDENTIFY_SYSTEM, slots, histories of timelines. */
export const openLocal = (place: ManagedPlace, database = 'postgres'): Promise<PostgresSession> =>
  open({ host: socketOf(place), port: place.port, user: ROLE, database, ...REPLICATION });

/** @throws UpstreamTlsError */
export async function openUpstream(place: ManagedPlace, { member, host, port }: Upstream): Promise<PostgresSession> {
  const { tls, replicationPassword } = place;
  try {
    return await open({
      ...{ host, port, user: REPLICATION_ROLE, database: 'postgres', password: replicationPassword.reveal() },
      ssl: tls === undefined ? false : postgresTls(host, { mode: 'verify-full', material: { ca: tls.material.ca } }),
      ...REPLICATION,
    });
  } catch (error) {
    const trouble = explainTls(error, 'Catalog TLS CA Certificate File of Node');
    throw trouble === undefined ? error : new UpstreamTlsError(member, trouble, { cause: error });
  }
}

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
  let before: Promise<unknown> = Promise.resolve();
  return {
    async ask(text, limitMs = QUERY_MS) {
      const answer = before.then(() => client.query(text));
      before = answer.catch(() => {});
      return (await withDeadline(answer, limitMs, () => new Error('PostgreSQL does not answer'))).rows as Rows;
    },
    [Symbol.asyncDispose]: async () => {
      await withDeadline(client.end(), 1_000, () => new Error('late')).catch(() => {});
    },
  };
}
