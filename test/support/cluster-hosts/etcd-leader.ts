/** Which member of etcd leads among the members of some hosts, and how another one comes to. */
import type { TestHost } from '../hosts.ts';
import { run } from '../program.ts';
import { etcdEndpoints } from './etcd-on-hosts.ts';

const WITH_API = { env: { ...process.env, ETCDCTL_API: '3' } };

/** Has one of `wanted` lead. @returns whether another one did */
export async function moveEtcdLeader(hosts: readonly TestHost[], wanted: readonly TestHost[]): Promise<boolean> {
  const members = await Promise.all(hosts.map(async (host) => ({ host, ...(await statusOf(host)) })));
  const leading = members.find(({ member, leader }) => member !== 0n && member === leader);
  const successor = members.find(({ host, member }) => member !== 0n && wanted.includes(host));
  if (leading === undefined || successor === undefined)
    throw new Error('etcd has no leader, or not the member that is to lead');
  if (wanted.includes(leading.host)) return false;
  await run(['etcdctl', ...at(leading.host), 'move-leader', successor.member.toString(16)], WITH_API);
  return true;
}

async function statusOf(host: TestHost): Promise<{ readonly member: bigint; readonly leader: bigint }> {
  const asked = ['etcdctl', ...at(host), 'endpoint', 'status', '--write-out', 'fields'];
  const { stdout } = await run(asked, { ...WITH_API, mayFail: true });
  const field = (name: string) => BigInt(new RegExp(`^"${name}" : (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0);
  return { member: field('MemberID'), leader: field('Leader') };
}

const at = (host: TestHost): readonly string[] => ['--endpoints', etcdEndpoints([host]).join()];
