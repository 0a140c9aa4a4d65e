/** A few stories of every kind of trouble; `npm run simulate -- --seeds N` tells many more. */
import test from 'ava';
import { tellStory } from './story.ts';

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

// Each of these was found by the simulation, and is kept as a story that breaks a promise where the repair is taken out; when
// the world changes such a seed has to be found again (docs/simulation.md).

// While the set of synchronous standbys changed, one that only the older configuration named held the last commits, and was
// passed over.
test('a standby of the older configuration is not passed over while the set changes: seed 60', async (t) => {
  t.deepEqual((await tellStory(60)).violations, []);
});

// A node that had given its office back, and could not read that the store knew it, took its own key for an election.
test('an office that is given back is not taken for held while the store is not heard: seed 61', async (t) => {
  t.deepEqual((await tellStory(61)).violations, []);
});
