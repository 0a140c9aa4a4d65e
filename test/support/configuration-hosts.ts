/** Three nodes and a genuine daemon's host behind real SSH servers, on one machine, with a real etcd. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from './bacula-config.ts';
import { type EtcdCluster, startEtcd } from './etcd.ts';
import { PROGRAM } from './one-machine.ts';
import { type RunResult, run } from './program.ts';
import { makeKey, type SshServer, startSshd } from './sshd.ts';
import { makeTempDir } from './temp-dir.ts';

export interface ConfigurationHost {
  readonly name: string;
  readonly etc: string;
  readonly mainFile: string;
  readonly nodeFile: string;
  readonly releases: string;
  readonly sshd: SshServer;
  /** `understudy config …` on this node. */
  config(...args: string[]): Promise<RunResult>;
  text(place?: string): Promise<string>;
}

export interface ConfigurationHosts extends AsyncDisposable {
  readonly path: string;
  readonly etcd: EtcdCluster;
  readonly nodes: readonly [ConfigurationHost, ConfigurationHost, ConfigurationHost];
  /** One that has nothing of ours. */
  readonly daemonHost: SshServer;
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

export interface HostsOptions {
  /** More of the understudy.conf of n1. */
  readonly firstNode?: (path: string, daemonPort: number) => string;
}

export async function openConfigurationHosts({ firstNode }: HostsOptions = {}): Promise<ConfigurationHosts> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await makeTempDir('hosts'));
  const etcd = stack.use(await startEtcd());
  const keyFile = join(path, 'id_ed25519');
  const knownHostsFile = join(path, 'known_hosts');
  const publicKey = await makeKey(keyFile);
  const serve = async (name: string, options = ''): Promise<SshServer> =>
    stack.use(await startSshd({ directory: join(path, `${name}-sshd`), authorizedKeys: `${options}${publicKey}` }));
  const names = ['n1', 'n2', 'n3'];
  const [daemonHost, ...servers] = (await Promise.all([
    serve('daemon'),
    ...names.map((name) => serve(name, `command="${peerCommand(path, name)}",restrict `)),
  ])) as [SshServer, ...SshServer[]];
  await writeFile(knownHostsFile, [daemonHost, ...servers].map(({ knownHost }) => knownHost).join(''));
  const peers = servers.map(
    ({ port }, index) => `Peer { Name = ${names[index]}; Address = 127.0.0.1; Port = ${port} }`,
  );
  const nodes = await Promise.all(
    servers.map(async (sshd, index) => {
      const name = names[index] as string;
      const [etc, releases] = [join(path, name, 'etc'), join(path, name, 'releases')];
      await mkdir(etc, { recursive: true });
      const [mainFile, nodeFile] = [join(etc, 'bacula-dir.conf'), join(etc, 'understudy.conf')];
      const own = [
        `Api { Socket = ${quoted(join(path, name, 'api.socket'))} }`,
        `Cluster { Name = test }\nNode { Name = ${name}; Address = 127.0.0.1; Catalog = no }`,
        `Etcd {\n  Endpoint = ${quoted(etcd.endpoints[0] as string)}\n}`,
        `Replication {\n  Directory = ${quoted(releases)}\n  SSH User = ${quoted(sshd.user)}\n  SSH Key File = ${quoted(keyFile)}`,
        `  SSH Known Hosts File = ${quoted(knownHostsFile)}\n  Connect Timeout = 60 seconds\n}`,
        ...peers,
        index === 0 ? (firstNode?.(path, daemonHost.port) ?? '') : '',
      ];
      await writeFile(nodeFile, `${own.join('\n')}\n`);
      const text = (place = 'bacula-dir.conf') => readFile(join(etc, place), 'latin1');
      // Includes are named relative to the folder that a program is started in, so each node has its own.
      const config = ([action = '', ...args]: string[]) =>
        run([PROGRAM, 'config', action, '-c', mainFile, ...args], { cwd: etc, mayFail: true, timeoutMs: 180_000 });
      return { name, etc, mainFile, nodeFile, releases, sshd, text, config: (...args: string[]) => config(args) };
    }),
  );
  const owned = stack.move();
  return {
    ...{ path, etcd, daemonHost, keyFile, knownHostsFile },
    nodes: nodes as unknown as ConfigurationHosts['nodes'],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** As the guide has it: the key may do nothing else there. */
const peerCommand = (path: string, name: string): string =>
  `cd ${path}/${name}/etc && ${PROGRAM} config peer -c ${path}/${name}/etc/bacula-dir.conf`;
