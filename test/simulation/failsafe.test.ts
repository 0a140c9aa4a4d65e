/** Without etcd: who may carry on does, and who may not is fenced in time. The many bad moments are in the stories. */
import test from 'ava';
import { pseudoRandom } from '../support/pseudo-random.ts';
import { World } from './world.ts';

async function openWorld(failsafe: boolean, seed = 1): Promise<World> {
  const world = new World({ random: pseudoRandom(seed), nodes: 3, synchronousCount: 1, failsafe, tell: () => {} });
  for (const node of world.nodes) world.start(node);
  world.schedule.begin();
  await world.run(15_000);
  return world;
}

const standing = (world: World) => ({
  leader: world.leader()?.machine.name,
  director: world.directing()?.machine.name,
  acknowledged: world.truths.acknowledged,
  reported: world.truths.reported,
});

test('etcd is away for two minutes, all else is well: both leaders carry on, commits and Jobs too, and lead on when it is back', async (t) => {
  const world = await openWorld(true);
  const before = standing(world);
  const { leaderships } = world.truths;
  world.loseStore(120_000);
  await world.run(119_000);
  const during = standing(world);
  t.is(during.leader, before.leader);
  t.is(during.director, before.director);
  t.true(during.acknowledged > before.acknowledged + 500 && during.reported > before.reported + 20);
  await world.run(10_000);
  t.is(standing(world).leader, before.leader);
  t.is(standing(world).director, before.director);
  t.true(world.truths.leaderships <= leaderships + 1, 'its own new epoch at most');
  t.deepEqual(world.violations, []);
});

test('a leader that is cut off from etcd alone keeps its office, although the others see its key go', async (t) => {
  const world = await openWorld(true);
  const { leader } = standing(world);
  for (const link of [`${leader}>store`, `store>${leader}`]) world.network.cuts.add(link);
  await world.run(30_000);
  t.is(standing(world).leader, leader);
  world.network.cuts.clear();
  await world.run(10_000);
  t.is(standing(world).leader, leader);
  t.deepEqual(world.violations, []);
});

test('without failsafe mode, or with one member that does not answer, a leader without etcd is fenced', async (t) => {
  const without = await openWorld(false);
  without.loseStore(20_000);
  await without.run(5_000);
  t.is(standing(without).leader, undefined);

  const cut = await openWorld(true);
  const { leader } = standing(cut);
  const other = cut.nodes.find(({ machine }) => machine.name !== leader)?.machine.name;
  cut.loseStore(20_000);
  cut.network.cuts.add(`${other}>${leader}`);
  await cut.run(5_000);
  t.is(standing(cut).leader, undefined);
  t.deepEqual([...without.violations, ...cut.violations], []);
});
