/** A real etcd of as many members as a test wants, in a folder of its own, on free ports. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Certificate } from './certificates.ts';
import { freePort } from './free-port.ts';
import { standStill } from './stand-still.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './wait.ts';

export interface EtcdMember {
  readonly name: string;
  readonly endpoint: string;
  readonly pid: number;
  /** SIGSTOP waits until it stands still. */
  kill(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
}

export interface EtcdCluster extends AsyncDisposable {
  readonly endpoints: readonly string[];
  readonly members: readonly EtcdMember[];
}

export interface EtcdSetting {
  /** What it shows to clients; with it the endpoints are https. */
  readonly certificate?: Certificate;
  /** Who has signed the certificates of its clients; with it every client must show one. */
  readonly clientAuthority?: string;
  /** More options. */
  readonly options?: readonly string[];
}

export async function startEtcd(size = 1, setting: EtcdSetting = {}): Promise<EtcdCluster> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('etcd'));
  const plans = await Promise.all(
    Array.from({ length: size }, async (_, index) => ({
      name: `etcd${index + 1}`,
      endpoint: `${setting.certificate ? 'https' : 'http'}://127.0.0.1:${await freePort()}`,
      health: `http://127.0.0.1:${await freePort()}`,
      peer: `http://127.0.0.1:${await freePort()}`,
    })),
  );
  const cluster = plans.map(({ name, peer }) => `${name}=${peer}`).join(',');
  const members = plans.map(({ name, endpoint, peer, health }) => {
    const member = new Member({ name, endpoint, health }, [
      ...['--name', name, '--data-dir', join(dir.path, name), '--initial-cluster', cluster],
      ...['--listen-client-urls', endpoint, '--advertise-client-urls', endpoint],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--log-level', 'error'],
      ...['--listen-metrics-urls', health, ...tlsOptions(setting), ...(setting.options ?? [])],
    ]);
    stack.defer(() => member.stop());
    return member;
  });
  await Promise.all(members.map((member) => member.start()));
  const owned = stack.move();
  return {
    endpoints: plans.map(({ endpoint }) => endpoint),
    members,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const tlsOptions = ({ certificate, clientAuthority }: EtcdSetting): readonly string[] => [
  ...(certificate ? ['--cert-file', certificate.certificateFile, '--key-file', certificate.keyFile] : []),
  ...(clientAuthority === undefined ? [] : ['--client-cert-auth', '--trusted-ca-file', clientAuthority]),
];

class Member implements EtcdMember {
  readonly name: string;
  readonly endpoint: string;
  readonly #health: string;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;

  constructor(at: { name: string; endpoint: string; health: string }, options: readonly string[]) {
    this.name = at.name;
    this.endpoint = at.endpoint;
    this.#health = at.health;
    this.#options = options;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(): Promise<void> {
    const child = spawn('etcd', this.#options, { stdio: 'ignore' });
    this.#process = child;
    const isHealthy = async (): Promise<boolean> => {
      if (child.exitCode !== null) throw new Error(`${this.name} ended at its start`);
      const answer = await fetch(`${this.#health}/health`).catch(() => undefined);
      return answer?.ok === true;
    };
    await until(isHealthy, { what: `${this.name} to be healthy` });
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (signal === 'SIGSTOP') return standStill(this.pid);
    this.#process?.kill(signal);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}
