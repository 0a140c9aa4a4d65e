/** Patroni on three hosts, as its documentation sets it up; only its timing is varied. */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ContenderCluster, ContenderNode } from '../../test/support/cluster-hosts/contender.ts';
import { ETCD_PORT, startEtcdMember } from '../../test/support/cluster-hosts/etcd-on-hosts.ts';
import type { TestHost } from '../../test/support/hosts.ts';
import { openHosts } from '../../test/support/hosts.ts';
import { type Launched, run } from '../../test/support/program.ts';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import { until } from '../../test/support/wait.ts';

export interface PatroniTiming {
  readonly name: string;
  /** Seconds, as Patroni calls them. */
  readonly ttl: number;
  readonly loopWait: number;
  readonly retryTimeout: number;
}

export const PATRONI_DEFAULTS: PatroniTiming = { name: 'Patroni', ttl: 30, loopWait: 10, retryTimeout: 10 };
/** The shortest that it accepts. */
export const PATRONI_FASTEST: PatroniTiming = { name: 'Patroni, fastest', ttl: 20, loopWait: 1, retryTimeout: 3 };

const LOGIN = { user: 'bench', password: 'bench-secret', database: 'postgres' };
const POSTGRES_PORT = 5432;
const REST_PORT = 8008;
const UP_MS = 120_000;

export async function startPatroni(timing: PatroniTiming): Promise<ContenderCluster> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempDir('patroni')).path;
  await chmod(folder, 0o755);
  const { hosts } = stack.use(await openHosts(['n1', 'n2', 'n3']));
  const programs = new Map<string, Launched>();
  for (const host of hosts) await configure(host, hosts, folder, timing);
  const nodes = hosts.map((host): ContenderNode => {
    const start = async () => {
      startEtcdMember(host, hosts, folder);
      programs.set(host.name, host.launch(asPostgres('patroni', join(folder, `${host.name}.yml`))));
    };
    return { host, port: POSTGRES_PORT, start };
  });
  for (const node of nodes) await node.start();
  const members = () => membersAt(hosts);
  const isWhole = async () => {
    const known = await members();
    const leader = known.find(({ role }) => role === 'leader');
    return known.length === hosts.length && known.every((member) => member === leader || follows(member, leader));
  };
  const log = () => [...programs].map(([name, { output }]) => `--- ${name}\n${output().slice(-2_000)}`).join('\n');
  await until(isWhole, { timeoutMs: UP_MS, everyMs: 500, what: () => `Patroni to be up\n${log()}` });
  await createLogin(hosts, folder, members);
  const owned = stack.move();
  return {
    ...{ name: timing.name, nodes, login: LOGIN, isWhole, log },
    async switchover(from, to) {
      const body = JSON.stringify({ leader: from.host.name, candidate: to.host.name });
      const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
      const answer = await fetch(`http://${from.host.address}:${REST_PORT}/switchover`, request);
      if (!answer.ok) throw new Error(`Patroni refuses the switchover: ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface PatroniMember {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly timeline?: number;
  /** Bytes. */
  readonly lag?: number | string;
}

const LAG_MAX = 100_000;

const follows = ({ state, timeline, lag }: PatroniMember, leader: PatroniMember | undefined): boolean =>
  /^(running|streaming)$/.test(state) && timeline === leader?.timeline && typeof lag === 'number' && lag < LAG_MAX;

async function membersAt(hosts: readonly TestHost[]): Promise<readonly PatroniMember[]> {
  const ask = async ({ address }: TestHost) => {
    const answer = await fetch(`http://${address}:${REST_PORT}/cluster`, { signal: AbortSignal.timeout(1_000) });
    return ((await answer.json()) as { members?: PatroniMember[] }).members ?? [];
  };
  for (const host of hosts) {
    const members = await ask(host).catch(() => []);
    if (members.length > 0) return members;
  }
  return [];
}

async function createLogin(
  hosts: readonly TestHost[],
  folder: string,
  members: () => Promise<readonly PatroniMember[]>,
): Promise<void> {
  const leader = (await members()).find(({ role }) => role === 'leader')?.name;
  const host = hosts.find(({ name }) => name === leader);
  const text = `CREATE ROLE ${LOGIN.user} SUPERUSER LOGIN PASSWORD '${LOGIN.password}'`;
  await host?.run(
    asPostgres('psql', '-h', join(folder, leader ?? ''), '-p', String(POSTGRES_PORT), '-c', text, 'postgres'),
  );
}

const asPostgres = (...command: readonly string[]): readonly string[] => [
  ...['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--init-groups', '--'],
  ...command,
];

async function configure(
  host: TestHost,
  hosts: readonly TestHost[],
  folder: string,
  timing: PatroniTiming,
): Promise<void> {
  const { stdout } = await run(['pg_config', '--bindir'], { mayFail: true });
  const directory = join(folder, host.name);
  await mkdir(directory, { mode: 0o700 });
  const { stdout: uid } = await run(['id', '-u', 'postgres']);
  await chown(directory, Number(uid), userInfo().gid);
  const file = join(folder, `${host.name}.yml`);
  const account = (name: string) => ({ username: name, password: 'cluster-secret' });
  const settings = {
    scope: 'bench',
    name: host.name,
    restapi: { listen: `${host.address}:${REST_PORT}`, connect_address: `${host.address}:${REST_PORT}` },
    etcd3: { hosts: hosts.map(({ address }) => `${address}:${ETCD_PORT}`) },
    bootstrap: {
      dcs: {
        ...{ ttl: timing.ttl, loop_wait: timing.loopWait, retry_timeout: timing.retryTimeout },
        maximum_lag_on_failover: 1_048_576,
        postgresql: { use_pg_rewind: true, parameters: { wal_log_hints: 'on', max_connections: 50 } },
      },
      initdb: [{ encoding: 'UTF8' }, 'data-checksums'],
      pg_hba: [
        'local all all trust',
        'host replication all 0.0.0.0/0 scram-sha-256',
        'host all all 0.0.0.0/0 scram-sha-256',
      ],
    },
    postgresql: {
      ...{ listen: `${host.address}:${POSTGRES_PORT}`, connect_address: `${host.address}:${POSTGRES_PORT}` },
      ...{ data_dir: join(directory, 'data'), bin_dir: stdout.trim() || '/usr/lib/postgresql/15/bin' },
      authentication: { superuser: account('postgres'), replication: account('replicator'), rewind: account('rewind') },
      pgpass: join(directory, 'pgpass'),
      parameters: { unix_socket_directories: directory, shared_buffers: '32MB', password_encryption: 'scram-sha-256' },
    },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(settings, undefined, 2), { mode: 0o644 });
}
