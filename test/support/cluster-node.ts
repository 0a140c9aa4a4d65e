/** One node of a cluster as a process, on this machine: its two files, its three kinds of processes, and what befalls them. */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resource } from './bacula-config.ts';
import { type DirectorConfigOptions, directorConfig } from './director-config.ts';
import { freePort } from './free-port.ts';
import { type Launched, launch, type RunResult, run } from './program.ts';
import { call } from './understudy.ts';
import { until } from './wait.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

export interface ClusterNodeOptions {
  readonly name: string;
  /** Of its own, below which everything of it lies. */
  readonly directory: string;
  readonly endpoints: readonly string[];
  readonly replicationPasswordFile: string;
  readonly shared: Omit<DirectorConfigOptions, 'port' | 'workingDirectory'>;
  /** More directives of the Cluster and the Node resource, and more resources. */
  readonly cluster?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly node?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly extra?: string;
  /** More of the Etcd resource. */
  readonly etcd?: Readonly<Record<string, string | undefined>>;
}

/** The election's process, the Director proper, and PostgreSQL. */
export type NodePart = 'node' | 'director' | 'postgres';

export class ClusterNode implements AsyncDisposable {
  readonly name: string;
  readonly directory: string;
  readonly socket: string;
  readonly catalogPort: number;
  readonly healthPort: number;
  readonly configFile: string;
  readonly nodeFile: string;
  #launched: Launched | undefined;
  #earlier = '';

  private constructor(options: ClusterNodeOptions, ports: { catalog: number; health: number }) {
    this.name = options.name;
    this.directory = options.directory;
    this.socket = join(options.directory, 'api.socket');
    this.catalogPort = ports.catalog;
    this.healthPort = ports.health;
    this.configFile = join(options.directory, 'bacula-dir.conf');
    this.nodeFile = join(options.directory, 'understudy.conf');
  }

  static async prepare(options: ClusterNodeOptions): Promise<ClusterNode> {
    await mkdir(options.directory, { recursive: true });
    await chmod(options.directory, 0o755);
    const node = new ClusterNode(options, { catalog: await freePort(), health: await freePort() });
    const shared = { ...options.shared, port: 9101, workingDirectory: node.directory };
    await writeFile(join(node.directory, 'query.sql'), '');
    await writeFile(node.configFile, directorConfig(shared), { mode: 0o600 });
    await writeFile(node.nodeFile, nodeFile(options, node), { mode: 0o600 });
    return node;
  }

  get running(): boolean {
    return this.#launched?.running() ?? false;
  }

  /** Of the last process; null while it runs, and when a signal ended it. */
  get exitCode(): number | null {
    return this.#launched?.child.exitCode ?? null;
  }

  /** Resolves when it says that it takes part. */
  async start(): Promise<void> {
    if (this.running) return;
    this.#earlier = this.log();
    const started = launch([PROGRAM, 'director', '-c', this.configFile, '-n', this.nodeFile], { cwd: this.directory });
    this.#launched = started;
    const ready = (): boolean => {
      if (!started.running()) throw new Error(`${this.name} ended at its start\n${started.output()}`);
      return started.output().includes('The node is ready');
    };
    await until(ready, { what: () => `${this.name} to be ready\n${started.output()}`, timeoutMs: 60_000 });
  }

  /** SIGTERM, and its end; it hands over. */
  async stop(): Promise<void> {
    await this.#launched?.stop({ graceMs: 40_000 });
  }

  /** A signal for one of its processes. `node` and SIGKILL: the whole of it dies, as when the power goes. */
  async kill(signal: NodeJS.Signals, part: NodePart = 'node'): Promise<void> {
    if (part === 'node' && signal === 'SIGKILL') {
      const rest = await this.#children();
      await this.#launched?.kill('SIGKILL');
      await until(() => rest.every(isGone), { what: `all of ${this.name} to be gone` });
      return;
    }
    const pid = await this.pid(part);
    if (pid === undefined) throw new Error(`${this.name} has no ${part} now`);
    process.kill(pid, signal);
  }

  async pid(part: NodePart): Promise<number | undefined> {
    const parent = this.running ? this.#launched?.child.pid : undefined;
    if (part === 'node' || parent === undefined) return parent;
    if (part === 'postgres') {
      const text = await readFile(join(this.directory, 'catalog/data/postmaster.pid'), 'latin1').catch(() => '');
      const pid = Number.parseInt(text, 10);
      return Number.isInteger(pid) && !isGone(pid) ? pid : undefined;
    }
    return childrenOf(parent, 'director-main')[0];
  }

  async #children(): Promise<number[]> {
    const [node, postgres] = [await this.pid('node'), await this.pid('postgres')];
    return [
      ...(node === undefined ? [] : childrenOf(node, 'director-main')),
      ...(postgres === undefined ? [] : [postgres]),
    ];
  }

  /** What its processes printed, earlier ones included. */
  log(): string {
    return `${this.#earlier}${this.#launched?.output() ?? ''}`;
  }

  /** The HTTP interface, which answers in full where it leads. @throws ApiError */
  get<T>(path: string): Promise<T> {
    return call<T>(this.socket, 'GET', path);
  }

  post<T>(path: string, body?: object): Promise<T> {
    return call<T>(this.socket, 'POST', path, body);
  }

  /** The operator's tool on this node. */
  cli(args: readonly string[], options?: { mayFail?: boolean; timeoutMs?: number }): Promise<RunResult> {
    return run([PROGRAM, ...args], { env: { ...process.env, UNDERSTUDY_SOCKET: this.socket }, ...options });
  }

  /** At once: a hand-over to nodes that go as well would only take time. */
  async [Symbol.asyncDispose](): Promise<void> {
    // One that was paused must wake to end.
    for (const pid of await this.#children()) if (!isGone(pid)) process.kill(pid, 'SIGCONT');
    if (this.running) await this.kill('SIGKILL');
  }
}

function nodeFile(options: ClusterNodeOptions, { catalogPort, healthPort, socket }: ClusterNode): string {
  return [
    resource('Api', { Name: 'api', Socket: socket }),
    resource('Cluster', { Name: 'stage', ...options.cluster }),
    resource('Node', {
      Name: options.name,
      Address: '127.0.0.1',
      'Catalog Port': catalogPort,
      'Health Port': healthPort,
      'Replication Password File': options.replicationPasswordFile,
      ...options.node,
    }),
    resource(
      'Etcd',
      options.etcd ?? {},
      `Endpoint = ${options.endpoints.map((endpoint) => `"${endpoint}"`).join(', ')}\n`,
    ),
    options.extra ?? '',
  ].join('\n');
}

/** Ended, reaped by its parent or not. */
export function isGone(pid: number): boolean {
  try {
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, ''));
  } catch {
    return true;
  }
}

/** Children whose command line holds the word, the oldest first: that is the one that leads, where one does. */
function childrenOf(parent: number, word: string): number[] {
  const found: { readonly pid: number; readonly since: number }[] = [];
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (fields[1] !== String(parent) || !readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(word)) continue;
      found.push({ pid: Number(name), since: Number(fields[19]) });
    } catch {
      // It has just ended.
    }
  }
  return found.toSorted((a, b) => a.since - b.since || a.pid - b.pid).map(({ pid }) => pid);
}
