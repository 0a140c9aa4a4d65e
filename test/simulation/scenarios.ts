/** Stories of one thing each, for guards that the stories of all kinds need too seldom. Each gives back what was broken. */
import { pseudoRandom } from '../support/pseudo-random.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { World } from './world.ts';

type Scenario = () => Promise<readonly string[]>;

const TURNS = 12;

async function openWorld(): Promise<World> {
  const options = { nodes: 3, synchronousCount: 1, failsafe: false, tell: () => {} };
  const world = new World({ ...options, random: pseudoRandom(1) });
  for (const node of world.nodes) world.start(node);
  await world.run(15_000);
  world.schedule.begin();
  return world;
}

/** Who directs while another one holds the Catalog. */
async function apart(world: World): Promise<SimulatedNode> {
  for (let looks = 0; looks < 300; looks++) {
    const [directing, leader] = [world.directing(), world.leader()];
    if (directing !== undefined && leader !== undefined && directing !== leader) return directing;
    if (looks % 50 === 0 && directing !== undefined && directing === leader)
      world.orderSwitchover('director', undefined);
    await world.run(100);
  }
  throw new Error('The Director and the Catalog have not come apart');
}

/** A machine stands still with its Director, and wakes up when another one directs. */
async function sleepers(): Promise<readonly string[]> {
  const world = await openWorld();
  for (let turn = 0; turn < TURNS; turn++) {
    const { machine } = await apart(world);
    machine.pause(6_000);
    await world.run(9_000);
  }
  return world.violations;
}

/** A Director's order to begin a Job is held up on its way until the next Director has had that Job done. */
async function lateOrders(): Promise<readonly string[]> {
  const world = await openWorld();
  for (let turn = 0; turn < TURNS; turn++) {
    const { machine } = await apart(world);
    const links = world.storages.map(({ name }) => `${machine.name}>${name}`);
    for (const link of links) world.network.cuts.add(link);
    // Long enough for a run to come due.
    await world.run(4_200);
    world.orderSwitchover('director', undefined);
    await world.run(12_000);
    for (const link of links) world.network.cuts.delete(link);
    await world.run(2_000);
  }
  world.schedule.end();
  await world.run(10_000);
  world.truths.lookAtStarts();
  return world.violations;
}

export const SCENARIOS = { sleepers, lateOrders } satisfies Record<string, Scenario>;
