/**
 * The cluster that the stories are told on: three nodes, three members of etcd and the daemons on hosts of their own, so that
 * each of the ways between them can be cut; a small disk under each PostgreSQL.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { directorProcesses } from '../support/cluster-hosts/director-of-host.ts';
import { type OurCluster, type OurNode, startOurs } from '../support/cluster-hosts/our-hosts.ts';
import { type ReplicationOnHosts, replicationOnHosts } from '../support/cluster-hosts/replication-on-hosts.ts';
import type { TestHost } from '../support/hosts.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { run } from '../support/program.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { untilStill } from '../support/stand-still.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import { type SetClock, setClock } from './set-clock.ts';
import type { Ground } from './story.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));
/** Enough for a Catalog of a few Jobs, its WAL, and a copy of it. */
const DISK_BYTES = 640 * 1_048_576;
const FILES = 40;
const FILE_BYTES = 50_000;
/** Who joins is the best of those that could lead. */
const SPARE = 'n4';
const FIRST = 9;
/** So that a Job outlives most blows, and a node that joins. */
const bandwidthOn = (ground: Ground): string => (ground === 'spare' ? '80 kb/s' : '300 kb/s');

export interface FaultNode extends OurNode {
  readonly disk: SmallDisk;
  readonly clock: SetClock | undefined;
  /** What the node's process, and the Catalog's PostgreSQL, take for the time, in ms since 1970. */
  wallClocks(): Promise<readonly number[]>;
  /** The postmaster, and all of its processes. */
  postgres(): Promise<readonly number[]>;
  /** The Director's process; `all`: and the one that waits to take its place. */
  signalDirector(signal: NodeJS.Signals, whom?: 'leading' | 'all'): Promise<void>;
}

export interface FaultCluster extends Omit<OurCluster, 'nodes' | 'daemonsHost' | 'whoLeads'> {
  readonly nodes: readonly FaultNode[];
  readonly daemonsHost: TestHost;
  whoLeads(office: 'director' | 'catalog'): Promise<FaultNode | undefined>;
  /** Undefined: each node has files of its own. */
  readonly replication: ReplicationOnHosts | undefined;
  /** One node holds both offices. */
  together(): Promise<FaultNode>;
  /** Of both offices. */
  epochs(): Promise<readonly string[]>;
  /** What all nodes have logged. */
  said(): readonly string[];
  /** `understudy cluster`, as an operator sees it; or why it is not told. */
  show(): Promise<string>;
}

