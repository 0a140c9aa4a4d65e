/**
 * A whole cluster on this machine, for tests, the demo and benches: a real etcd, nodes as real processes with a PostgreSQL
 * each, our Storage Daemons and a File Daemon as processes, a tree to be saved. Everything is dead and gone when it is disposed.
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterStatus, clusterStatus, type Dcs, openEtcdDcs } from '../../src/ha/index.ts';
import { askSuperuser } from './ask-superuser.ts';
import { ClusterNode, type ClusterNodeOptions } from './cluster-node.ts';
import { BACKUP_JOB, type DirectorConfigOptions } from './director-config.ts';
import { type EtcdCluster, startEtcd } from './etcd.ts';
import type { FileDaemon, StorageDaemon } from './genuine.ts';
import { startOurFileDaemon } from './our-file-daemon.ts';
import { startOurStorageDaemon } from './our-storage-daemon.ts';
import { pseudoRandomBytes } from './pseudo-random.ts';
import { makeTempDir } from './temp-dir.ts';
import { type JobFacts, OVER } from './understudy.ts';
import { until } from './wait.ts';

/** What all nodes share of their Catalog: where it is each of them says itself. */
export const SHARED_CATALOG = {
  host: '127.0.0.1',
  port: 5433,
  user: 'bacula',
  password: 'catalog secret',
  database: 'bacula',
  socketDirectory: '',
};

export type { ClusterNode, NodePart } from './cluster-node.ts';

export interface ClusterStageOptions {
  /** Names, and what is special about each. */
  readonly nodes?: Readonly<Record<string, NonNullable<ClusterNodeOptions['node']>>>;
  readonly cluster?: ClusterNodeOptions['cluster'];
  /** More resources of each understudy.conf. */
  readonly extra?: string;
  readonly etcdMembers?: number;
  /** Storage Daemons of ours, by name. */
  readonly storages?: readonly string[];
  /** Bytes of each file of the tree that is saved. */
  readonly files?: readonly number[];
  /** A tree that is there already. */
  readonly tree?: string;
  /** More of bacula-dir.conf. */
  readonly config?: Partial<DirectorConfigOptions>;
  /** Daemons in place of ours. */
  readonly daemons?: { readonly client?: FileDaemon; readonly storages?: readonly StorageDaemon[] };
  /** Prepared, and not started. */
  readonly asleep?: boolean;
}

export interface ClusterStage extends AsyncDisposable {
  readonly directory: string;
  readonly tree: string;
  readonly etcd: EtcdCluster;
  /** The cluster's store, as a bystander reads it. */
  readonly dcs: Dcs;
  readonly nodes: readonly ClusterNode[];
  readonly client: FileDaemon;
  readonly storages: readonly StorageDaemon[];
  node(name: string): ClusterNode;
  /** Who holds the office in etcd at this moment. */
  whoLeads(office?: 'director' | 'catalog'): Promise<ClusterNode | undefined>;
  /** Waits until one leads and its Director answers; `other`: until that is another one than this. */
  leader(other?: ClusterNode): Promise<ClusterNode>;
  /** ... and until so many standbys (all, where left out) stream what it commits. */
  healthy(standbys?: number): Promise<ClusterNode>;
  /** Queues a Job at whoever leads. */
  run(body?: {
    readonly job?: string;
    readonly level?: 'Full' | 'Incremental';
    readonly [more: string]: unknown;
  }): Promise<number>;
  restore(body: { readonly from: object; readonly where: string; readonly [more: string]: unknown }): Promise<number>;
  /** Waits until the Job is over, whoever leads then. */
  ended(jobId: number, timeoutMs?: number): Promise<JobFacts>;
  jobLog(jobId: number): Promise<string>;
  /** Rows of the writable Catalog, as its superuser sees them. */
  query<Row extends object = Record<string, unknown>>(sql: string): Promise<readonly Row[]>;
  /** All that was printed. */
  log(): Promise<string>;
}

const THREE = { n1: {}, n2: {}, n3: {} };
const LONG_MS = 120_000;

