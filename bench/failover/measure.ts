/** One fault, from a whole cluster to a whole cluster: how long nothing could be written, and what became of what was. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContenderCluster, ContenderNode } from '../../test/support/cluster-hosts/contender.ts';
import { DirectorWatch } from '../../test/support/cluster-hosts/director-watch.ts';
import { longestGap } from '../../test/support/cluster-hosts/gap.ts';
import { type Acknowledgement, Writers } from '../../test/support/cluster-hosts/writers.ts';
import { until } from '../../test/support/wait.ts';
import type { Office } from '../endurance/office.ts';
import type { Fault } from './faults.ts';
import { beginBackup, type JobOutcome } from './job-under-way.ts';

export interface FaultOutcome {
  /** Between the last write before and the first one after, in ms. */
  readonly catalogMs: number;
  /** Between the last and the first answer of a leading Director; undefined: there is none. */
  readonly directorMs: number | undefined;
  /** From the mending until all three hold the data. */
  readonly rejoinMs: number;
  readonly acknowledged: number;
  readonly lost: number;
  /** Acknowledged by the old leader after the new one had acknowledged something that was sent later. */
  readonly twoWriters: number;
  /** Of the Job that ran when the blow fell; undefined: this cluster has none. */
  readonly job: JobOutcome | undefined;
}

const WHOLE_MS = 300_000;
const CALM_MS = 1_000;
const HEALED = { timeoutMs: WHOLE_MS, everyMs: 50 };

export interface FaultPlan {
  readonly fault: Fault;
  readonly pauseMs: number;
  /** Orders a Job; undefined: this cluster has none. */
  readonly office: Office | undefined;
}

export async function measureFault(
  cluster: ContenderCluster,
  { fault, pauseMs, office }: FaultPlan,
): Promise<FaultOutcome> {
  const whole = async (): Promise<void> => {
    await until(() => cluster.isWhole(), { ...HEALED, what: () => `${cluster.name} to be whole\n${cluster.log()}` });
  };
  await whole();
  await using writers = await Writers.start(cluster);
  await using watch = new DirectorWatch(cluster);
  const calm = async (): Promise<void> => {
    await until(() => writers.acknowledged.length > 20, { what: `${cluster.name} to accept writes` });
    await sleep(CALM_MS);
  };
  const [jobEnd] = await Promise.all([office && beginBackup(office), calm()]);
  const leader = leaderOf(cluster, writers.acknowledged);
  const struckMs = performance.now();
  const movedOn = () => writers.acknowledged.some(({ node, sentMs }) => node !== leader.host.name && sentMs > struckMs);
  const scene = {
    ...{ cluster, leader, pauseMs },
    successor: async () => {
      await until(movedOn, { ...HEALED, everyMs: 10, what: () => `a successor in ${cluster.name}\n${cluster.log()}` });
    },
  };
  await fault.strike(scene);
  await fault.mend(scene);
  const mendedMs = performance.now();
  if (fault.name === 'switchover') await scene.successor();
  await sleep(CALM_MS);
  await whole();
  const rejoinMs = performance.now() - mendedMs;
  await watch.settled();
  const [job] = await Promise.all([jobEnd?.(), sleep(CALM_MS)]);
  await writers[Symbol.asyncDispose]();
  const { acknowledged } = writers;
  return {
    catalogMs: longestGap(
      acknowledged.map(({ atMs }) => atMs),
      struckMs,
    ),
    directorMs: watch.gapMs(struckMs),
    rejoinMs,
    acknowledged: acknowledged.length,
    lost: await writers.lost(),
    twoWriters: outlived(acknowledged, leader.host.name, struckMs),
    job,
  };
}

function leaderOf(cluster: ContenderCluster, acknowledged: readonly Acknowledgement[]): ContenderNode {
  const name = acknowledged.at(-1)?.node;
  const leader = cluster.nodes.find(({ host }) => host.name === name);
  if (leader === undefined) throw new Error(`${cluster.name}: nobody leads`);
  return leader;
}

function outlived(acknowledged: readonly Acknowledgement[], old: string, struckMs: number): number {
  const first = acknowledged.find(({ node, sentMs }) => node !== old && sentMs > struckMs);
  if (first === undefined) return 0;
  return acknowledged.filter(({ node, atMs }) => node === old && atMs > first.atMs).length;
}