export async function startFaultCluster(ground: Ground): Promise<FaultCluster> {
  await using stack = new AsyncDisposableStack();
  // Below the nodes' folders: away before those are.
  const disks = new AsyncDisposableStack();
  const replication = ground === 'configuration' ? stack.use(await replicationOnHosts(['n1', 'n2', 'n3'])) : undefined;
  const more = new Map<string, { readonly disk: SmallDisk; readonly clock: SetClock | undefined }>();
  const cluster = await startOurs({
    ...{ synchronous: true, apart: true, cluster: { Failsafe: ground !== 'no-failsafe' }, spare: ground === 'spare' },
    daemons: async (owner, _gateway, host) => {
      owner.use(disks);
      return startDaemons(owner, host, bandwidthOn(ground));
    },
    async prepareNode(host, directory) {
      const catalog = join(directory, 'catalog');
      await mkdir(catalog);
      const disk = disks.use(await mountSmallDisk(DISK_BYTES, catalog));
      const clock = ground === 'clocks' ? await setClock(directory) : undefined;
      more.set(host.name, { disk, clock });
      if (host.name === SPARE) return { directives: { Priority: FIRST } };
      return clock?.extras ?? (await replication?.prepare(host, directory)) ?? {};
    },
  });
  stack.use(cluster);
  const nodes = cluster.nodes.map((node): FaultNode => {
    const { disk, clock } = more.get(node.host.name) ?? {};
    if (disk === undefined) throw new Error(`${node.host.name} has not been prepared`);
    return {
      ...node,
      disk,
      clock,
      wallClocks: () => wallClocks(node, cluster),
      postgres: () => processesOf(disk.path),
      signalDirector: (signal, whom = 'leading') => signalDirector(node, signal, whom),
    };
  });
  const daemonsHost = cluster.daemonsHost as TestHost;
  const kept = stack.move();
  const epochs = async (): Promise<readonly string[]> => {
    const { entries } = await cluster.dcs.read();
    return ['leader/catalog', 'leader/director'].map((key) => String(entries.get(key)?.createRevision));
  };
  const whoLeads = async (office: 'director' | 'catalog') => {
    const found = await cluster.whoLeads(office);
    return nodes.find(({ host }) => host === found?.host);
  };
  return {
    ...{ ...cluster, nodes, daemonsHost, replication, epochs, whoLeads },
    said: () => nodes.map((node) => node.program()?.output() ?? ''),
    show: () => show(nodes),
    together: () =>
      until(
        async () => {
          const [catalog, director] = [await whoLeads('catalog'), await whoLeads('director')];
          if (catalog === undefined || director === undefined || catalog === director) return catalog;
          await cluster.switchover(director, catalog);
          return undefined;
        },
        { timeoutMs: 60_000, everyMs: 500, what: 'one node to hold both offices' },
      ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function startDaemons(stack: AsyncDisposableStack, host: TestHost | undefined, bandwidth: string) {
  if (host === undefined) throw new Error('The daemons have no host');
  const tree = stack.use(await makeTempDir('tree')).path;
  await chmod(tree, 0o755);
  const write = (index: number) => writeFile(join(tree, `file-${index}`), pseudoRandomBytes(FILE_BYTES, index + 1));
  await Promise.all(Array.from({ length: FILES }, (_, index) => write(index)));
  const here = (...command: readonly string[]) => host.command([PROGRAM, ...command]);
  const client = stack.use(await startOurFileDaemon({ directives: { 'FD Address': host.address } }, here('client')));
  const storage = stack.use(
    await startOurStorageDaemon({ directives: { 'SD Address': host.address } }, here('storage')),
  );
  return {
    config: {
      ...{ fileDaemons: [client], storageDaemons: [storage], fileSets: [{ files: [tree] }] },
      clientDirectives: { Address: host.address },
      storageDirectives: { Address: host.address },
      jobDirectives: { 'Maximum Bandwidth': bandwidth },
    },
    log: async () => `${await client.log()}\n${await storage.log()}`,
  };
}

async function wallClocks({ healthUrl }: OurNode, cluster: OurCluster): Promise<readonly number[]> {
  const { headers } = await fetch(healthUrl);
  const [row] = await cluster.query<{ ms: number }>('SELECT extract(epoch FROM now())::float8 * 1000 AS ms');
  return [Date.parse(headers.get('date') ?? ''), row?.ms ?? Number.NaN];
}

/** The postmaster of these data, and whatever it has started. */
async function processesOf(directory: string): Promise<readonly number[]> {
  const text = await readFile(join(directory, 'data/postmaster.pid'), 'latin1').catch(() => '');
  const postmaster = Number.parseInt(text, 10);
  if (!Number.isInteger(postmaster)) return [];
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === postmaster);
  return [postmaster, ...children.map(Number)];
}

function parentOf(pid: string): number {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return 0;
  }
}

/** Told by whichever host reaches etcd. */
async function show(nodes: readonly FaultNode[]): Promise<string> {
  const told: string[] = [];
  for (const { host, nodeFile } of nodes) {
    const { status, stdout, stderr } = await run(host.command([PROGRAM, 'cluster', '-n', nodeFile]), { mayFail: true });
    told.push(`${stdout}${stderr}`);
    if (status === 0) break;
  }
  return told.join('\n');
}

async function signalDirector(node: OurNode, signal: NodeJS.Signals, whom: 'leading' | 'all'): Promise<void> {
  const all = await directorProcesses(node.host, `${node.directory}/`);
  const pids = whom === 'all' ? all : all.slice(0, 1);
  for (const pid of pids) process.kill(pid, signal);
  if (signal === 'SIGSTOP') await Promise.all(pids.map(untilStill));
}
