import test from 'ava';
import { bytesNeeded, ownerOf } from '../../../../bench/data/memory-folder.ts';
import { bytesToHold } from '../../../../bench/data/warm-memory.ts';

test('a folder tells whose it is, and those of others are nobody’s', (t) => {
  t.is(ownerOf('understudy-bench-data-4711-Xy12Zz'), 4711);
  t.is(ownerOf('understudy-bench-data-xy'), undefined);
  t.is(ownerOf('PostgreSQL.4711'), undefined);
});

test('there must be room for the source, its Volume and what is restored', (t) => {
  const big = { source: { kind: 'big', bytes: 1e9, content: 'random' } } as const;
  const small = { source: { kind: 'small', files: 1000 } } as const;
  t.is(bytesNeeded([small, big]), 3e9);
  t.true(bytesNeeded([small]) > 3 * 1000 * 4096);
  t.is(bytesNeeded([]), 0);
});

test('warm memory is let go as the Job grows, and a little ahead of it', (t) => {
  const [full, ahead] = [2e9, 192 * 1024 ** 2];
  t.is(bytesToHold(full, 0), full - ahead);
  t.is(bytesToHold(full, -5e8), full - ahead, 'somebody else has given memory back');
  t.is(bytesToHold(full, 1e9), 1e9 - ahead);
  t.is(bytesToHold(full, 3e9), 0);
});
