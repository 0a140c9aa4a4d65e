import test from 'ava';
import { HISTORY_MAX, KEYS, MemoryDcs, readHistory } from '../../../src/ha/index.ts';
import { claimOffice, type OfficeKeyTools, releaseOffice } from '../../../src/ha/office-keys.ts';
import { TestClock } from '../../support/test-clock.ts';

async function open(clock = new TestClock()) {
  const dcs = new MemoryDcs(clock);
  const holder = async (name: string, why = `${name} is best`): Promise<OfficeKeyTools & { end(): Promise<void> }> => {
    const lease = await dcs.grant(1_000_000_000);
    let snapshot = await dcs.read();
    const refresh = async (): Promise<void> => {
      snapshot = await dcs.read();
    };
    return {
      ...{ office: 'catalog', name, dcs, clock, refresh, snapshot: () => snapshot, lease: () => lease },
      decidedOn: () => snapshot,
      ...{ surrender: () => {}, why: () => why, end: () => dcs.revoke(lease) },
    };
  };
  return { clock, dcs, holder };
}

test('each leadership is written once, with its reason, its times and how it ended', async (t) => {
  const { clock, dcs, holder } = await open();
  const a = await holder('a', 'Elected');
  await claimOffice(a);
  t.like((await readHistory(dcs))[0], { name: 'a', why: 'Elected', how: undefined, ended: undefined });
  await clock.pass(1_000);
  await releaseOffice(a, 'handed over');
  t.is((await readHistory(dcs))[0]?.how, 'handed over');

  const b = await holder('b');
  await claimOffice(b);
  // Its lease runs out without a word; its successor finds the office empty.
  await b.end();
  t.like((await readHistory(dcs))[1], { name: 'b', how: 'found', ended: undefined });
  await clock.pass(1_000);
  const c = await holder('c');
  await claimOffice(c);
  // This one lives, and says itself that its lease was lost.
  await c.end();
  await c.refresh();
  await releaseOffice(c);
  await claimOffice(await holder('d'));

  const all = await readHistory(dcs);
  t.deepEqual(
    all.map(({ name, how }) => [name, how]),
    [
      ['a', 'handed over'],
      ['b', 'found'],
      ['c', 'lease lost'],
      ['d', undefined],
    ],
  );
  t.is(all[0]?.began, '2026-11-20T10:00:00.000Z');
  t.is(all[0]?.ended, '2026-11-20T10:00:01.000Z');
  t.is(all[1]?.end, 'c found the office empty');
  t.deepEqual(
    all.map(({ epoch }) => epoch),
    all.map(({ epoch }) => epoch).toSorted((one, two) => one - two),
  );
});

test('a claim that is lost writes no history', async (t) => {
  const { dcs, holder } = await open();
  const [a, b] = [await holder('a'), await holder('b')];
  await claimOffice(a);
  await t.throwsAsync(claimOffice(b), { code: 'HA_CLAIM_LOST' });
  t.deepEqual(
    (await readHistory(dcs)).map(({ name }) => name),
    ['a'],
  );
});

test('the history is bounded, and no part of what is read all the time', async (t) => {
  const { dcs, holder } = await open();
  const a = await holder('a');
  for (let count = 0; count < HISTORY_MAX + 5; count++) {
    await a.refresh();
    await claimOffice(a);
    await releaseOffice(a);
  }
  t.is((await dcs.archive()).entries.size, HISTORY_MAX);
  t.is((await readHistory(dcs)).length, HISTORY_MAX + 1);
  t.false([...(await dcs.read()).entries.keys()].some((key) => key.startsWith('~')));
});

test('what a hand has written into the history hurts nobody', async (t) => {
  const { dcs, holder } = await open();
  await claimOffice(await holder('a'));
  for (const value of ['', '{', '{"name":5}', '{"epoch":"x","name":"","why":"","endedMs":0,"how":"","end":""}']) {
    await dcs.change({ when: [], writes: [{ key: `${KEYS.history('catalog', 7)}`, value }] });
    t.is((await readHistory(dcs)).length, 1);
  }
});
