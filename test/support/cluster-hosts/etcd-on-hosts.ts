/** An etcd member on each host: of the nodes, as small clusters have it, or hosts of its own. */
import { join } from 'node:path';
import type { TestHost } from '../hosts.ts';
import type { Launched } from '../program.ts';

export const ETCD_PORT = 2379;
const PEER_PORT = 2380;

export const etcdEndpoints = (hosts: readonly TestHost[]): readonly string[] =>
  hosts.map(({ address }) => `http://${address}:${ETCD_PORT}`);

/** Starts, or starts again, the member of one host; the others may come later. */
export function startEtcdMember(host: TestHost, hosts: readonly TestHost[], folder: string): Launched {
  const cluster = hosts.map(({ name, address }) => `${name}=http://${address}:${PEER_PORT}`).join(',');
  const client = `http://${host.address}:${ETCD_PORT}`;
  const peer = `http://${host.address}:${PEER_PORT}`;
  return host.launch([
    ...['etcd', '--name', host.name, '--data-dir', join(folder, `${host.name}.etcd`), '--log-level', 'error'],
    ...['--initial-cluster', cluster, '--initial-advertise-peer-urls', peer, '--listen-peer-urls', peer],
    ...['--advertise-client-urls', client, '--listen-client-urls', `${client},http://127.0.0.1:${ETCD_PORT}`],
  ]);
}

/** A member that can be started again, on the data that it has. */
export class EtcdOnHost {
  readonly host: TestHost;
  readonly #hosts: readonly TestHost[];
  readonly #folder: string;

  constructor(host: TestHost, hosts: readonly TestHost[], folder: string) {
    this.host = host;
    this.#hosts = hosts;
    this.#folder = folder;
  }

  start(): void {
    startEtcdMember(this.host, this.#hosts, this.#folder);
  }

  /** Its word of who leads among the members; undefined where it does not answer. */
  async leads(): Promise<boolean | undefined> {
    const { stdout } = await this.host.run(['etcdctl', 'endpoint', 'status', '--write-out', 'json'], {
      mayFail: true,
      env: { ...process.env, ETCDCTL_API: '3' },
    });
    try {
      const [{ Status }] = JSON.parse(stdout);
      return Status.leader === Status.header.member_id;
    } catch {
      return undefined;
    }
  }
}
