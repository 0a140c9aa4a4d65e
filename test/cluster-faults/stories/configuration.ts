/** The shared configuration: a node that lacks it is to lead, one that has lost it comes back, and another password for the Catalog. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../support/wait.ts';
import type { FaultNode } from '../fault-cluster.ts';
import {
  anyhow,
  apply,
  directorKnows,
  editPassword,
  editTo,
  nextJob,
  orderSwitchover,
  settled,
} from '../shared-files.ts';
import type { Scene, Story } from '../story.ts';

const ground = 'configuration' as const;
const SETTLED_MS = 60_000;
/** The last that was applied on a ground where a node was behind. */
let last = '';

/** Nobody can bring a release to anybody. */
const cutSsh = ({ cluster }: Scene, nodes: readonly FaultNode[]) =>
  Promise.all(nodes.map(({ host }) => cluster.replication?.server(host).stop()));

async function behind(scene: Scene): Promise<void> {
  const { cluster, leader, others, said, successor, writing } = scene;
  const [one, other] = others;
  await apply(leader, nextJob());
  await one.host.signal('SIGKILL');
  last = nextJob();
  await apply(leader, last, '--without', one.host.name);
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

/** `current` leads nowhere. */
async function lost({ cluster, leader, others, said, writing }: Scene): Promise<void> {
  const [one] = others;
  const job = nextJob();
  await apply(leader, job, ...anyhow([leader, ...others]));
  await settled(cluster, cluster.nodes, [job]);
  await one.host.signal('SIGKILL');
  await rm(join(one.directory, 'releases/releases'), { recursive: true });
  await one.start();
  await said(/begins with the files in their places/);
  const hasIt = () => /This node has switched to the committed configuration/.test(one.program()?.output() ?? '');
  await until(hasIt, { timeoutMs: SETTLED_MS, what: () => `${one.host.name} to fetch it\n${cluster.log()}` });
  await until(() => cluster.isWhole(), { timeoutMs: SETTLED_MS, what: () => `all to be back\n${cluster.log()}` });
  await cluster.switchover(leader, one);
  await settled(cluster, cluster.nodes, [job]);
  await writing();
}

/** As docs/operations/catalog-password.md has it. */
async function passwordChanged({ cluster, leader, others, successor, writing }: Scene): Promise<void> {
  const restart = async (node: FaultNode): Promise<void> => {
    await node.program()?.stop({ graceMs: 60_000 });
    await node.start();
    await until(() => cluster.isWhole(), { timeoutMs: SETTLED_MS, what: () => `all to be back\n${cluster.log()}` });
  };
  const password = `${cluster.login.password} ${nextJob()}`;
  await editPassword(leader, cluster.login.password, password);
  await apply(leader, nextJob(), ...anyhow([leader, ...others]));
  for (const node of others) await restart(node);
  // From here on applications have the new one, too.
  Object.assign(cluster.login, { password });
  await cluster.switchover(leader, others[0]);
  await successor();
  await restart(leader);
  await writing();
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
      await settled(cluster, cluster.nodes, [last]);
      if (await directorKnows(others[0], 'By-Hand')) throw new Error('What was edited by hand counts');
    },
  },
  {
    ...{
      name: 'config-lost',
      title: 'a node has lost the releases of the configuration, and is handed everything',
      ground,
    },
    expect: { outage: 'bounded' },
    strike: lost,
    heal: async () => {},
  },
  {
    ...{ name: 'config-password', title: "another password for the Catalog's role", ground },
    expect: { outage: 'bounded' },
    strike: passwordChanged,
    heal: async () => {},
  },
];
