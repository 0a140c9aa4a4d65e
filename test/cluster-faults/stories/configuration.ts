/** The shared configuration: a node that lacks it is to lead. */
import { until } from '../../support/wait.ts';
import type { FaultCluster, FaultNode } from '../fault-cluster.ts';
import { committedOf, config, directorKnows, editTo, orderSwitchover, releaseOf } from '../shared-files.ts';
import type { Scene, Story } from '../story.ts';

const ground = 'configuration' as const;
const SETTLED_MS = 60_000;

let made = 0;

async function apply(node: FaultNode, job: string, ...options: readonly string[]): Promise<number> {
  await editTo(node, job);
  const startMs = performance.now();
  const { status, stdout, stderr } = await config(node, 'apply', '--why', job, ...options);
  if (status !== 0) throw new Error(`config apply of ${job} ended with ${status}\n${stdout}${stderr}`);
  return performance.now() - startMs;
}

/** Every node has the release that counts, and the Director that leads works with it, whichever of these it is. */
async function settled(cluster: FaultCluster, nodes: readonly FaultNode[], jobs: readonly string[]): Promise<string> {
  let found = '';
  const look = async (): Promise<string | undefined> => {
    const [committed, leader] = [await committedOf(cluster), await cluster.whoLeads('director')];
    const releases = await Promise.all(nodes.map(releaseOf));
    const known = await Promise.all(jobs.map((job) => leader !== undefined && directorKnows(leader, job)));
    found = `${committed} counts, nodes have ${releases}, the Director knows ${jobs.filter((_job, at) => known[at])}`;
    const isOne = releases.every((release) => release === committed) && known.filter(Boolean).length === 1;
    return isOne ? jobs[known.indexOf(true)] : undefined;
  };
  return until(look, { timeoutMs: SETTLED_MS, everyMs: 200, what: () => `one release\n${found}\n${cluster.log()}` });
}

const next = (): string => `Release-${++made}`;

/** Nobody can bring a release to anybody. */
const cutSsh = ({ cluster }: Scene, nodes: readonly FaultNode[]) =>
  Promise.all(nodes.map(({ host }) => cluster.replication?.server(host).stop()));

async function behind(scene: Scene): Promise<void> {
  const { cluster, leader, others, said, successor, writing } = scene;
  const [one, other] = others;
  await apply(leader, next());
  await one.host.signal('SIGKILL');
  await apply(leader, next(), '--without', one.host.name);
  await editTo(one, 'By-Hand');
  await cutSsh(scene, [leader, other]);
  await one.start();
  await said(/This node does not have the committed configuration yet/);
  await until(() => cluster.isWhole(), { timeoutMs: SETTLED_MS, what: () => `all to follow\n${cluster.log()}` });
  const order = await orderSwitchover(leader, one.host.name, '--office', 'director');
  if (!/does not have the committed configuration yet/.test(order.stderr))
    throw new Error(
      `${one.host.name} was ordered to lead, and lacks the configuration: ${order.stdout}${order.stderr}`,
    );
  await leader.host.signal('SIGKILL');
  await successor();
  await writing();
  const elected = async () => (await cluster.whoLeads('director')) === other;
  await until(elected, { timeoutMs: 20_000, what: () => `${other.host.name} to lead\n${cluster.log()}` });
}

export const CONFIGURATION: readonly Story[] = [
  {
    ...{ name: 'config-behind', title: 'a node without the committed configuration is to lead', ground },
    expect: { outage: 'bounded' },
    strike: behind,
    async heal(scene) {
      const { cluster, leader, others, said } = scene;
      await leader.start();
      await Promise.all(others.map(({ host }) => cluster.replication?.server(host).start()));
      await said(/This node has switched to the committed configuration/);
      await until(() => cluster.isWhole(), { timeoutMs: SETTLED_MS, what: () => `all to be back\n${cluster.log()}` });
      const from = await cluster.whoLeads('director');
      if (from !== undefined && from !== others[0]) await cluster.switchover(from, others[0]);
      await settled(cluster, cluster.nodes, [`Release-${made}`]);
      if (await directorKnows(others[0], 'By-Hand')) throw new Error('What was edited by hand counts');
    },
  },
];
