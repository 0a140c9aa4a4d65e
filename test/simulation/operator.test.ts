/** Stories with an operator in them: whatever he lays down, and when, there is one writer and nothing confirmed is lost. */
import test from 'ava';
import { tellStory } from './story.ts';

// 225, found by the simulation and kept: a drained standby held the last commits, and was passed over.
for (const seed of [1, 2, 3, 4, 225]) {
  test(`pauses, drains, new copies and failovers at bad moments make no second writer: seed ${seed}`, async (t) => {
    const { violations, story, leaderships } = await tellStory(seed, { operated: true });
    t.deepEqual(violations, [], story.slice(-60).join('\n'));
    t.true(leaderships > 0);
  });
}
