/** Three nodes of ours with the default lease, etcd on each, and daemons of ours beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clusterStatus, type Dcs, openEtcdDcs } from '../../../src/ha/index.ts';
import { askSuperuser } from '../ask-superuser.ts';
import { type Directives, resource } from '../bacula-config.ts';
import { type DirectorConfigOptions, directorConfig } from '../director-config.ts';
import { openHosts, type TestHost } from '../hosts.ts';
import { startOurFileDaemon } from '../our-file-daemon.ts';
import { startOurStorageDaemon } from '../our-storage-daemon.ts';
import { type Launched, launch, run } from '../program.ts';
import { makeTempDir } from '../temp-dir.ts';
import { until } from '../wait.ts';
import type { ContenderCluster, ContenderNode } from './contender.ts';
import { directorAnswers, directorProcesses } from './director-of-host.ts';
import { EtcdOnHost, etcdEndpoints } from './etcd-on-hosts.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/understudy', import.meta.url));
const LOGIN = { user: 'bacula', password: 'catalog secret', database: 'bacula' };
const CATALOG_PORT = 5433;
const HEALTH_PORT = 9180;
const UP_MS = 120_000;

/** What the Director's file says of the daemons, and all that these have printed. */
export interface ServedDaemons {
  readonly config: Omit<DirectorConfigOptions, 'port' | 'workingDirectory' | 'catalog'>;
  log(): Promise<string>;
}

/** Starts daemons on the machine itself, for Directors that reach it by this address; or on the host that there is for them. */
export type DaemonsOfHosts = (
  stack: AsyncDisposableStack,
  gateway: string,
  host: TestHost | undefined,
) => Promise<ServedDaemons>;

export interface OurNode extends ContenderNode {
  /** Of its HTTP interface. */
  readonly socket: string;
  readonly directory: string;
  readonly healthUrl: string;
  /** understudy.conf. */
  readonly nodeFile: string;
  /** Of its last process. */
  readonly program: () => Launched | undefined;
}

export interface OurCluster extends ContenderCluster {
  readonly nodes: readonly OurNode[];
  readonly dcs: Dcs;
  readonly etcd: readonly EtcdOnHost[];
  /** Undefined: they run on the machine itself. */
  readonly daemonsHost: TestHost | undefined;
  /** Who holds the office in etcd at this moment. */
  whoLeads(office: 'director' | 'catalog'): Promise<OurNode | undefined>;
  /** Rows of the writable Catalog, as its superuser sees them. */
  query<Row extends object>(text: string): Promise<readonly Row[]>;
  /** All that nodes and daemons have printed. */
  story(): Promise<string>;
}

export interface OurClusterOptions {
  readonly synchronous: boolean;
  /** In place of one Client and one Storage of ours. */
  readonly daemons?: DaemonsOfHosts;
  /** The members of etcd, and the daemons, have hosts of their own. */
  readonly apart?: boolean;
  /** More directives of the Cluster resource. */
  readonly cluster?: Directives;
  /** What is special about a node, whose folder is there already. */
  readonly prepareNode?: (host: TestHost, directory: string) => Promise<NodeExtras>;
  /** A fourth node, the last of them, is not started: it may join. */
  readonly spare?: boolean;
}

export interface NodeExtras {
  /** More directives of the Node resource, and more resources. */
  readonly directives?: Directives;
  readonly resources?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Of the shared configuration, where that is the same on all nodes. */
  readonly workingDirectory?: string;
  /** What runs beside the node, and is started with it. */
  readonly beside?: () => Promise<void>;
}

const NODES = ['n1', 'n2', 'n3'];
const SPARE = 'n4';
const STORES = ['e1', 'e2', 'e3'];
const DAEMONS = 'd';

