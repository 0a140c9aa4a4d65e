/** Two members of a real Patroni cluster on this machine, as its documentation sets them up; in a hurry where that is allowed. */
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEtcd } from './etcd.ts';
import { freePort } from './free-port.ts';
import { type Database, programs } from './postgres.ts';
import { askAt } from './postgres-pair.ts';
import { type Launched, launch, run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './wait.ts';

export interface PatroniMember {
  readonly name: string;
  /** Of PostgreSQL, and of the REST API. */
  readonly port: number;
  readonly restPort: number;
  ask<Row extends object = Record<string, unknown>>(sql: string, database?: string): Promise<readonly Row[]>;
  /** SIGKILL of PostgreSQL; Patroni stays. */
  killPostgres(): Promise<void>;
  /** A signal for Patroni itself. */
  signal(name: NodeJS.Signals): Promise<void>;
}

export interface PatroniPair extends AsyncDisposable {
  readonly members: readonly PatroniMember[];
  readonly database: Database;
  /** By Patroni's own word, once the other one streams from it. */
  leader(): Promise<PatroniMember>;
  switchover(): Promise<void>;
  log(): string;
}

const ACCOUNT = (username: string) => ({ username, password: 'cluster-secret' });

export async function openPatroni(): Promise<PatroniPair> {
  await using stack = new AsyncDisposableStack();
  const { endpoints } = stack.use(await startEtcd());
  const bin = await programs();
  const folder = stack.use(await makeTempDir('patroni')).path;
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const id = async (what: string) => Number((await run(['id', what, 'postgres'])).stdout);
    await chown(folder, await id('-u'), await id('-g'));
  }
  const user = asRoot ? 'postgres' : undefined;
  const launched: Launched[] = [];
  const members: PatroniMember[] = [];
  for (const name of ['p1', 'p2']) {
    const [port, restPort] = [await freePort(), await freePort()];
    const [file, data] = [join(folder, `${name}.json`), join(folder, name)];
    // JSON is YAML.
    await writeFile(file, JSON.stringify(settings({ name, folder, data, port, restPort, endpoints, bin })), {
      mode: 0o644,
    });
    const program = launch(['patroni', file], { user, cwd: folder });
    launched.push(program);
    const postmaster = async () => Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10);
    stack.defer(async () => {
      program.child.kill('SIGCONT');
      await program.stop({ graceMs: 10_000 });
      const pid = await postmaster().catch(() => Number.NaN);
      if (Number.isInteger(pid)) await run(['kill', '-QUIT', String(pid)], { mayFail: true });
    });
    members.push({
      ...{ name, port, restPort, ask: askAt(folder, port) },
      killPostgres: async () => void process.kill(await postmaster(), 'SIGKILL'),
      signal: (signal) => program.kill(signal),
    });
  }
  const log = () => launched.map(({ output }) => output().slice(-3_000)).join('\n---\n');
  const cluster = () => clusterAt(members);
  const leader = () =>
    until(
      async () => {
        const known = await cluster();
        const follower = known.find(({ role }) => role !== 'leader');
        const leads = known.find(({ role, state }) => role === 'leader' && state === 'running');
        const isWhole = follower !== undefined && /^(running|streaming)$/.test(follower.state);
        return isWhole && follower.timeline === leads?.timeline && members.find(({ name }) => name === leads?.name);
      },
      { timeoutMs: 90_000, what: () => `Patroni to be whole\n${log()}` },
    );
  const first = await leader();
  await first.ask(`CREATE ROLE bacula LOGIN PASSWORD 'catalog secret'`);
  await first.ask(
    `CREATE DATABASE bacula OWNER bacula ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
  );
  const owned = stack.move();
  return {
    ...{ members, leader, log },
    database: {
      ...{ host: '127.0.0.1', port: first.port, user: 'bacula', password: 'catalog secret', database: 'bacula' },
      socketDirectory: folder,
    },
    async switchover() {
      const { name, restPort } = await leader();
      const body = JSON.stringify({ leader: name });
      const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
      const answer = await fetch(`http://127.0.0.1:${restPort}/switchover`, request);
      if (!answer.ok) throw new Error(`Patroni refuses the switchover: ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Told {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly timeline?: number;
}

async function clusterAt(members: readonly PatroniMember[]): Promise<readonly Told[]> {
  for (const { restPort } of members) {
    const signal = AbortSignal.timeout(2_000);
    const answer = await fetch(`http://127.0.0.1:${restPort}/cluster`, { signal }).catch(() => undefined);
    const { members: told = [] } = ((await answer?.json().catch(() => ({}))) ?? {}) as { members?: readonly Told[] };
    if (told.length > 0) return told;
  }
  return [];
}

interface Place {
  readonly name: string;
  readonly folder: string;
  readonly data: string;
  readonly port: number;
  readonly restPort: number;
  readonly endpoints: readonly string[];
  /** Of PostgreSQL's programs. */
  readonly bin: string;
}

const settings = ({ name, folder, data, port, restPort, endpoints, bin }: Place) => ({
  scope: 'stage',
  name,
  restapi: { listen: `127.0.0.1:${restPort}`, connect_address: `127.0.0.1:${restPort}` },
  etcd3: { hosts: endpoints.map((endpoint) => endpoint.replace('http://', '')) },
  bootstrap: {
    // A PostgreSQL that has crashed is not started again first: the other one takes over.
    dcs: { ttl: 20, loop_wait: 1, retry_timeout: 3, primary_start_timeout: 0, postgresql: { use_pg_rewind: true } },
    initdb: [{ encoding: 'SQL_ASCII' }, { locale: 'C' }, 'no-sync'],
    pg_hba: [
      'local all all trust',
      'host replication all 127.0.0.1/32 scram-sha-256',
      'host all all 127.0.0.1/32 scram-sha-256',
    ],
  },
  postgresql: {
    ...{ listen: `127.0.0.1:${port}`, connect_address: `127.0.0.1:${port}`, data_dir: data, bin_dir: bin },
    authentication: { superuser: ACCOUNT('postgres'), replication: ACCOUNT('replicator'), rewind: ACCOUNT('rewind') },
    pgpass: join(folder, `${name}.pgpass`),
    parameters: {
      ...{ unix_socket_directories: folder, shared_buffers: '16MB', fsync: 'off', wal_log_hints: 'on' },
      ...{ password_encryption: 'scram-sha-256', checkpoint_timeout: '30s' },
    },
  },
});
