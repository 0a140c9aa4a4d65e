/** A fourth node joins while a Job runs: it is trusted with everything at once, or loses the leader that it copies from. */
import { clusterStatus } from '../../../src/ha/index.ts';
import { until } from '../../support/wait.ts';
import type { FaultNode } from '../fault-cluster.ts';
import type { Scene, Story } from '../story.ts';

const JOIN_MS = 90_000;
const nothing = async (): Promise<void> => {};

async function begin({ cluster }: Scene): Promise<FaultNode> {
  const spare = cluster.nodes.at(-1);
  if (spare === undefined) throw new Error('There is no fourth node');
  const { name } = spare.host;
  const { members } = clusterStatus(await cluster.dcs.read());
  if (members.some((member) => member.name === name)) throw new Error(`${name} has joined already`);
  await spare.start();
  return spare;
}

/** Resolves when commits wait for the new one too. */
async function join(scene: Scene): Promise<FaultNode> {
  const spare = await begin(scene);
  await untilJoined(spare, scene);
  return spare;
}

async function untilJoined({ host: { name } }: FaultNode, { cluster }: Scene): Promise<void> {
  const status = async () => clusterStatus(await cluster.dcs.read());
  const hasJoined = async () => {
    const { members, synchronous } = await status();
    const isSeen = members.some((member) => member.name === name && member.alive && member.streaming === true);
    return isSeen && synchronous?.standbys.includes(name);
  };
  await until(hasJoined, { timeoutMs: JOIN_MS, everyMs: 100, what: () => `${name} to join\n${cluster.log()}` });
}

/** Resolves when it is killed while it is copied from. */
async function killCopied({ leader, said }: Scene, spare: FaultNode): Promise<void> {
  await said(/Copy the Catalog from its leader/);
  await leader.host.signal('SIGKILL');
  if (/The copy runs as a standby/.test(spare.program()?.output() ?? ''))
    throw new Error(`${spare.host.name} had its copy before ${leader.host.name} was killed`);
}

/** It holds both offices. */
const leads = (node: FaultNode, { cluster }: Scene) =>
  until(async () => (await cluster.whoLeads('catalog')) === node && (await cluster.whoLeads('director')) === node, {
    timeoutMs: 60_000,
    what: () => `${node.host.name} to lead\n${cluster.log()}`,
  });

const expect = { outage: 'bounded', says: [/There are no data here/, /Copy the Catalog from its leader/] } as const;

export const JOIN: readonly Story[] = [
  {
    ...{ name: 'join-switchover', title: 'a fourth node joins, and is handed everything', ground: 'spare', expect },
    async strike(scene) {
      const joined = await join(scene);
      await scene.cluster.switchover(scene.leader, joined);
      await leads(joined, scene);
      await scene.writing();
    },
    heal: nothing,
  },
  {
    ...{
      name: 'join-kill',
      title: 'the active node is killed while a fourth node copies from it',
      ground: 'spare',
      expect,
    },
    async strike(scene) {
      const spare = await begin(scene);
      await killCopied(scene, spare);
      await scene.successor();
      await untilJoined(spare, scene);
      await scene.writing();
    },
    heal: ({ leader }) => leader.start(),
  },
];
