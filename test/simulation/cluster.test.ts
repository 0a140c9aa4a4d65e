/** A few stories of every kind of trouble, half of them with operators; `npm run simulate -- --seeds N` tells many more. */
import test from 'ava';
import { KEYS } from '../../src/ha/index.ts';
import { pseudoRandom } from '../support/pseudo-random.ts';
import { tellStory } from './story.ts';
import { World } from './world.ts';

const SEEDS = 12;

for (let seed = 1; seed <= SEEDS; seed++) {
  test(`one writer, nothing acknowledged is lost, and all get well again: seed ${seed}`, async (t) => {
    const { violations, story, leaderships, acknowledged } = await tellStory(seed);
    t.deepEqual(violations, [], story.slice(-60).join('\n'));
    t.true(leaderships > 0 && acknowledged > 0);
  });
}

test('the same seed tells the same story', async (t) => {
  const [first, second] = [await tellStory(5), await tellStory(5)];
  t.deepEqual(first, second);
});

test('each promotion takes a number of a timeline in the store, above all that were taken before', async (t) => {
  const options = { nodes: 3, synchronousCount: 1, failsafe: false, tell: () => {} };
  const world = new World({ ...options, random: pseudoRandom(1) });
  for (const node of world.nodes) world.start(node);
  await world.run(15_000);
  await world.store.change({ when: [], writes: [{ key: KEYS.timelines, value: '{"highest":7}' }] });
  const first = world.leader();
  if (first !== undefined) world.crash(first);
  await world.run(15_000);
  t.not(world.leader()?.machine.name, first?.machine.name);
  t.is(world.leader()?.postgres.timeline, 8);
  const { entries } = await world.store.read();
  t.is(entries.get(KEYS.timelines)?.value, '{"highest":8}');
});
