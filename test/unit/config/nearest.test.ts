import test from 'ava';
import { editDistance, nearest } from '../../../src/config/nearest.ts';

test('one change is a letter more, less, other, or two swapped', (t) => {
  t.is(editDistance('pool', 'pool'), 0);
  for (const other of ['pol', 'poool', 'paol', 'opol']) t.is(editDistance('pool', other), 1, other);
  t.is(editDistance('', 'abc'), 3);
});

test('the nearest name is offered where it is near enough, in any case', (t) => {
  const known = ['Pool', 'NextPool', 'Storage'];
  t.is(nearest('poll', known), 'Pool');
  t.is(nearest('STORGE', known), 'Storage');
  t.is(nearest('Frobnicate', known), undefined);
  t.is(nearest('x', known), undefined);
});
