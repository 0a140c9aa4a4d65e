import test from 'ava';
import { pauseMs } from '../../../src/replication/catalog/embedded-keeper.ts';

test('the first start follows at once, later ones after longer and longer pauses, a minute at most', (t) => {
  t.deepEqual([1, 2, 3, 4, 5].map(pauseMs), [0, 1000, 2000, 4000, 8000]);
  t.is(pauseMs(40), 60_000);
  t.is(pauseMs(4000), 60_000);
});
