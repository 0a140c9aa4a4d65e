/** The store: a member goes, its leader goes, most of it goes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EtcdOnHost } from '../../support/cluster-hosts/etcd-on-hosts.ts';
import { until } from '../../support/wait.ts';
import type { FaultCluster } from '../fault-cluster.ts';
import type { Story } from '../story.ts';

const AWAY_MS = 10_000;
const MINUTE_MS = 60_000;

async function leaderOf({ etcd }: FaultCluster): Promise<EtcdOnHost> {
  return until(
    async () => {
      for (const member of etcd) if (await member.leads()) return member;
      return undefined;
    },
    { what: 'etcd to have a leader', timeoutMs: 30_000 },
  );
}

/** Most of them, its leader among them. */
async function most(cluster: FaultCluster): Promise<readonly EtcdOnHost[]> {
  const leader = await leaderOf(cluster);
  const other = cluster.etcd.find((member) => member !== leader);
  return other === undefined ? [leader] : [leader, other];
}

/** For so long; then they are still away. */
async function away(members: readonly EtcdOnHost[], ms: number): Promise<void> {
  await sleep(ms);
  for (const member of members) {
    if ((await member.leads()) !== undefined) throw new Error(`etcd on ${member.host.name} answers, and should not`);
  }
}

const kill = (members: readonly EtcdOnHost[]) => Promise.all(members.map(({ host }) => host.signal('SIGKILL')));

/** What was killed is started; what runs already ends at once, its port being taken. */
const healEtcd: Story['heal'] = async ({ cluster }) => {
  for (const member of cluster.etcd) if ((await member.leads()) === undefined) member.start();
};

export const ETCD: readonly Story[] = [
  {
    ...{ name: 'etcd-member', title: 'a member of etcd dies', ground: 'failsafe', heal: healEtcd },
    expect: { outage: 'bounded' },
    async strike({ cluster, writing }) {
      const leader = await leaderOf(cluster);
      const struck = cluster.etcd.filter((member) => member !== leader).slice(0, 1);
      await kill(struck);
      await away(struck, AWAY_MS);
      await writing();
    },
  },
  {
    ...{ name: 'etcd-leader', title: "etcd's leader dies", ground: 'failsafe', heal: healEtcd },
    expect: { outage: 'bounded' },
    async strike({ cluster, writing }) {
      const struck = [await leaderOf(cluster)];
      await kill(struck);
      await away(struck, AWAY_MS);
      await writing();
    },
  },
  {
    ...{ name: 'etcd-still', title: "etcd's leader stands still", ground: 'failsafe' },
    expect: { outage: 'bounded' },
    async strike({ cluster, writing }) {
      const leader = await leaderOf(cluster);
      await leader.host.signal('SIGSTOP');
      await away([leader], AWAY_MS);
      await writing();
    },
    heal: async ({ cluster }) => void (await Promise.all(cluster.etcd.map(({ host }) => host.signal('SIGCONT')))),
  },
  {
    ...{
      name: 'etcd-quorum',
      title: 'etcd without a quorum for a minute, failsafe',
      ground: 'failsafe',
      heal: healEtcd,
    },
    expect: { outage: 'bounded', says: [/all members confirm this leader, it carries on/] },
    async strike({ cluster, writing }) {
      const struck = await most(cluster);
      await kill(struck);
      await away(struck, MINUTE_MS);
      await writing();
    },
  },
  {
    ...{ name: 'etcd-quorum-no-failsafe', title: 'the same without failsafe', ground: 'no-failsafe', heal: healEtcd },
    expect: { outage: 'until-healed', says: [/Leadership lost: PostgreSQL stops before a successor can start/] },
    async strike({ cluster, silent }) {
      await kill(await most(cluster));
      await silent(5_000);
      await sleep(MINUTE_MS);
      await silent(MINUTE_MS - 5_000);
    },
  },
];
