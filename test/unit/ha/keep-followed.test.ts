import test from 'ava';
import { followedIn } from '../../../src/ha/followed-records.ts';
import { KEYS, MemoryDcs } from '../../../src/ha/index.ts';
import { keepFollowed } from '../../../src/ha/keep-followed.ts';
import { rosterIn } from '../../../src/ha/records.ts';
import { TestClock } from '../../support/test-clock.ts';

async function stage() {
  const dcs = new MemoryDcs(new TestClock());
  const keep = async (name: string, found?: { system: string; timeline: number }) =>
    keepFollowed({ dcs, snapshot: await dcs.read(), name, mode: 'external', found });
  const put = (key: string, value: object) => dcs.change({ when: [], writes: [{ key, value: JSON.stringify(value) }] });
  return {
    dcs,
    keep,
    put,
    followed: async () => followedIn(await dcs.read()),
    roster: async () => rosterIn(await dcs.read()),
  };
}

test('what is written to is noted before, goes on and never back, and no other database takes its place', async (t) => {
  const { keep, followed } = await stage();
  await keep('a');
  t.is(await followed(), undefined);
  t.true(await keep('a', { system: '7', timeline: 2 }));
  t.deepEqual(await followed(), { mode: 'external', system: '7', timeline: 2 });
  t.false(await keep('b', { system: '7', timeline: 1 }));
  t.false(await keep('b', { system: '8', timeline: 9 }));
  t.true(await keep('b', { system: '7', timeline: 3 }));
  t.like(await followed(), { system: '7', timeline: 3 });
});

test('the first one founds the roster, and nobody but the leader of the Director lets others onto it', async (t) => {
  const { keep, put, roster } = await stage();
  await keep('a');
  t.deepEqual(await roster(), ['a']);
  t.false(await keep('b'));
  await put(KEYS.leader('director'), { name: 'b', why: '' });
  t.true(await keep('b'));
  t.deepEqual(await roster(), ['a', 'b']);
});
