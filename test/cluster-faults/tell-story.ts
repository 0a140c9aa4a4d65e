/**
 * One story on a living cluster, from whole to whole, and the truths that it has to leave standing: one writer, one Director,
 * nothing acknowledged is lost, a leader again in bounded time, the Job that ran has ended well, and somebody said what was wrong.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DirectorWatch } from '../support/cluster-hosts/director-watch.ts';
import { longestGap } from '../support/cluster-hosts/gap.ts';
import { Writers } from '../support/cluster-hosts/writers.ts';
import { until } from '../support/wait.ts';
import type { FaultCluster, FaultNode } from './fault-cluster.ts';
import { beginJob } from './running-job.ts';
import type { Expectations, Scene, Story } from './story.ts';
import { twoDirectors, twoWriters } from './truths.ts';

export interface Outcome {
  readonly name: string;
  /** The longest silences that had not ended at the blow. */
  readonly catalogMs: number;
  readonly directorMs: number;
  /** From the healing on. */
  readonly wholeMs: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly two: number;
  readonly job: string;
  /** What has become of the Job that ran. */
  readonly fate: string;
  /** A sentence for each promise that was broken. */
  readonly wrong: readonly string[];
}

/** A lease of 3 s that ends half a second late, an etcd leader that went along, the promotion, a machine that is busy. */
const BOUND_MS = 15_000;
const WHOLE_MS = 180_000;
const CALM_MS = 500;
const PATIENCE = { timeoutMs: 90_000, everyMs: 20 };

/** `boundMs`: in place of the story's own bound. */
export async function tellStory(cluster: FaultCluster, story: Story, boundMs?: number): Promise<Outcome> {
  const whole = () =>
    until(() => cluster.isWhole(), { timeoutMs: WHOLE_MS, what: () => `the cluster to be whole\n${cluster.log()}` });
  await whole();
  const leader = await cluster.together();
  const job = await beginJob(cluster);
  await using writers = await Writers.start(cluster);
  await using watch = new DirectorWatch(cluster);
  const { acknowledged } = writers;
  await until(() => acknowledged.length > 20, { ...PATIENCE, what: 'writes' });
  await watch.settled();
  await sleep(CALM_MS);
  const before = { epochs: await cluster.epochs(), said: cluster.said() };
  // A node that was started anew begins anew.
  const saidSince = (): string =>
    cluster
      .said()
      .map((text, node) => (text.startsWith(before.said[node] ?? '') ? text.slice(before.said[node]?.length) : text))
      .join('\n');

  const struckMs = performance.now();
  const scene = sceneOf(cluster, leader, writers, saidSince);
  await story.strike(scene);
  const shown = await cluster.show();
  await story.heal(scene);
  const healedMs = performance.now();
  await whole();
  await sleep(CALM_MS);
  await whole();
  const wholeMs = performance.now() - healedMs - CALM_MS;
  await watch.settled();
  await scene.writing();
  const { status, fate } = await job.ended();
  await writers[Symbol.asyncDispose]();
  await watch[Symbol.asyncDispose]();

  const times = acknowledged.map(({ atMs }) => atMs);
  const [catalogMs, directorMs] = [longestGap(times, struckMs), watch.gapMs(struckMs) ?? Number.NaN];
  const [lost, stale, directors] = [await writers.lost(), twoWriters(acknowledged), twoDirectors(watch.spans)];
  const nodesOf = (found: readonly { readonly node: string }[]) => [...new Set(found.map(({ node }) => node))].join();
  const bound = boundOf({ ...story.expect, ...(boundMs !== undefined && { boundMs }) }, healedMs - struckMs);
  const told = `${shown}\n${saidSince()}`;
  const unmoved = sameEpochs(before.epochs, await cluster.epochs());
  const wrong = [
    lost > 0 && !story.expect.mayLose && `${lost} of ${acknowledged.length} acknowledged rows are lost`,
    stale.length > 0 && `${nodesOf(stale)} took ${stale.length} writes when another node had begun to`,
    directors.length > 0 && `a Director of ${nodesOf(directors)} led when another one had begun to`,
    catalogMs > bound && `nothing could be written for ${Math.round(catalogMs)} ms; ${bound} ms would be bounded`,
    directorMs > bound && `no Director led for ${Math.round(directorMs)} ms; ${bound} ms would be bounded`,
    story.expect.outage === 'none' && !unmoved && 'an office changed hands, and nothing should have happened',
    !(story.expect.jobEnds ?? /^T$/).test(status) && `the Job ended with ${status}`,
    ...(story.expect.says ?? []).map((words) => !words.test(told) && `nobody said ${words}`),
  ].filter((sentence) => sentence !== false);
  return {
    ...{
      name: story.name,
      catalogMs,
      directorMs,
      wholeMs,
      acknowledged: acknowledged.length,
      lost,
      two: stale.length + directors.length,
    },
    ...{ job: status, fate, wrong },
  };
}

const boundOf = ({ outage, boundMs = BOUND_MS }: Expectations, faultMs: number): number =>
  outage === 'until-healed' ? faultMs + boundMs : boundMs;

const sameEpochs = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join();

function sceneOf(cluster: FaultCluster, leader: FaultNode, writers: Writers, saidSince: () => string): Scene {
  const struckMs = performance.now();
  const { acknowledged } = writers;
  const [one, other] = cluster.nodes.filter((node) => node !== leader);
  if (one === undefined || other === undefined) throw new Error('A story takes three nodes');
  const wait = (condition: () => boolean | Promise<boolean>, what: string): Promise<void> =>
    until(condition, { ...PATIENCE, what: () => `${what}\n${cluster.log()}` }).then(() => {});
  return {
    ...{ cluster, leader, others: [one, other] },
    successor: () =>
      wait(
        () => acknowledged.some(({ node, sentMs }) => node !== leader.host.name && sentMs > struckMs),
        'a successor that accepts writes',
      ),
    writing: (rows = 20) => {
      const sinceMs = performance.now();
      return wait(() => acknowledged.filter(({ sentMs }) => sentMs > sinceMs).length >= rows, 'writes to be accepted');
    },
    silent: (ms) => wait(() => performance.now() - (acknowledged.at(-1)?.atMs ?? 0) > ms, 'nobody to accept writes'),
    said: (words) => wait(() => words.test(saidSince()), `somebody to say ${words}`),
  };
}
