/** One seed's story: a cluster comes up, things go wrong for a while, then all is well again and has to get well. */
import { pseudoRandom } from '../support/pseudo-random.ts';
import { strike } from './faults.ts';
import { Operator, operatorsOf } from './operator.ts';
import { standStillIn, standsStill } from './stillness.ts';
import { World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly acknowledged: number;
  readonly leaderships: number;
  readonly jobs: number;
  readonly faults: number;
  /** How many operators there were, and what they did. */
  readonly operators: number;
  readonly orders: number;
  readonly virtualMs: number;
  readonly events: number;
  readonly story: readonly string[];
}

/** By then a cluster that nothing happens to is up, or well again. It need not take so long. */
const WELL_MS_MAX = 60_000;
const LOOK_MS = 500;
const TROUBLE_MS = 45_000;
const PROOF_MS = 3_000;

/** @param operators so many lay things down meanwhile, each as if he were alone */
export async function tellStory(seed: number, { operators: count = operatorsOf(seed) } = {}): Promise<Outcome> {
  const random = pseudoRandom(seed);
  const story: string[] = [];
  const synchronousCount = random() < 0.7 ? 1 : undefined;
  const world = new World({
    random,
    nodes: random() < 0.8 ? 3 : 2 + Math.floor(random() * 4),
    synchronousCount,
    failsafe: random() < 0.7,
    tell: (line) => story.push(`${(world.time.nowMs / 1000).toFixed(3)} ${line}`),
  });
  for (const node of world.nodes) world.start(node);
  await untilWell(world);
  world.schedule.begin();
  await world.run(random() * 3_000);
  world.failure = random() < 0.3 ? 0.2 : 0;
  const operators = Array.from(
    { length: count },
    (_, index) => new Operator(`o${index + 1}`, world, pseudoRandom(seed + (index + 1) * 1_000_000)),
  );
  const paceMs = 2_000 + random() * 4_000;
  let faults = 0;
  const endMs = world.time.nowMs + TROUBLE_MS;
  if (standsStill(seed)) standStillIn(world, pseudoRandom(seed + 9_000_000), endMs, (line) => story.push(line));
  while (world.time.nowMs < endMs) {
    await world.run(100 + random() * paceMs);
    faults += 1;
    story.push(`${(world.time.nowMs / 1000).toFixed(3)} FAULT ${strike(world, random)}`);
  }
  world.heal();
  for (const operator of operators) operator.retire();
  world.schedule.end();
  await untilWell(world);
  world.truths.lookAtStarts();
  return {
    seed,
    violations: world.violations,
    acknowledged: world.truths.acknowledged,
    leaderships: world.truths.leaderships,
    jobs: world.truths.reported,
    faults,
    operators: count,
    orders: operators.reduce((sum, { done }) => sum + done, 0),
    virtualMs: world.time.nowMs,
    events: world.time.events,
    story,
  };
}

/** Runs until everybody has been at his place for a while and all goes on, and says so where that does not come about. */
async function untilWell(world: World): Promise<void> {
  const endMs = world.time.nowMs + WELL_MS_MAX;
  let since = progressOf(world);
  let missing: readonly string[] = ['never looked'];
  while (missing.length > 0 && world.time.nowMs < endMs) {
    await world.run(LOOK_MS);
    missing = complaints(world);
    if (missing.length > 0) since = progressOf(world);
    else missing = standstill(since, progressOf(world));
  }
  for (const complaint of missing) world.violate(`a minute without faults, and ${complaint}`);
}

const progressOf = ({ time, truths }: World) => ({
  ms: time.nowMs,
  acknowledged: truths.acknowledged,
  directed: truths.directed,
});

function standstill(since: ReturnType<typeof progressOf>, now: ReturnType<typeof progressOf>): readonly string[] {
  if (now.acknowledged === since.acknowledged) return ['nothing is acknowledged'];
  if (now.directed === since.directed) return ['the Director writes nothing'];
  return now.ms - since.ms < PROOF_MS ? ['it has not been well for long'] : [];
}

function complaints(world: World): readonly string[] {
  const leader = world.leader();
  if (leader === undefined) {
    const roles = world.nodes.map(({ agent, machine }) => `${machine.name} ${agent?.role}`);
    return [`nobody leads: ${roles.join(', ')}`];
  }
  const away = world.nodes.filter(({ postgres, machine }) => machine !== leader.machine && !postgres.streaming);
  const found = away.map(
    ({ machine, agent }) => `${machine.name} (${agent?.role}) does not follow ${leader.machine.name}`,
  );
  if (world.directing() === undefined) {
    const roles = world.nodes.map(({ directorAgent, machine }) => `${machine.name} ${directorAgent?.role}`);
    found.push(`no Director runs Jobs: ${roles.join(', ')}`);
  }
  const unfinished = world.unfinished();
  if (unfinished.length > 0) found.push(`runs are not done: ${unfinished.join(', ')}`);
  return found;
}
