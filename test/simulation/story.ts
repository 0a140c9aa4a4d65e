/** One seed's story: a cluster comes up, things go wrong for a while, then all is well again and has to get well. */
import { pseudoRandom } from '../support/pseudo-random.ts';
import { Operator } from './operator.ts';
import { World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly acknowledged: number;
  readonly leaderships: number;
  readonly jobs: number;
  readonly faults: number;
  readonly virtualMs: number;
  readonly events: number;
  readonly story: readonly string[];
}

/** By then a cluster that nothing happens to is up, or well again. It need not take so long. */
const WELL_MS_MAX = 60_000;
const LOOK_MS = 500;
const TROUBLE_MS = 45_000;
const PROOF_MS = 3_000;

/** @param operated somebody pauses, drains, has copied anew and orders failovers meanwhile */
export async function tellStory(seed: number, { operated = false } = {}): Promise<Outcome> {
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
  world.scheduledFromMs = world.time.nowMs;
  await world.run(random() * 3_000);
  world.failure = random() < 0.3 ? 0.2 : 0;
  const operator = operated ? new Operator(world, pseudoRandom(seed + 1_000_000)) : undefined;
  const paceMs = 2_000 + random() * 4_000;
  let faults = 0;
  const endMs = world.time.nowMs + TROUBLE_MS;
  while (world.time.nowMs < endMs) {
    await world.run(100 + random() * paceMs);
    faults += 1;
    story.push(`${(world.time.nowMs / 1000).toFixed(3)} FAULT ${strike(world, random)}`);
  }
  heal(world);
  operator?.retire();
  world.scheduledUntilMs = world.time.nowMs;
  await untilWell(world);
  world.checkStarts();
  return {
    seed,
    violations: world.violations,
    acknowledged: world.acknowledged.length,
    leaderships: world.leaderships,
    jobs: world.reported.size,
    faults,
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

const progressOf = ({ time, acknowledged, directed }: World) => ({
  ms: time.nowMs,
  acknowledged: acknowledged.length,
  directed,
});

function standstill(since: ReturnType<typeof progressOf>, now: ReturnType<typeof progressOf>): readonly string[] {
  if (now.acknowledged === since.acknowledged) return ['nothing is acknowledged'];
  if (now.directed === since.directed) return ['the Director writes nothing'];
  return now.ms - since.ms < PROOF_MS ? ['it has not been well for long'] : [];
}

/** Something goes wrong. */
function strike(world: World, random: () => number): string {
  const node = world.nodes[Math.floor(random() * world.nodes.length)] as World['nodes'][number];
  const leader = world.leader() ?? node;
  const victim = random() < 0.6 ? leader : node;
  const { name } = victim.machine;
  const ms = 100 + random() * random() * 20_000;
  const kinds: readonly (() => string)[] = [
    () => {
      world.crash(victim);
      world.time.after(ms, () => world.start(victim));
      return `${name} loses power for ${ms.toFixed(0)} ms`;
    },
    () => {
      world.crash(victim);
      world.time.after(50 + random() * 500, () => world.start(victim));
      return `the processes of ${name} die, and start again`;
    },
    () => {
      const slowMs = 50 + random() * random() * 3_000;
      world.slow.set(name, slowMs);
      world.time.after(ms, () => world.slow.delete(name));
      return `the messages of ${name} take up to ${slowMs.toFixed(0)} ms, for ${ms.toFixed(0)} ms`;
    },
    () => {
      victim.postgres.slowness = 1 + random() * 8;
      world.time.after(ms, () => {
        victim.postgres.slowness = 1;
      });
      return `the disk of ${name} is ${victim.postgres.slowness.toFixed(1)} times slower for ${ms.toFixed(0)} ms`;
    },
    () => cut(world, [random() < 0.5 ? `${name}>s1` : `s1>${name}`], ms),
    () => cut(world, [`${name}>s1`, `s1>${name}`, `${name}>s2`, `s2>${name}`], ms),
    () => {
      victim.machine.pause(ms);
      return `${name} stands still for ${ms.toFixed(0)} ms`;
    },
    () => {
      victim.postgres.die();
      return `PostgreSQL of ${name} dies`;
    },
    () => {
      victim.director.die();
      return `the Director of ${name} dies`;
    },
    () => {
      world.orderSwitchover('director', random() < 0.5 ? node.machine.name : undefined);
      return 'a switchover of the Director is ordered';
    },
    () => cut(world, [`${name}>store`, `store>${name}`], ms),
    () => cut(world, [random() < 0.5 ? `${name}>store` : `store>${name}`], ms),
    () =>
      cut(
        world,
        world.nodes.flatMap(({ machine }) => [`${name}>${machine.name}`, `${machine.name}>${name}`]),
        ms,
      ),
    () =>
      cut(
        world,
        [
          `${name}>store`,
          `store>${name}`,
          ...world.nodes.flatMap(({ machine }) => [`${name}>${machine.name}`, `${machine.name}>${name}`]),
        ],
        ms,
      ),
    () => {
      world.loseStore(ms);
      return `etcd is gone for ${ms.toFixed(0)} ms`;
    },
    () => {
      victim.machine.stepClock((random() - 0.5) * 7_200_000);
      return `the wall clock of ${name} is set`;
    },
    () => {
      world.orderSwitchover('catalog', random() < 0.5 ? node.machine.name : undefined);
      return 'a switchover is ordered';
    },
    () => {
      victim.postgres.die();
      Object.assign(victim.postgres, { data: false, timeline: 0, log: [] });
      return `the data of ${name} are wiped`;
    },
  ];
  // Wiping more than one member loses data by right: it stays the rarest, and never hits with others away.
  const kind = Math.floor(random() * (kinds.length - (mayWipe(world, victim.machine.name) && random() < 0.3 ? 0 : 1)));
  return (kinds[kind] as () => string)();
}

/** Only a standby, while everybody is well. */
const mayWipe = (world: World, name: string): boolean =>
  world.nodes.every(({ agent, postgres }) => agent !== undefined && postgres.data) &&
  world.leader() !== undefined &&
  world.leader()?.machine.name !== name &&
  world.nodes.length > 2;

function cut(world: World, links: readonly string[], ms: number): string {
  for (const link of links) world.cuts.add(link);
  world.time.after(ms, () => {
    for (const link of links) world.cuts.delete(link);
  });
  return `cut for ${ms.toFixed(0)} ms: ${links.join(' ')}`;
}

function heal(world: World): void {
  world.cuts.clear();
  world.storeDown = false;
  world.failure = 0;
  world.slow.clear();
  for (const { postgres } of world.nodes) postgres.slowness = 1;
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
