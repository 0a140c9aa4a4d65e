/** An etcd member on each host, as small clusters have it: a host that falls takes its member with it. */
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
