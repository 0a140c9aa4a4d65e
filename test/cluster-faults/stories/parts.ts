/** The parts of a node, and whole nodes: killed, wiped, left behind. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterStatus } from '../../../src/ha/index.ts';
import { untilStill } from '../../support/stand-still.ts';
import { until } from '../../support/wait.ts';
import type { FaultCluster, FaultNode } from '../fault-cluster.ts';
import type { Story } from '../story.ts';

const BOUNDED = { outage: 'bounded' } as const;
const ground = 'failsafe' as const;
const nothing = async (): Promise<void> => {};

/** All of its processes. */
export async function strikePostgres(node: FaultNode, signal: NodeJS.Signals): Promise<void> {
  const pids = await node.postgres();
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
  if (signal === 'SIGSTOP') await Promise.all(pids.map(untilStill));
}

async function wipe(node: FaultNode): Promise<void> {
  await node.host.signal('SIGKILL');
  await rm(join(node.disk.path, 'data'), { recursive: true, force: true });
}

/** As the leader's member record says. */
async function timelineOf(cluster: FaultCluster): Promise<number> {
  const { members, catalog } = clusterStatus(await cluster.dcs.read());
  return members.find(({ name }) => name === catalog.leader)?.timeline ?? Number.NaN;
}

/** Commits wait for these and for nobody else: with both standbys gone at one time nobody could be elected. */
const untilConfirming = (cluster: FaultCluster, nodes: readonly FaultNode[]) =>
  until(
    async () => {
      const { synchronous } = clusterStatus(await cluster.dcs.read());
      return synchronous?.settled && synchronous.standbys.join() === nodes.map(({ host }) => host.name).join();
    },
    { timeoutMs: 90_000, what: () => `commits to wait for ${nodes.map(({ host }) => host.name)}\n${cluster.log()}` },
  );

export const PARTS: readonly Story[] = [
  {
    ...{ name: 'kill-director', title: 'SIGKILL of the Director', ground, expect: BOUNDED, heal: nothing },
    strike: ({ leader }) => leader.killDirector?.() ?? nothing(),
  },
  {
    ...{ name: 'kill-postgres', title: "SIGKILL of the leader's PostgreSQL", ground, heal: nothing },
    expect: BOUNDED,
    async strike({ leader, said }) {
      await strikePostgres(leader, 'SIGKILL');
      await said(/PostgreSQL has died: start it again in its place/);
    },
  },
  {
    ...{
      name: 'kill-both',
      title: 'SIGKILL of all processes of Director and PostgreSQL',
      ground,
      expect: BOUNDED,
      heal: nothing,
    },
    async strike({ leader }) {
      await Promise.all([leader.signalDirector('SIGKILL', 'all'), strikePostgres(leader, 'SIGKILL')]);
    },
  },
  {
    ...{ name: 'kill-node', title: 'SIGKILL of the active node', ground, expect: BOUNDED },
    async strike({ leader, successor }) {
      await leader.host.signal('SIGKILL');
      await successor();
    },
    heal: ({ leader }) => leader.start(),
  },
  {
    ...{ name: 'kill-standby-postgres', title: "SIGKILL of a standby's PostgreSQL", ground, heal: nothing },
    expect: BOUNDED,
    async strike({ others: [one], said }) {
      await strikePostgres(one, 'SIGKILL');
      await said(/The standby has died/);
    },
  },
  {
    ...{ name: 'standby-wiped', title: 'a standby comes back without data', ground },
    expect: { outage: 'bounded', says: [/There are no data here/, /Copy the Catalog from its leader/] },
    async strike({ cluster, others: [one, other] }) {
      await wipe(one);
      await untilConfirming(cluster, [other]);
    },
    heal: ({ others: [one] }) => one.start(),
  },
  {
    ...{ name: 'leader-wiped', title: 'the active node comes back without data', ground },
    expect: { outage: 'bounded', says: [/There are no data here/] },
    async strike({ leader, successor }) {
      await wipe(leader);
      await successor();
    },
    heal: ({ leader }) => leader.start(),
  },
  {
    ...{ name: 'standby-lags', title: 'a standby lags when the active node falls', ground, expect: BOUNDED },
    async strike({ leader, others: [one, other], cluster, writing }) {
      // Its receiver stands still: it stays a member, and lacks what is committed from now on.
      await one.host.mute([leader.host]);
      await writing(200);
      await leader.host.signal('SIGKILL');
      await one.host.unmute([leader.host]);
      await writing();
      const successor = await cluster.whoLeads('catalog');
      if (successor !== other) throw new Error(`${successor?.host.name} lags, and was elected`);
    },
    heal: ({ leader }) => leader.start(),
  },
  {
    ...{ name: 'old-timeline', title: 'a node comes back two timelines behind', ground },
    expect: BOUNDED,
    async strike({ leader, others: [one, other], cluster, successor, writing }) {
      const before = await timelineOf(cluster);
      await one.host.signal('SIGKILL');
      await untilConfirming(cluster, [other]);
      await leader.host.signal('SIGKILL');
      await successor();
      await leader.start();
      await untilConfirming(cluster, [leader]);
      await other.host.signal('SIGKILL');
      await writing(100);
      const after = await timelineOf(cluster);
      if (!(after >= before + 2)) throw new Error(`The Catalog went from timeline ${before} to ${after}`);
    },
    heal: async ({ others }) => void (await Promise.all(others.map((node) => node.start()))),
  },
];
