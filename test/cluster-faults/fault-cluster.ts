/**
 * The cluster that the stories are told on: three nodes, three members of etcd and the daemons on hosts of their own, so that
 * each of the ways between them can be cut; a small disk under each PostgreSQL.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askSuperuser } from '../support/ask-superuser.ts';
import { directorProcesses } from '../support/cluster-hosts/director-of-host.ts';
import { type OurCluster, type OurNode, startOurs } from '../support/cluster-hosts/our-hosts.ts';
import { type ReplicationOnHosts, replicationOnHosts } from '../support/cluster-hosts/replication-on-hosts.ts';
import type { TestHost } from '../support/hosts.ts';
import { run } from '../support/program.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { untilStill } from '../support/stand-still.ts';
import { until } from '../support/wait.ts';
import { makeTree, startDaemons } from './fault-daemons.ts';
import { type SetClock, setClock } from './set-clock.ts';
import type { Ground } from './story.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));
/** Enough for a Catalog of a few Jobs, its WAL, and a copy of it. */
const DISK_BYTES = 640 * 1_048_576;
/** Who joins is the best of those that could lead. */
const SPARE = 'n4';
const FIRST = 9;

export interface FaultNode extends OurNode {
  readonly disk: SmallDisk;
  readonly clock: SetClock | undefined;
  /** What the node's process, and the Catalog's PostgreSQL, take for the time, in ms since 1970. */
  wallClocks(): Promise<readonly number[]>;
  /** Of its own Catalog, as the superuser sees it, whoever leads. */
  readonly query: FaultCluster['query'];
  /** The postmaster, and all of its processes. */
  postgres(): Promise<readonly number[]>;
  /** The Director's process; `all`: and the one that waits to take its place. */
  signalDirector(signal: NodeJS.Signals, whom?: 'leading' | 'all'): Promise<void>;
}

export interface FaultCluster extends Omit<OurCluster, 'nodes' | 'daemonsHost' | 'whoLeads'> {
  readonly nodes: readonly FaultNode[];
  readonly daemonsHost: TestHost;
  /** What the Job saves. */
  readonly tree: string;
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
  const tree = stack.use(await makeTree()).path;
  const cluster = await startOurs({
    ...{
      synchronous: ground !== 'asynchronous',
      apart: true,
      cluster: { Failsafe: ground !== 'no-failsafe' },
      spare: ground === 'spare',
    },
    daemons: async (owner, _gateway, host) => {
      owner.use(disks);
      return startDaemons(owner, host, tree, ground);
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
      query: (text) => askSuperuser(node.directory, node.port, text),
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
    ...{ ...cluster, nodes, daemonsHost, tree, replication, epochs, whoLeads },
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
