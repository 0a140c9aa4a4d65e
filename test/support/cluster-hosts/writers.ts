/**
 * Applications that write all the time: one a node, each tries nothing but its own node, so that whatever a node accepts is
 * seen, also when nobody would ask it any more. What was acknowledged is remembered, with the moment.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { withDeadline } from '../../../src/core/index.ts';
import type { ContenderCluster, ContenderNode } from './contender.ts';

export interface Acknowledgement {
  readonly id: number;
  readonly node: string;
  /** Of the connection; a PostgreSQL that stopped in between ends it. */
  readonly session: number;
  /** When it was sent, and when it was acknowledged; monotonic, in ms. */
  readonly sentMs: number;
  readonly atMs: number;
}

const CONNECT_MS = 500;
/** A node that stands still answers when it wakes up, and just that has to be seen. */
const ANSWER_MS = 100_000;
const PAUSE_MS = 10;

export class Writers implements AsyncDisposable {
  readonly acknowledged: Acknowledgement[] = [];
  readonly #cluster: ContenderCluster;
  readonly #ending = new AbortController();
  readonly #writing: Promise<unknown>;
  #nextId = 1;
  #sessions = 0;

  private constructor(cluster: ContenderCluster) {
    this.#cluster = cluster;
    this.#writing = Promise.all(cluster.nodes.map((node) => this.#write(node)));
  }

  /** Its table is made, and emptied. */
  static async start(cluster: ContenderCluster): Promise<Writers> {
    await anywhere(cluster, async (client) => {
      await client.query('CREATE TABLE IF NOT EXISTS failover_probe (id bigint PRIMARY KEY, node text NOT NULL)');
      await client.query('TRUNCATE failover_probe');
    });
    return new Writers(cluster);
  }

  /** How many of what was acknowledged the cluster does not have now. */
  async lost(): Promise<number> {
    const rows = await anywhere(
      this.#cluster,
      async (client) => (await client.query('SELECT id FROM failover_probe')).rows,
    );
    const held = new Set(rows.map(({ id }) => Number(id)));
    return this.acknowledged.filter(({ id }) => !held.has(id)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#writing;
  }

  async #write(node: ContenderNode): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#session(node).catch(() => {});
      await sleep(PAUSE_MS);
    }
  }

  async #session(node: ContenderNode): Promise<void> {
    await using session = await openSession(this.#cluster, node);
    // On the connection that it has: to log in anew at each look would cost the cluster that is measured most of a processor.
    while (await isStandby(session, CONNECT_MS)) {
      if (this.#ending.signal.aborted) return;
      await sleep(PAUSE_MS);
    }
    const number = ++this.#sessions;
    while (!this.#ending.signal.aborted) {
      const id = this.#nextId++;
      const sentMs = performance.now();
      const insert = session.ask(`INSERT INTO failover_probe VALUES (${id}, '${node.host.name}')`, ANSWER_MS);
      const done = await Promise.race([insert.then(() => true), ended(this.#ending.signal)]);
      if (!done) return;
      this.acknowledged.push({ id, node: node.host.name, session: number, sentMs, atMs: performance.now() });
      await sleep(PAUSE_MS);
    }
  }
}

interface Session extends AsyncDisposable {
  readonly client: pg.Client;
  ask(text: string, limitMs: number): Promise<pg.QueryResult>;
}

async function openSession({ login }: ContenderCluster, { host, port }: ContenderNode): Promise<Session> {
  const client = new pg.Client({ ...login, host: host.address, port, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => {});
  const close = async () => {
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  };
  const bounded = <T>(work: Promise<T>, ms: number): Promise<T> => {
    work.catch(() => {});
    return withDeadline(work, ms, () => new Error('no answer'));
  };
  try {
    await bounded(client.connect(), 2 * CONNECT_MS);
  } catch (error) {
    await close();
    throw error;
  }
  return { client, ask: (text, ms) => bounded(client.query(text), ms), [Symbol.asyncDispose]: close };
}

async function isStandby(session: Session, limitMs: number): Promise<boolean> {
  const { rows } = await session.ask('SELECT pg_is_in_recovery() AS standby', limitMs);
  return rows[0]?.standby !== false;
}

const ANYWHERE_MS = 60_000;

/** On whichever node is writable. */
async function anywhere<T>(cluster: ContenderCluster, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + ANYWHERE_MS;
  let last: unknown;
  while (performance.now() < deadlineMs) {
    for (const node of cluster.nodes) {
      try {
        await using session = await openSession(cluster, node);
        if (!(await isStandby(session, 2_000))) return await work(session.client);
      } catch (error) {
        last = error;
      }
    }
    await sleep(100);
  }
  throw new Error(`${cluster.name}: no node is writable`, { cause: last });
}

const ended = (signal: AbortSignal): Promise<false> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener('abort', () => resolve(false), { once: true });
  });
