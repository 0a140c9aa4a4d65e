/** The leader's PostgreSQL stands still and its node lives: somebody leads in bounded time, and not for nothing: itself, started anew, or another one. */
import test, { type ExecutionContext } from 'ava';
import { pseudoRandom } from '../support/pseudo-random.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { World } from './world.ts';

const SEEDS = [1, 2, 3, 4, 5];
/** What it takes to be given up, and an election. */
const REPLACED_MS = 14_000;

async function led(seed: number, synchronousCount?: number): Promise<{ world: World; leader: SimulatedNode }> {
  const options = { nodes: 3, synchronousCount, failsafe: seed % 2 === 0, tell: () => {} };
  const world = new World({ ...options, random: pseudoRandom(seed) });
  for (const node of world.nodes) world.start(node);
  await world.run(15_000);
  world.schedule.begin();
  return { world, leader: world.leader() as SimulatedNode };
}

const leaderOf = (world: World): string | undefined => world.leader()?.machine.name;
const rolesIn = ({ nodes }: World): string =>
  nodes.map(({ machine, agent }) => `${machine.name} ${agent?.role}`).join();

async function isReplaced(t: ExecutionContext, world: World, leader: SimulatedNode): Promise<void> {
  const epoch = leader.agent?.epoch ?? 0n;
  leader.postgres.standStill(600_000);
  await world.run(REPLACED_MS);
  t.false(leader.postgres.still);
  // It may be itself again, started anew, where it holds most.
  t.true((world.leader()?.agent?.epoch ?? 0n) > epoch, `another leadership has begun: ${rolesIn(world)}`);
  t.deepEqual(world.violations, []);
}

for (const seed of SEEDS) {
  test(`a primary that stands still is replaced, and nothing confirmed is lost: seed ${seed}`, async (t) => {
    const { world, leader } = await led(seed, 1);
    await isReplaced(t, world, leader);
    await isReplaced(t, world, world.leader() as SimulatedNode);
    await world.run(20_000);
    t.deepEqual(
      world.nodes.map(({ postgres }) => postgres === world.leader()?.postgres || postgres.streaming),
      [true, true, true],
      'all follow again',
    );
  });
}

test('so it is where no standby is waited for', async (t) => {
  const { world, leader } = await led(6);
  await isReplaced(t, world, leader);
});

test('one that goes on soon enough stays what it is, and so do those who may follow it', async (t) => {
  const { world, leader } = await led(7, 1);
  for (const ms of [3_000, 6_000, 4_900]) {
    const before = leader.agent?.epoch;
    leader.postgres.standStill(ms);
    await world.run(10_000);
    t.is(leaderOf(world), leader.machine.name);
    t.is(leader.agent?.epoch, before);
  }
  const acknowledged = world.truths.acknowledged;
  await isReplaced(t, world, leader);
  t.true(world.truths.acknowledged > acknowledged);
});

test('where nobody else can lead it is started anew, later', async (t) => {
  const { world, leader } = await led(8, 1);
  for (const node of world.nodes) if (node !== leader) world.crash(node);
  await world.run(10_000);
  t.is(leaderOf(world), leader.machine.name);
  leader.postgres.standStill(600_000);
  await world.run(50_000);
  t.true(leader.postgres.still);
  await world.run(40_000);
  t.is(leaderOf(world), leader.machine.name);
  t.deepEqual(world.violations, []);
});
