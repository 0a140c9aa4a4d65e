/** One seed's story: a cluster comes up, things go wrong for a while, then all is well again and has to get well. */
import { pseudoRandom } from '../support/pseudo-random.ts';
import { World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly acknowledged: number;
  readonly leaderships: number;
  readonly faults: number;
  readonly virtualMs: number;
  readonly story: readonly string[];
}

const UP_MS = 15_000;
const TROUBLE_MS = 60_000;
const HEAL_MS = 55_000;
const PROOF_MS = 5_000;

export async function tellStory(seed: number): Promise<Outcome> {
  const random = pseudoRandom(seed);
  const story: string[] = [];
  const synchronousCount = random() < 0.7 ? 1 : undefined;
  const world = new World({
    random,
    nodes: random() < 0.8 ? 3 : 2 + Math.floor(random() * 4),
    synchronousCount,
    tell: (line) => story.push(`${(world.time.nowMs / 1000).toFixed(3)} ${line}`),
  });
  for (const node of world.nodes) world.start(node);
  await world.run(UP_MS);
  if (world.leader() === undefined) world.violate('nobody leads after the start');
  world.failure = random() < 0.3 ? 0.2 : 0;
  let faults = 0;
  const endMs = world.time.nowMs + TROUBLE_MS;
  while (world.time.nowMs < endMs) {
    await world.run(200 + random() * 6_000);
    faults += 1;
    story.push(`${(world.time.nowMs / 1000).toFixed(3)} FAULT ${strike(world, random)}`);
  }
  heal(world);
  await world.run(HEAL_MS);
  const before = { acknowledged: world.acknowledged.length, directed: world.directed };
  await world.run(PROOF_MS);
  judgeEnd(world, before);
  return {
    seed,
    violations: world.violations,
    acknowledged: world.acknowledged.length,
    leaderships: world.leaderships,
    faults,
    virtualMs: world.time.nowMs,
    story,
  };
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
      world.storeDown = true;
      world.time.after(ms, () => {
        world.storeDown = false;
      });
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
}

function judgeEnd(world: World, before: { acknowledged: number; directed: number }): void {
  const leader = world.leader();
  if (leader === undefined) {
    world.violate(
      `nobody leads a minute after the last fault: ${world.nodes.map(({ agent, machine }) => `${machine.name} ${agent?.role}`).join(', ')}`,
    );
    return;
  }
  if (world.acknowledged.length === before.acknowledged)
    world.violate('nothing is acknowledged a minute after the last fault');
  if (world.directing() === undefined || world.directed === before.directed) {
    const roles = world.nodes.map(({ directorAgent, machine }) => `${machine.name} ${directorAgent?.role}`);
    world.violate(`no Director runs Jobs a minute after the last fault: ${roles.join(', ')}`);
  }
  for (const { postgres, machine, agent } of world.nodes) {
    if (machine.name === leader.machine.name) continue;
    if (!postgres.streaming) world.violate(`${machine.name} (${agent?.role}) does not follow ${leader.machine.name}`);
  }
}