export async function startOurs(options: OurClusterOptions): Promise<OurCluster> {
  const { synchronous, daemons = oneOfEach, apart = false } = options;
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempDir('failover')).path;
  const names = options.spare ? [...NODES, SPARE] : NODES;
  const network = stack.use(await openHosts(apart ? [...names, ...STORES, DAEMONS] : names));
  const named = (wanted: readonly string[]) => network.hosts.filter(({ name }) => wanted.includes(name));
  const [hosts, stores, [daemonsHost]] = [named(names), named(apart ? STORES : NODES), named([DAEMONS])];
  const replicationPasswordFile = join(folder, 'replication-password');
  await writeFile(replicationPasswordFile, 'replication secret\n', { mode: 0o600 });
  const served = await daemons(stack, network.gateway, daemonsHost);
  const shared = (workingDirectory: string): string =>
    directorConfig({
      ...{ port: 9101, workingDirectory, ...served.config },
      catalog: { ...LOGIN, host: '127.0.0.1', port: CATALOG_PORT, socketDirectory: '' },
    });
  const etcd = stores.map((host) => new EtcdOnHost(host, stores, folder));
  const programs: { readonly name: string; readonly program: Launched }[] = [];
  const nodes: OurNode[] = [];
  for (const host of hosts) {
    const files = await writeFiles(host, { folder, stores, shared, replicationPasswordFile, ...options });
    const start = async () => {
      await files.extras.beside?.();
      if (!apart) etcd.find((member) => member.host === host)?.start();
      const command = host.command([PROGRAM, 'director', '-c', files.shared, '-n', files.node]);
      programs.push({ name: host.name, program: launch(command, { env: { ...process.env, ...files.extras.env } }) });
    };
    const healthUrl = `http://${host.address}:${HEALTH_PORT}`;
    nodes.push({
      ...{ host, port: CATALOG_PORT, start, socket: files.socket, directory: files.directory, nodeFile: files.node },
      ...{ healthUrl, directorAnswers: directorAnswers(`${healthUrl}/director`, files.socket) },
      program: () => programs.findLast(({ name }) => name === host.name)?.program,
      killDirector: async () => {
        const [leading] = await directorProcesses(host, files.shared);
        if (leading !== undefined) process.kill(leading, 'SIGKILL');
      },
    });
  }
  if (apart) for (const member of etcd) member.start();
  for (const node of nodes) if (node.host.name !== SPARE) await node.start();
  const dcs = stack.use(await openEtcdDcs({ endpoints: etcdEndpoints(stores), prefix: '/understudy/bench/' }));
  const isWhole = () => isWholeIn(dcs, synchronous, new Set(programs.map(({ name }) => name)).size);
  const whoLeads: OurCluster['whoLeads'] = async (office) => {
    const { leader } = clusterStatus(await dcs.read())[office];
    return nodes.find(({ host }) => host.name === leader);
  };
  const log = () =>
    programs
      .filter(({ program }) => program.running())
      .map(({ name, program }) => `--- ${name}\n${program.output().slice(-4_000)}\n${postgresLog(join(folder, name))}`)
      .join('\n');
  await until(isWhole, { timeoutMs: UP_MS, everyMs: 200, what: () => `our cluster to be up\n${log()}` });
  // Whoever writes to the Catalog before a Director has made its tables keeps it from doing so: a database must be empty.
  const leads = async () =>
    (await Promise.all(nodes.map(({ directorAnswers }) => directorAnswers?.(1_000)))).includes(true);
  await until(leads, { timeoutMs: UP_MS, everyMs: 200, what: () => `a Director to lead\n${log()}` });
  const owned = stack.move();
  return {
    ...{ name: synchronous ? 'Understudy' : 'Understudy, asynchronous', nodes, login: { ...LOGIN }, isWhole, log },
    ...{ dcs, whoLeads, etcd, daemonsHost },
    async query(text) {
      const node = await until(() => whoLeads('catalog'), { what: 'somebody to hold the Catalog' });
      return askSuperuser(node.directory, CATALOG_PORT, text);
    },
    async story() {
      const nodesSay = programs.map(({ name, program }) => `--- ${name}\n${program.output()}`);
      return [...nodesSay, ...nodes.map(({ directory }) => postgresLog(directory)), await served.log()].join('\n');
    },
    async switchover(from, to) {
      const file = join(folder, from.host.name, 'understudy.conf');
      await from.host.run([PROGRAM, 'switchover', to.host.name, '-n', file]);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Each of so many is heard, one leads, the others stream from it. */
async function isWholeIn(dcs: Dcs, isSynchronous: boolean, count: number): Promise<boolean> {
  const snapshot = await dcs.read().catch(() => undefined);
  if (snapshot === undefined) return false;
  const { members, catalog, director, synchronous } = clusterStatus(snapshot);
  if (isSynchronous && !(synchronous?.settled && synchronous.standbys.length === count - 1)) return false;
  const good = members.filter(({ name, alive, streaming }) => alive && (streaming === true || name === catalog.leader));
  return (
    members.length === count && good.length === count && catalog.leader !== undefined && director.leader !== undefined
  );
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

/** One Client and one Storage of ours, and a tree of one file. */
const oneOfEach: DaemonsOfHosts = async (stack, gateway) => {
  const tree = stack.use(await makeTempDir('tree')).path;
  await writeFile(join(tree, 'file'), 'a file\n');
  const client = stack.use(await startOurFileDaemon({ directives: { 'FD Address': '0.0.0.0' } }));
  const storage = stack.use(await startOurStorageDaemon({ directives: { 'SD Address': '0.0.0.0' } }));
  return {
    config: {
      ...{ fileDaemons: [client], storageDaemons: [storage], fileSets: [{ files: [tree] }] },
      clientDirectives: { Address: gateway },
      storageDirectives: { Address: gateway },
    },
    log: async () => `${await client.log()}\n${await storage.log()}`,
  };
};

interface NodePlan extends OurClusterOptions {
  readonly folder: string;
  readonly stores: readonly TestHost[];
  readonly shared: (workingDirectory: string) => string;
  readonly replicationPasswordFile: string;
}

async function writeFiles(host: TestHost, plan: NodePlan) {
  const directory = join(plan.folder, host.name);
  await mkdir(directory);
  await chmod(directory, 0o755);
  const files = {
    shared: join(directory, 'bacula-dir.conf'),
    node: join(directory, 'understudy.conf'),
    socket: join(directory, 'api.socket'),
  };
  const extras: NodeExtras = (await plan.prepareNode?.(host, directory)) ?? {};
  const { workingDirectory = directory } = extras;
  await writeFile(join(workingDirectory, 'query.sql'), '');
  await writeFile(files.shared, plan.shared(workingDirectory), { mode: 0o600 });
  const endpoints = etcdEndpoints(plan.stores).map((endpoint) => `"${endpoint}"`);
  const node = [
    resource('Api', { Name: 'api', Socket: files.socket }),
    resource('Cluster', { Name: 'bench', 'Synchronous Standbys': plan.synchronous ? 1 : 0, ...plan.cluster }),
    resource('Node', {
      ...{ Name: host.name, Address: host.address, 'Catalog Port': CATALOG_PORT, 'Health Port': HEALTH_PORT },
      'Replication Password File': plan.replicationPasswordFile,
      ...extras.directives,
    }),
    resource('Etcd', {}, `Endpoint = ${endpoints.join(', ')}\n`),
    extras.resources ?? '',
  ].join('\n');
  await writeFile(files.node, node, { mode: 0o600 });
  await run(['chmod', '600', plan.replicationPasswordFile]);
  return { ...files, directory, extras };
}
