/** Stories of one thing each, for guards that the stories of all kinds need too seldom. Each gives back what was broken. */
import { pseudoRandom } from '../support/pseudo-random.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { World } from './world.ts';

type Scenario = () => Promise<readonly string[]>;

const TURNS = 12;

async function openWorld(confirmed: 'confirmed' | 'asynchronous' = 'confirmed'): Promise<World> {
  const synchronousCount = confirmed === 'confirmed' ? 1 : undefined;
  const options = { nodes: 3, synchronousCount, failsafe: false, tell: () => {} };
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

/** Who leads, and the two others. */
function rolesIn(world: World): readonly [SimulatedNode, SimulatedNode, SimulatedNode] {
  const leader = world.leader();
  const [one, other] = world.nodes.filter((node) => node !== leader);
  if (leader === undefined || one === undefined || other === undefined) throw new Error('Nobody leads');
  return [leader, one, other];
}

/**
 * A standby that alone has what was acknowledged last falls silent when it has said so, and another one comes back that lacks it.
 */
async function silentHeirs(): Promise<readonly string[]> {
  const world = await openWorld();
  for (let turn = 0; turn < TURNS; turn++) {
    const [leader, lacking, heir] = rolesIn(world);
    world.crash(lacking);
    // Its lease lives still, so that it counts among those who may have the last commits.
    await world.run(1_500);
    world.crash(leader);
    await world.run(6_000);
    heir.postgres.standStill(60_000);
    await world.run(10_000);
    world.start(lacking);
    await world.run(10_000);
    heir.postgres.goOn();
    world.start(leader);
    await world.run(25_000);
  }
  return world.violations;
}

/**
 * A standby that holds more than anybody else loses the store and its leader; another one leads meanwhile, and then the first one
 * again, further than that standby. It sees the leader that it knows, and its position is one of both histories.
 */
async function unseenChanges(): Promise<readonly string[]> {
  const world = await openWorld('asynchronous');
  const { cuts } = world.network;
  for (let turn = 0; turn < TURNS; turn++) {
    const [leader, heir, further] = rolesIn(world);
    const { name } = further.machine;
    cuts.add(`${heir.machine.name}>${leader.machine.name}`);
    await world.run(600);
    for (const link of [`${name}>store`, `store>${name}`]) cuts.add(link);
    world.crash(leader);
    await world.run(10_000);
    cuts.delete(`${heir.machine.name}>${leader.machine.name}`);
    world.start(leader);
    await world.run(10_000);
    world.orderSwitchover('catalog', leader.machine.name);
    await world.run(10_000);
    for (const link of [`${name}>store`, `store>${name}`]) cuts.delete(link);
    await world.run(20_000);
    if (!further.postgres.streaming && !further.postgres.writable) world.violate(`${name} follows nobody`);
  }
  return world.violations;
}

export const SCENARIOS = { sleepers, lateOrders, silentHeirs, unseenChanges } satisfies Record<string, Scenario>;