export async function openClusterStage(options: ClusterStageOptions = {}): Promise<ClusterStage> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await makeTempDir('cluster')).path;
  const tree = options.tree ?? (await makeTree(directory, options.files ?? [20_000, 5_000]));
  const etcd = stack.use(await startEtcd(options.etcdMembers));
  // A bystander may wait: a busy machine's etcd is slow to answer.
  const dcs = stack.use(
    await openEtcdDcs({ ...{ endpoints: etcd.endpoints, callMs: 30_000 }, prefix: '/understudy/stage/' }),
  );
  const { client, storages } = await openDaemons(options, stack);
  const replicationPasswordFile = join(directory, 'replication-password');
  await writeFile(replicationPasswordFile, 'replication secret\n', { mode: 0o600 });
  const shared: ClusterNodeOptions['shared'] = {
    catalog: SHARED_CATALOG,
    fileDaemons: [client],
    storageDaemons: storages,
    fileSets: [{ files: [tree], options: { Signature: 'MD5' } }],
    clientDirectives: { 'SD Calls Client': true },
    ...options.config,
  };
  const nodes = await Promise.all(
    Object.entries(options.nodes ?? THREE).map(([name, node]) =>
      ClusterNode.prepare({
        ...{ name, directory: join(directory, name), endpoints: etcd.endpoints, replicationPasswordFile, shared, node },
        ...(options.cluster && { cluster: options.cluster }),
        ...(options.extra !== undefined && { extra: options.extra }),
      }),
    ),
  );
  stack.defer(async () => void (await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))));
  const stage = stageOf({ directory, tree, etcd, dcs, nodes, client, storages });
  if (options.asleep !== true) {
    await Promise.all(nodes.map((node) => node.start()));
    await stage.healthy();
  }
  const kept = stack.move();
  return { ...stage, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function makeTree(directory: string, files: readonly number[]): Promise<string> {
  const tree = join(directory, 'tree');
  await mkdir(tree);
  await Promise.all(files.map((bytes, i) => writeFile(join(tree, `file-${i}`), pseudoRandomBytes(bytes, i + 1))));
  await chmod(tree, 0o755);
  return tree;
}

async function openDaemons({ storages = ['test-sd'], daemons }: ClusterStageOptions, stack: AsyncDisposableStack) {
  const client = daemons?.client ?? stack.use(await startOurFileDaemon());
  if (daemons?.storages !== undefined) return { client, storages: daemons.storages };
  const started: StorageDaemon[] = [];
  // Each has a folder of its own, so that a Volume of one is no Volume of another.
  const devices = (name: string) => [{ name: 'FileStorage', mediaType: `File-${name}` }];
  for (const name of storages) {
    started.push(stack.use(await startOurStorageDaemon({ name, devices: devices(name) })));
  }
  return { client, storages: started };
}

type Parts = Pick<ClusterStage, 'directory' | 'tree' | 'etcd' | 'dcs' | 'nodes' | 'client' | 'storages'>;

function stageOf(parts: Parts): Omit<ClusterStage, typeof Symbol.asyncDispose> {
  const { dcs, nodes, storages, client } = parts;
  const log = async (): Promise<string> => {
    const daemons = await Promise.all([client, ...storages].map((daemon) => daemon.log()));
    return [printed(nodes), ...daemons].join('\n');
  };
  const nodeNamed = (name: unknown) => nodes.find((node) => node.name === name);
  const whoLeads: ClusterStage['whoLeads'] = async (office = 'director') => {
    const entry = (await dcs.read()).entries.get(`leader/${office}`);
    return entry && nodeNamed((JSON.parse(entry.value) as { name: string }).name);
  };
  const leader: ClusterStage['leader'] = async (other) => {
    let seen = '';
    return until(
      async () => {
        const node = await whoLeads();
        if (node === undefined || node === other) return false;
        return node.get('/status').then(
          () => node,
          (error: unknown) => {
            seen = String(error);
            return false as const;
          },
        );
      },
      {
        timeoutMs: LONG_MS,
        what: () => `a Director to lead; last heard: ${seen}\n${printed(nodes)}`,
      },
    );
  };
  const query: ClusterStage['query'] = async (sql) => {
    const node = await until(() => whoLeads('catalog'), { timeoutMs: LONG_MS, what: 'somebody to hold the Catalog' });
    return askSuperuser(node.directory, node.catalogPort, sql);
  };
  const healthy: ClusterStage['healthy'] = async (standbys) => {
    const node = await leader();
    let seen: ClusterStatus | undefined;
    await until(
      async () => {
        seen = clusterStatus(await dcs.read());
        return followers(seen) >= (standbys ?? catalogMembers(seen) - 1);
      },
      { timeoutMs: LONG_MS, what: () => `standbys to follow: ${JSON.stringify(seen)}\n${printed(nodes)}` },
    );
    return node;
  };
  /** Asked of whoever leads, again where that has just changed: only what may be asked twice. */
  const ask = <T>(path: string): Promise<T> =>
    until(
      async () =>
        (await leader()).get<T>(path).then(
          (value) => ({ value }),
          () => undefined,
        ),
      { timeoutMs: LONG_MS },
    ).then(({ value }) => value);
  const ended: ClusterStage['ended'] = async (jobId, timeoutMs = LONG_MS) => {
    let last = '';
    return until(
      async () => {
        const found = await ask<{ job: JobFacts; active?: object }>(`/jobs/${jobId}`);
        last = JSON.stringify(found);
        return found.active === undefined && OVER.has(found.job.status) && found.job;
      },
      { timeoutMs, what: () => `JobId ${jobId} to end; last seen: ${last}` },
    );
  };
  return {
    ...parts,
    node: (name) => nodeNamed(name) as ClusterNode,
    ...{ whoLeads, leader, healthy, query, ended, log },
    run: async (body) => (await (await leader()).post<{ jobId: number }>('/jobs', { job: BACKUP_JOB, ...body })).jobId,
    restore: async (body) => (await (await leader()).post<{ jobId: number }>('/restores', body)).jobId,
    jobLog: async (jobId) => (await ask<{ text: string }[]>(`/jobs/${jobId}/log`)).map(({ text }) => text).join('\n'),
  };
}

/** That carry a PostgreSQL and are heard. */
const catalogMembers = ({ members }: ClusterStatus): number =>
  members.filter(({ alive, catalog }) => alive && catalog !== 'none').length;

/** That would do for a promotion, too: what the leader commits waits for them, where it waits for anybody. */
function followers({ members, synchronous }: ClusterStatus): number {
  const streaming = members.filter(({ alive, streaming }) => alive && streaming).map(({ name }) => name);
  if (synchronous === undefined) return streaming.length;
  return synchronous.settled ? streaming.filter((name) => synchronous.standbys.includes(name)).length : 0;
}

const printed = (nodes: readonly ClusterNode[]): string =>
  nodes.map((node) => `--- ${node.name}\n${node.log()}`).join('\n');
