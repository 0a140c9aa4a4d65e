/** Whoever writes into Catalogs of the world, so that something can be lost: somebody wherever writing is possible, and each Director. */
import type { SimulatedNode } from './simulated-node.ts';
import type { SimulatedPostgres } from './simulated-postgres.ts';
import type { Truths } from './truths.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface WritersWorld {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly nodes: readonly SimulatedNode[];
  readonly truths: Truths;
  /** The writable Catalog as this machine reaches it. */
  readonly catalogFrom: (machine: string) => SimulatedPostgres | undefined;
}

const WRITE_MS = 100;
const UNCONFIRMED_MS = 100;
const CONFIRM_MS = 10;
const DIRECT_MS = 150;

interface Commit {
  readonly id: number;
  readonly node: SimulatedNode;
  readonly place: number;
  readonly life: number;
  readonly timeline: number;
}

export function startWriters(world: WritersWorld): void {
  let ids = 0;

  const write = (): void => {
    const { random, time } = world;
    for (const node of world.nodes) {
      const { postgres, machine } = node;
      if (!postgres.writable || !postgres.running || postgres.still || machine.paused) continue;
      const id = ids++;
      const place = postgres.commit(id);
      awaitConfirmation({ id, node, place, life: machine.life, timeline: postgres.timeline }, CONFIRM_MS);
    }
    time.after(WRITE_MS * (0.5 + random()), write, true);
  };

  /** A commit is said to be done when PostgreSQL says so and the Director of that node still leads then. */
  const awaitConfirmation = (commit: Commit, withinMs: number): void => {
    const { id, node, place, life, timeline } = commit;
    const look = (): void => {
      const { postgres, machine } = node;
      if (machine.life !== life || !postgres.writable || postgres.timeline !== timeline) return;
      if (postgres.isConfirmed(place)) world.truths.acknowledge(id, node);
      else awaitConfirmation(commit, UNCONFIRMED_MS);
    };
    node.machine.deliver(withinMs * world.random(), look, true);
  };

  /** Each Director that lives writes, whether it still may or not: the Catalog asks for its epoch. */
  const direct = (): void => {
    const { time, random, catalogFrom, truths } = world;
    for (const { director, machine } of world.nodes) {
      if (!director.alive || machine.paused) continue;
      const catalog = catalogFrom(machine.name);
      if (catalog === undefined || !catalog.takes(director.epoch)) continue;
      const { timeline } = catalog;
      const { epoch } = director;
      const place = catalog.commit(ids++, epoch);
      const confirm = (): void => {
        if (!director.alive || !catalog.writable || catalog.timeline !== timeline) return;
        if (catalog.isConfirmed(place)) truths.direct(machine.name, epoch);
      };
      time.after(CONFIRM_MS, confirm, true);
    }
    time.after(DIRECT_MS * (0.5 + random()), direct, true);
  };

  write();
  direct();
}
