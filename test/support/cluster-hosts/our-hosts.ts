/** Three nodes of ours with the default lease, etcd on each, and daemons of ours beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clusterStatus, type Dcs, openEtcdDcs } from '../../../src/ha/index.ts';
import { resource } from '../bacula-config.ts';
import { directorConfig } from '../director-config.ts';
import { type HostNetwork, openHosts, type TestHost } from '../hosts.ts';
import { startOurFileDaemon } from '../our-file-daemon.ts';
import { startOurStorageDaemon } from '../our-storage-daemon.ts';
import { type Launched, run } from '../program.ts';
import { makeTempDir } from '../temp-dir.ts';
import { until } from '../wait.ts';
import type { ContenderCluster, ContenderNode } from './contender.ts';
import { etcdEndpoints, startEtcdMember } from './etcd-on-hosts.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/understudy', import.meta.url));
const LOGIN = { user: 'bacula', password: 'catalog secret', database: 'bacula' };
const CATALOG_PORT = 5433;
const HEALTH_PORT = 9180;
const UP_MS = 120_000;
const DIRECTOR_PROCESS = 'director-main';

export async function startOurs({ synchronous }: { readonly synchronous: boolean }): Promise<ContenderCluster> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempDir('failover')).path;
  const network = stack.use(await openHosts(['n1', 'n2', 'n3']));
  const { hosts } = network;
  const replicationPasswordFile = join(folder, 'replication-password');
  await writeFile(replicationPasswordFile, 'replication secret\n', { mode: 0o600 });
  const shared = await directorFile(network, folder, stack);
  const programs = new Map<string, Launched>();
  const nodes: ContenderNode[] = [];
  for (const host of hosts) {
    const files = await writeFiles(host, { folder, hosts, shared, synchronous, replicationPasswordFile });
    const start = async () => {
      startEtcdMember(host, hosts, folder);
      programs.set(host.name, host.launch([PROGRAM, 'director', '-c', files.shared, '-n', files.node]));
    };
    nodes.push({
      ...{ host, port: CATALOG_PORT, start, directorUrl: `http://${host.address}:${HEALTH_PORT}/director` },
      killDirector: async () => {
        const { stdout } = await host.run(['pgrep', '-f', `${DIRECTOR_PROCESS}.*${files.shared}`], { mayFail: true });
        for (const pid of stdout.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
      },
    });
  }
  for (const node of nodes) await node.start();
  const dcs = stack.use(await openEtcdDcs({ endpoints: etcdEndpoints(hosts), prefix: '/understudy/bench/' }));
  const isWhole = () => isWholeIn(dcs, synchronous);
  const log = () =>
    [...programs]
      .map(([name, { output }]) => `--- ${name}\n${output().slice(-4_000)}\n${postgresLog(join(folder, name))}`)
      .join('\n');
  await until(isWhole, { timeoutMs: UP_MS, everyMs: 200, what: () => `our cluster to be up\n${log()}` });
  const owned = stack.move();
  return {
    ...{ name: synchronous ? 'Understudy' : 'Understudy, asynchronous', nodes, login: LOGIN, isWhole, log },
    async switchover(from, to) {
      const file = join(folder, from.host.name, 'understudy.conf');
      await from.host.run([PROGRAM, 'switchover', to.host.name, '-n', file]);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Each of them is heard, one leads, the others stream from it. */
async function isWholeIn(dcs: Dcs, isSynchronous: boolean): Promise<boolean> {
  const snapshot = await dcs.read().catch(() => undefined);
  if (snapshot === undefined) return false;
  const { members, catalog, director, synchronous } = clusterStatus(snapshot);
  if (isSynchronous && !(synchronous?.settled && synchronous.standbys.length === 2)) return false;
  const good = members.filter(({ name, alive, streaming }) => alive && (streaming === true || name === catalog.leader));
  return members.length === 3 && good.length === 3 && catalog.leader !== undefined && director.leader !== undefined;
}

function postgresLog(directory: string): string {
  const logs = join(directory, 'catalog/data/log');
  try {
    const newest = readdirSync(logs).sort().at(-1) ?? '';
    return readFileSync(join(logs, newest), 'latin1').slice(-3_000);
  } catch {
    return '(no log of PostgreSQL)';
  }
}

async function directorFile({ gateway }: HostNetwork, folder: string, stack: AsyncDisposableStack) {
  const client = stack.use(await startOurFileDaemon({ directives: { 'FD Address': '0.0.0.0' } }));
  const storage = stack.use(await startOurStorageDaemon({ directives: { 'SD Address': '0.0.0.0' } }));
  const tree = join(folder, 'tree');
  await mkdir(tree);
  await writeFile(join(tree, 'file'), 'a file\n');
  return (workingDirectory: string): string =>
    directorConfig({
      ...{ port: 9101, workingDirectory, fileDaemons: [client], storageDaemons: [storage] },
      catalog: { ...LOGIN, host: '127.0.0.1', port: CATALOG_PORT, socketDirectory: '' },
      fileSets: [{ files: [tree] }],
      clientDirectives: { Address: gateway },
      storageDirectives: { Address: gateway },
    });
}

interface NodePlan {
  readonly folder: string;
  readonly hosts: readonly TestHost[];
  readonly shared: (workingDirectory: string) => string;
  readonly synchronous: boolean;
  readonly replicationPasswordFile: string;
}

async function writeFiles(host: TestHost, plan: NodePlan): Promise<{ shared: string; node: string }> {
  const directory = join(plan.folder, host.name);
  await mkdir(directory);
  await chmod(directory, 0o755);
  const files = { shared: join(directory, 'bacula-dir.conf'), node: join(directory, 'understudy.conf') };
  await writeFile(join(directory, 'query.sql'), '');
  await writeFile(files.shared, plan.shared(directory), { mode: 0o600 });
  const endpoints = etcdEndpoints(plan.hosts).map((endpoint) => `"${endpoint}"`);
  const node = [
    resource('Cluster', { Name: 'bench', 'Synchronous Standbys': plan.synchronous ? 1 : 0 }),
    resource('Node', {
      ...{ Name: host.name, Address: host.address, 'Catalog Port': CATALOG_PORT, 'Health Port': HEALTH_PORT },
      'Replication Password File': plan.replicationPasswordFile,
    }),
    resource('Etcd', {}, `Endpoint = ${endpoints.join(', ')}\n`),
  ].join('\n');
  await writeFile(files.node, node, { mode: 0o600 });
  await run(['chmod', '600', plan.replicationPasswordFile]);
  return files;
}
