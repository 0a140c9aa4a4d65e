/** Ways that lose everything, in one direction or in both. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestHost } from '../../support/hosts.ts';
import type { Scene, Story } from '../story.ts';

/** Longer than a lease, so that whoever is to be replaced is. */
const CUT_MS = 12_000;

type Way = (scene: Scene) => readonly { readonly from: TestHost; readonly to: readonly TestHost[] }[];

const stores = ({ cluster }: Scene): readonly TestHost[] => cluster.etcd.map(({ host }) => host);
const peers = ({ others }: Scene): readonly TestHost[] => others.map(({ host }) => host);

/** What A sends to B is lost, what B sends to A arrives. */
const oneWay = (from: readonly TestHost[], to: readonly TestHost[]) => from.map((host) => ({ from: host, to }));
const bothWays = (some: readonly TestHost[], others: readonly TestHost[]) => [
  ...oneWay(some, others),
  ...oneWay(others, some),
];

/** A port where nobody listens: who is reached refuses at once. */
const NOBODY = 9;
const TIMED_OUT = 124;

/** Otherwise the story would tell nothing. One direction is enough: no connection comes about. */
async function mustBeCut(from: TestHost, to: readonly TestHost[]): Promise<void> {
  for (const { name, address } of to) {
    const knock = ['timeout', '0.3', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${NOBODY}`];
    const { status } = await from.run(knock, { mayFail: true });
    if (status !== TIMED_OUT) throw new Error(`${from.name} still reaches ${name}`);
  }
}

/** `moves`: until another node leads; otherwise so long that it would. */
function cut(name: string, title: string, way: Way, expect: Story['expect'], moves = false): Story {
  return {
    ...{ name, title, ground: 'failsafe', expect },
    async strike(scene) {
      await Promise.all(way(scene).map(({ from, to }) => from.mute(to)));
      await Promise.all(way(scene).map(({ from, to }) => mustBeCut(from, to)));
      if (moves) await scene.successor();
      else await sleep(CUT_MS);
      await scene.writing();
    },
    heal: async (scene) => void (await Promise.all(way(scene).map(({ from, to }) => from.unmute(to)))),
  };
}

const BOUNDED = { outage: 'bounded' } as const;

export const NETWORK: readonly Story[] = [
  cut('net-etcd-out', 'leader → etcd lost', (s) => oneWay([s.leader.host], stores(s)), BOUNDED),
  cut('net-etcd-in', 'etcd → leader lost', (s) => oneWay(stores(s), [s.leader.host]), BOUNDED),
  cut('net-etcd', 'leader and etcd apart', (s) => bothWays([s.leader.host], stores(s)), BOUNDED),
  cut('net-peers-out', 'leader → standbys lost', (s) => oneWay([s.leader.host], peers(s)), BOUNDED),
  cut('net-peers-in', 'standbys → leader lost', (s) => oneWay(peers(s), [s.leader.host]), BOUNDED),
  cut('net-peers', 'leader and standbys apart', (s) => bothWays([s.leader.host], peers(s)), BOUNDED),
  cut(
    'net-all-out',
    'leader → everybody lost',
    (s) => oneWay([s.leader.host], [...peers(s), ...stores(s)]),
    BOUNDED,
    true,
  ),
  cut(
    'net-all-in',
    'everybody → leader lost',
    (s) => oneWay([...peers(s), ...stores(s)], [s.leader.host]),
    BOUNDED,
    true,
  ),
  cut('net-standby-out', 'one standby → everybody lost', (s) => oneWay([s.others[0].host], others(s)), BOUNDED),
  cut('net-standby-in', 'everybody → one standby lost', (s) => oneWay(others(s), [s.others[0].host]), BOUNDED),
  cut('net-daemons-out', 'leader → daemons lost', (s) => oneWay([s.leader.host], [s.cluster.daemonsHost]), {
    outage: 'none',
  }),
  cut('net-daemons-in', 'daemons → leader lost', (s) => oneWay([s.cluster.daemonsHost], [s.leader.host]), {
    outage: 'none',
  }),
];

const others = (scene: Scene): readonly TestHost[] => [scene.leader.host, scene.others[1].host, ...stores(scene)];
