/** One fault, from a whole cluster to a whole cluster: how long nothing could be written, and what became of what was. */
import { setTimeout as sleep } from 'node:timers/promises';
import { twoWriters } from '../../test/cluster-faults/truths.ts';
import type { ContenderCluster, ContenderNode } from '../../test/support/cluster-hosts/contender.ts';
import { DirectorWatch } from '../../test/support/cluster-hosts/director-watch.ts';
import { moveEtcdLeader } from '../../test/support/cluster-hosts/etcd-leader.ts';
import { longestGap } from '../../test/support/cluster-hosts/gap.ts';
import { type Acknowledgement, Writers } from '../../test/support/cluster-hosts/writers.ts';
import { until } from '../../test/support/wait.ts';
import type { Office } from '../endurance/office.ts';
import type { Case, EtcdPlace } from './faults.ts';
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
  /** Taken by one node, on a connection that it had before, after another one had acknowledged something. */
  readonly twoWriters: number;
  /** Of the Job that ran when the blow fell; undefined: this cluster has none. */
  readonly job: JobOutcome | undefined;
}

const WHOLE_MS = 300_000;
const CALM_MS = 1_000;
/** Until each lease has been renewed under etcd's new leader, who has let them all begin anew. */
const RENEWED_MS = 1_500;
const HEALED = { timeoutMs: WHOLE_MS, everyMs: 50 };

export interface FaultPlan {
  readonly case: Case;
  readonly pauseMs: number;
  /** Orders a Job; undefined: this cluster has none. */
  readonly office: Office | undefined;
}

export async function measureFault(
  cluster: ContenderCluster,
  { case: { fault, etcdLeader }, pauseMs, office }: FaultPlan,
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
  await calm();
  const leader = leaderOf(cluster, writers.acknowledged);
  if (etcdLeader !== undefined) await placeEtcdLeader(cluster, leader, etcdLeader);
  const jobEnd = office && (await beginBackup(office));
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
    twoWriters: twoWriters(acknowledged).length,
    job,
  };
}

function leaderOf(cluster: ContenderCluster, acknowledged: readonly Acknowledgement[]): ContenderNode {
  const name = acknowledged.at(-1)?.node;
  const leader = cluster.nodes.find(({ host }) => host.name === name);
  if (leader === undefined) throw new Error(`${cluster.name}: nobody leads`);
  return leader;
}

async function placeEtcdLeader({ nodes }: ContenderCluster, leader: ContenderNode, place: EtcdPlace): Promise<void> {
  const wanted = nodes.filter((node) => (node === leader) === (place === 'here'));
  const hostOf = ({ host }: ContenderNode) => host;
  if (await moveEtcdLeader(nodes.map(hostOf), wanted.map(hostOf))) await sleep(RENEWED_MS);
}
