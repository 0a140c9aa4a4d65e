/**
 * Hosts of their own on this machine: a network namespace each, wired to one bridge. A host can lose its cable, its power
 * (everything in it is killed at once) and its breath (everything in it stands still). Needs root and iproute2.
 */
import { readFile } from 'node:fs/promises';
import { type Launched, launch, run } from './program.ts';
import { untilStill } from './stand-still.ts';

export interface TestHost {
  readonly name: string;
  readonly address: string;
  /** A program that stays, in this host. */
  launch(command: readonly string[], options?: Parameters<typeof launch>[1]): Launched;
  run(command: readonly string[], options?: Parameters<typeof run>[1]): ReturnType<typeof run>;
  /** The same, for whoever starts it himself. */
  command(command: readonly string[]): readonly string[];
  /** The cable: nothing reaches the host, and it reaches nobody but itself. */
  plug(connected: boolean): Promise<void>;
  /** One way: what this host sends to the others is lost without a word, also on connections that stand. */
  mute(others: readonly Pick<TestHost, 'address'>[]): Promise<void>;
  /** They are reached again. */
  unmute(others: readonly Pick<TestHost, 'address'>[]): Promise<void>;
  /** To each of its processes at once. */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
}

export interface HostNetwork extends AsyncDisposable {
  readonly hosts: readonly TestHost[];
  /** Where the hosts reach this machine. */
  readonly gateway: string;
}

/** Nobody has it: frames for it go to everybody, and nobody takes them. */
const NOWHERE = '02:00:00:00:00:01';

let made = 0;

/** Addresses are 10.213.N.11 and on, N from the process's number; the machine itself is 10.213.N.1. */
export async function openHosts(names: readonly string[]): Promise<HostNetwork> {
  await using stack = new AsyncDisposableStack();
  const id = `${process.pid.toString(36)}${(made++).toString(36)}`;
  const subnet = `10.213.${(process.pid + made) % 250}`;
  const bridge = `ub${id}`;
  await run(['ip', 'link', 'add', bridge, 'type', 'bridge']);
  stack.defer(() => run(['ip', 'link', 'del', bridge], { mayFail: true }).then(() => {}));
  await run(['ip', 'address', 'add', `${subnet}.1/24`, 'dev', bridge]);
  await run(['ip', 'link', 'set', bridge, 'up']);
  const hosts: TestHost[] = [];
  for (const [index, name] of names.entries()) {
    const host = new Host(name, `us-${id}-${name}`, `uv${id}${index}`, `${subnet}.${11 + index}`);
    stack.defer(() => host.close());
    await host.open(bridge);
    hosts.push(host);
  }
  const owned = stack.move();
  return { hosts, gateway: `${subnet}.1`, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

class Host implements TestHost {
  readonly name: string;
  readonly address: string;
  readonly #namespace: string;
  readonly #cable: string;

  constructor(name: string, namespace: string, cable: string, address: string) {
    this.name = name;
    this.address = address;
    this.#namespace = namespace;
    this.#cable = cable;
  }

  async open(bridge: string): Promise<void> {
    await run(['ip', 'netns', 'add', this.#namespace]);
    const inside = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', this.#namespace];
    await run(['ip', 'link', 'add', this.#cable, ...inside]);
    await run(['ip', 'link', 'set', this.#cable, 'master', bridge, 'up']);
    await this.run(['ip', 'address', 'add', `${this.address}/24`, 'dev', 'eth0']);
    await this.run(['ip', 'link', 'set', 'lo', 'up']);
    await this.run(['ip', 'link', 'set', 'eth0', 'up']);
  }

  launch(command: readonly string[], options?: Parameters<typeof launch>[1]): Launched {
    return launch(this.command(command), options);
  }

  run(command: readonly string[], options?: Parameters<typeof run>[1]): ReturnType<typeof run> {
    return run(this.command(command), options);
  }

  command(command: readonly string[]): readonly string[] {
    return ['ip', 'netns', 'exec', this.#namespace, ...command];
  }

  async mute(others: readonly Pick<TestHost, 'address'>[]): Promise<void> {
    const permanent = ['lladdr', NOWHERE, 'dev', 'eth0', 'nud', 'permanent'];
    await Promise.all(others.map(({ address }) => this.run(['ip', 'neigh', 'replace', address, ...permanent])));
  }

  async unmute(others: readonly Pick<TestHost, 'address'>[]): Promise<void> {
    const forget = (address: string) => this.run(['ip', 'neigh', 'del', address, 'dev', 'eth0'], { mayFail: true });
    await Promise.all(others.map(({ address }) => forget(address)));
  }

  async plug(connected: boolean): Promise<void> {
    await run(['ip', 'link', 'set', this.#cable, connected ? 'up' : 'down']);
  }

  async signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    // Until nothing new appears: who is about to fork has a child that was not in the list.
    for (let rounds = 0; rounds < 5; rounds++) {
      const pids = await this.#pids();
      const hit = pids.filter((pid) => strikes(pid, signal));
      if (signal === 'SIGSTOP') await Promise.all(hit.map(untilStill));
      if (hit.length === 0 || signal !== 'SIGKILL') return;
    }
  }

  async close(): Promise<void> {
    await this.signal('SIGCONT').catch(() => {});
    await this.signal('SIGKILL').catch(() => {});
    await run(['ip', 'link', 'del', this.#cable], { mayFail: true });
    await run(['ip', 'netns', 'del', this.#namespace], { mayFail: true });
  }

  async #pids(): Promise<readonly number[]> {
    const { stdout } = await run(['ip', 'netns', 'pids', this.#namespace], { mayFail: true });
    const pids = stdout.split('\n').filter(Boolean).map(Number);
    const alive = await Promise.all(pids.map(async (pid) => ((await isZombie(pid)) ? undefined : pid)));
    return alive.filter((pid) => pid !== undefined);
  }
}

function strikes(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const isZombie = async (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'latin1').then(
    (text) => /\) Z /.test(text),
    () => true,
  );
