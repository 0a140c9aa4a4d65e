/** SSH between the hosts of a cluster, each with a server and one key for all, and what understudy.conf says of it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resource } from '../bacula-config.ts';
import type { TestHost } from '../hosts.ts';
import { makeKey, type SshServer, startSshd } from '../sshd.ts';
import { makeTempDir } from '../temp-dir.ts';
import type { NodeExtras } from './our-hosts.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/understudy', import.meta.url));
const SSH_PORT = 2222;

export interface ReplicationOnHosts extends AsyncDisposable {
  /** The node's folder has its files, which are the same everywhere. */
  prepare(host: TestHost, directory: string): Promise<NodeExtras>;
  server(host: TestHost): SshServer;
}

/** `names`: all nodes there will be, in the order of their addresses. */
export async function replicationOnHosts(names: readonly string[]): Promise<ReplicationOnHosts> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await makeTempDir('replication'));
  const workingDirectory = join(path, 'working');
  await mkdir(workingDirectory);
  const [keyFile, knownHostsFile] = [join(path, 'id_ed25519'), join(path, 'known_hosts')];
  const publicKey = await makeKey(keyFile);
  const servers = new Map<string, SshServer>();
  const server = (host: TestHost): SshServer => {
    const found = servers.get(host.name);
    if (found === undefined) throw new Error(`${host.name} has no SSH server`);
    return found;
  };
  const owned = stack.move();
  return {
    server,
    async prepare(host, directory) {
      const peer = `cd ${directory} && ${PROGRAM} config peer -c ${directory}/bacula-dir.conf`;
      const made = await startSshd({
        directory: join(path, `${host.name}-sshd`),
        authorizedKeys: `command="${peer}",restrict ${publicKey}`,
        at: { address: host.address, port: SSH_PORT },
        behind: (command) => host.command(command),
      });
      owned.use(made);
      servers.set(host.name, made);
      await writeFile(knownHostsFile, made.knownHost, { flag: 'a' });
      const subnet = host.address.replace(/\d+$/, '');
      const peers = names.map((name, index) =>
        resource('Peer', { Name: name, Address: `${subnet}${11 + index}`, Port: SSH_PORT }),
      );
      const own = resource('Replication', {
        ...{ Directory: join(directory, 'releases'), 'SSH User': made.user, 'SSH Key File': keyFile },
        ...{ 'SSH Known Hosts File': knownHostsFile, 'Connect Timeout': '5 seconds' },
      });
      return {
        workingDirectory,
        directives: { 'Catalog Directory': join(directory, 'catalog') },
        resources: [own, ...peers].join('\n'),
        beside: () => made.start(),
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
