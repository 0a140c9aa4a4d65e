import test from 'ava';
import type { DcsEntry, DcsSnapshot } from '../../../src/ha/index.ts';
import { type ConfirmRequest, Promises } from '../../../src/ha/index.ts';

const entry = (value: object, revision: bigint, lease = 0n): DcsEntry => ({
  value: JSON.stringify(value),
  createRevision: revision,
  modRevision: revision,
  lease,
});

const LEADER = { name: 'a', why: '' };

function snapshot(leads = true, members = ['a', 'b', 'c']): DcsSnapshot {
  const entries = new Map([
    ['roster', entry({ members }, 3n)],
    ['tenure/director', entry(LEADER, 7n)],
  ]);
  if (leads) entries.set('leader/director', entry(LEADER, 7n, 1n));
  return { revision: 9n, entries };
}

function stage(first: DcsSnapshot | undefined = snapshot()) {
  const world = { nowMs: 10_000, store: { snapshot: first } };
  const promises = new Promises({
    name: 'b',
    clock: { monotonicMs: () => world.nowMs },
    store: world.store,
    promiseMsMax: 3_000,
  });
  return { world, promises };
}

const question = (change: Partial<ConfirmRequest> = {}): ConfirmRequest => ({
  from: 'a',
  office: 'director',
  epoch: 7n,
  members: ['a', 'b', 'c'],
  promiseMs: 3_000,
  ...change,
});

test('who has confirmed a leader claims nothing for as long as was promised, and only of that office', (t) => {
  const { world, promises } = stage();
  world.nowMs += 3_000;
  t.true(promises.mayClaim('director'));
  t.true(promises.confirm(question()).confirmed);
  world.nowMs += 2_999;
  t.false(promises.mayClaim('director'));
  t.true(promises.isBound('director'));
  t.true(promises.mayClaim('catalog'));
  world.nowMs += 1;
  t.true(promises.mayClaim('director'));
});

test('a new process claims nothing until the promises of the one before it are over', (t) => {
  const { world, promises } = stage();
  t.false(promises.mayClaim('catalog'));
  world.nowMs += 3_000;
  t.true(promises.mayClaim('catalog'));
});

test('where nobody was ever on a roster nothing can have been promised', (t) => {
  t.true(stage({ revision: 1n, entries: new Map() }).promises.mayClaim('catalog'));
});

test('nothing is confirmed by who has not read the store, knows of somebody who is not asked, or of a later epoch', (t) => {
  const blind = new Promises({
    ...{ name: 'b', promiseMsMax: 3_000, clock: { monotonicMs: () => 0 } },
    store: { snapshot: undefined },
  });
  t.false(blind.confirm(question()).confirmed);
  t.false(stage(snapshot(true, ['a', 'b', 'c', 'd'])).promises.confirm(question()).confirmed);
  t.false(stage().promises.confirm(question({ epoch: 6n })).confirmed);
  t.false(stage().promises.confirm(question({ from: 'c' })).confirmed);
  t.false(stage().promises.confirm(question({ promiseMs: 3_001 })).confirmed);
  t.false(stage().promises.confirm(question({ members: ['a', 'c'] })).confirmed);
  t.true(stage().promises.confirm(question()).confirmed);
});

test('who has seen the end of an epoch does not confirm it, unless it was bound to it by then', (t) => {
  t.false(stage(snapshot(false)).promises.confirm(question()).confirmed);
  const { world, promises } = stage();
  promises.confirm(question());
  world.store.snapshot = snapshot(false);
  t.true(promises.confirm(question()).confirmed);
});

test('a promise is over when its leader itself has written that its epoch is, and is not given again', (t) => {
  const { world, promises } = stage();
  world.nowMs += 3_000;
  promises.confirm(question());
  const { revision, entries } = snapshot(false);
  const ended = (epoch: string) => {
    const end = entry({ epoch, how: 'handed over', why: '', atMs: 0 }, 8n);
    return { revision, entries: new Map([...entries, ['ended/director', end]]) };
  };
  world.store.snapshot = ended('6');
  t.false(promises.mayClaim('director'));
  world.store.snapshot = ended('7');
  t.true(promises.mayClaim('director'));
  t.false(promises.isBound('director'));
  t.false(promises.confirm(question()).confirmed);
});

test('a claim that may still be on its way keeps its sender from confirming whom it would succeed', (t) => {
  const { promises } = stage();
  promises.noteClaim('director', 7n);
  t.false(promises.confirm(question()).confirmed);
  t.true(promises.confirm(question({ epoch: 8n })).confirmed);
});

test('while somebody counts on a roster nobody new comes onto it; whom this node tried to put there has to be asked', (t) => {
  const { promises } = stage();
  promises.confirm(question());
  t.false(promises.mayGrow(['a', 'b', 'c', 'd']));
  const other = stage().promises;
  t.true(other.mayGrow(['a', 'b', 'c', 'd']));
  t.false(other.confirm(question()).confirmed);
  t.deepEqual(other.roster, ['a', 'b', 'c', 'd']);
});
