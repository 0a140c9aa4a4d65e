/** Failovers in a row: each strikes whoever leads as soon as the cluster is whole again, while Jobs run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DirectorWatch } from '../../test/support/cluster-hosts/director-watch.ts';
import type { OurCluster, OurNode } from '../../test/support/cluster-hosts/our-hosts.ts';
import { until } from '../../test/support/wait.ts';
import type { Fault } from '../failover/faults.ts';
import type { History } from './history.ts';

export interface Blow {
  readonly fault: Fault;
  /** Without a Director. */
  readonly gapMs: number;
  readonly wholeMs: number;
}

export interface BlowsOptions {
  readonly cluster: OurCluster;
  readonly history: History;
  readonly faults: readonly Fault[];
  readonly failovers: number;
  readonly next: () => number;
}

const WHOLE = { timeoutMs: 300_000, everyMs: 50 };
const CALM_MS = 500;
/** The blow falls at some moment of that: Jobs begin and end without regard to when the cluster became whole. */
const MOMENT_MS = 1_500;
/** Some shorter than the lease, some longer. */
const PAUSE_MS = [1_500, 14_000] as const;

export async function* strikeAgainAndAgain(options: BlowsOptions): AsyncGenerator<Blow> {
  for (let count = 1; count <= options.failovers; count++) yield await strike(options, count);
}

async function strike({ cluster, history, faults, failovers, next }: BlowsOptions, count: number): Promise<Blow> {
  const what = () => `the cluster to be whole\n${cluster.log()}`;
  const whole = () => until(() => cluster.isWhole().catch(() => false), { ...WHOLE, what });
  await whole();
  const [kind, pause, delay] = [next(), next(), next()];
  const fault = faults[Math.floor(kind * faults.length)] as Fault;
  await until(() => history.underWay > 0, { what: 'a Job to be ordered' });
  await sleep(CALM_MS + delay * MOMENT_MS);
  await using watch = new DirectorWatch(cluster);
  await watch.settled();
  const leader = await until(() => leads(cluster, 'director'), { what: 'a Director that leads' });
  const [underWay, struckMs] = [history.underWay, performance.now()];
  const scene = {
    ...{ cluster, leader, pauseMs: PAUSE_MS[0] + pause * (PAUSE_MS[1] - PAUSE_MS[0]) },
    successor: async () => {
      const another = async (): Promise<boolean> => ![undefined, leader].includes(await leads(cluster, 'catalog'));
      await until(another, { ...WHOLE, what: () => `a successor of ${leader.host.name}\n${cluster.log()}` });
    },
  };
  // A busy machine may lose an office at that moment, and then there is nobody to be relieved.
  const ordered = (): Promise<boolean> =>
    fault.strike(scene).then(
      () => true,
      (error: unknown) => {
        if (fault.name !== 'switchover') throw error;
        return false;
      },
    );
  await until(ordered, { timeoutMs: 60_000, everyMs: 500, what: 'the switchover to be done' });
  await fault.mend(scene);
  const mendedMs = performance.now();
  if (fault.name === 'switchover') await scene.successor();
  await whole();
  await watch.settled();
  const wholeMs = performance.now() - mendedMs;
  await sleep(CALM_MS);
  const gapMs = watch.gapMs(struckMs) ?? Number.NaN;
  const now = await leads(cluster, 'director');
  const words = [
    `${count}/${failovers}`.padEnd(8),
    fault.title.padEnd(26),
    `${leader.host.name} → ${now?.host.name}`.padEnd(10),
    `${underWay} Jobs under way`.padEnd(20),
    `${(gapMs / 1000).toFixed(2)} s without a Director, whole after ${(wholeMs / 1000).toFixed(1)} s`,
  ];
  console.log(words.join('  '));
  return { fault, gapMs, wholeMs };
}

/** A busy etcd may not answer at once. */
const leads = (cluster: OurCluster, office: 'catalog' | 'director'): Promise<OurNode | undefined> =>
  cluster.whoLeads(office).catch(() => undefined);
