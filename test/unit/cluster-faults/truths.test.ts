/** Who wrote when, and whose Director led when: what counts as two at one time. */
import test from 'ava';
import { twoDirectors, twoWriters } from '../../cluster-faults/truths.ts';

const write = (node: string, session: number, sentMs: number, atMs = sentMs + 1) => ({
  ...{ id: sentMs, node, session, sentMs, atMs },
});

test('who takes a write after another one has acknowledged one is found, on an old connection and on a new one', (t) => {
  const good = [write('n1', 1, 10), write('n1', 1, 20), write('n2', 2, 40), write('n2', 2, 50)];
  t.deepEqual(twoWriters(good), []);
  const stale = write('n1', 1, 60);
  t.deepEqual(twoWriters([...good, stale]), [stale]);
  const again = [write('n1', 3, 60), write('n2', 2, 70)];
  t.deepEqual(twoWriters([...good, ...again]), [again[1]], 'of two who take turns one is named');
});

test('a write that was under way when its node stood still may be acknowledged late', (t) => {
  t.deepEqual(twoWriters([write('n1', 1, 10), write('n1', 1, 20, 90), write('n2', 2, 40)]), []);
});

test('a Director that leads when another one has begun to is found', (t) => {
  const span = (node: string, firstMs: number, lastMs: number) => ({ node, firstMs, lastMs });
  const one = span('n1', 0, 50);
  t.deepEqual(twoDirectors([one, span('n2', 60, 90)]), []);
  t.deepEqual(twoDirectors([one, span('n1', 55, 90)]), [], 'one that leads again is no other one');
  t.deepEqual(twoDirectors([one, span('n2', 40, 90)]), [one]);
});
