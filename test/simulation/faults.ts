/** What goes wrong in a story, one thing at a time, the leader's more often than the others'. */
import type { World } from './world.ts';

/** Something goes wrong. @returns what, in words */
export function strike(world: World, random: () => number): string {
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
      world.network.slow.set(name, slowMs);
      world.time.after(ms, () => world.network.slow.delete(name));
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
  for (const link of links) world.network.cuts.add(link);
  world.time.after(ms, () => {
    for (const link of links) world.network.cuts.delete(link);
  });
  return `cut for ${ms.toFixed(0)} ms: ${links.join(' ')}`;
}
