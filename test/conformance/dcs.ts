/** What every store of a cluster does, whatever lies behind it. */
import test from 'ava';
import { type Dcs, DcsLeaseGoneError } from '../../src/ha/index.ts';

export interface DcsStage extends AsyncDisposable {
  /** Two ways into one empty store, as two nodes have them. */
  readonly one: Dcs;
  readonly other: Dcs;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
}

const LEADER = 'leader/catalog';

export function dcsConformance(name: string, open: () => Promise<DcsStage>): void {
  test(`${name}: of two candidates exactly one leads, and both hear which`, async (t) => {
    await using stage = await open();
    const claims = await Promise.all(
      [stage.one, stage.other].map(async (dcs, index) => {
        const lease = await dcs.grant(3_000);
        const value = `node-${index}`;
        return dcs.change({ when: [{ key: LEADER, absent: true }], writes: [{ key: LEADER, value, lease }] });
      }),
    );
    t.is(claims.filter(({ applied }) => applied).length, 1);
    const [first, second] = await Promise.all([stage.one.read(), stage.other.read()]);
    t.is(first.entries.get(LEADER)?.value, claims[0]?.applied ? 'node-0' : 'node-1');
    t.deepEqual(first.entries.get(LEADER), second.entries.get(LEADER));
  });

  test(`${name}: the create revision is that of the claim, stays when the value changes, and only ever grows`, async (t) => {
    await using stage = await open();
    const { one } = stage;
    const claim = async () => {
      const lease = await one.grant(3_000);
      const { revision } = await one.change({
        when: [{ key: LEADER, absent: true }],
        writes: [{ key: LEADER, value: 'a', lease }],
      });
      t.is((await one.read()).entries.get(LEADER)?.createRevision, revision);
      await one.change({
        when: [{ key: LEADER, createRevision: revision }],
        writes: [{ key: LEADER, value: 'b', lease }],
      });
      const entry = (await one.read()).entries.get(LEADER);
      t.is(entry?.createRevision, revision);
      t.true((entry?.modRevision ?? 0n) > revision);
      t.is(entry?.lease, lease);
      await one.revoke(lease);
      t.is((await one.read()).entries.get(LEADER), undefined);
      return revision;
    };
    const first = await claim();
    t.true((await claim()) > first);
  });

  test(`${name}: a transaction is carried out whole or not at all`, async (t) => {
    await using stage = await open();
    const { one, other } = stage;
    const { revision } = await one.change({
      when: [],
      writes: [
        { key: 'a', value: '1' },
        { key: 'b', value: '1' },
      ],
    });
    const refused = await other.change({
      when: [
        { key: 'a', modRevision: revision },
        { key: 'c', createRevision: revision },
      ],
      writes: [
        { key: 'a', value: '2' },
        { key: 'b', remove: true },
      ],
    });
    t.false(refused.applied);
    const done = await other.change({
      when: [
        { key: 'a', modRevision: revision },
        { key: 'c', absent: true },
      ],
      writes: [
        { key: 'a', value: '2' },
        { key: 'b', remove: true },
      ],
    });
    t.true(done.applied);
    const { entries } = await one.read();
    t.deepEqual(
      [...entries].map(([key, { value }]) => `${key}=${value}`),
      ['a=2'],
    );
    t.is(entries.get('a')?.lease, 0n);
  });

  test(`${name}: the archive is written as everything else, and read when it is asked for alone`, async (t) => {
    await using stage = await open();
    const { one, other } = stage;
    const writes = ['a', 'z', '~a/1', '~a/2'].map((key) => ({ key, value: key }));
    const { revision } = await one.change({ when: [{ key: '~a/1', absent: true }], writes });
    t.deepEqual([...(await other.read()).entries.keys()], ['a', 'z']);
    const { entries } = await other.archive();
    t.deepEqual(
      [...entries].map(([key, entry]) => [key, entry.value, entry.createRevision]),
      ['~a/1', '~a/2'].map((key) => [key, key, revision]),
    );
    await one.change({ when: [{ key: '~a/1', modRevision: revision }], writes: [{ key: '~a/1', remove: true }] });
    t.deepEqual([...(await other.archive()).entries.keys()], ['~a/2']);
  });

  test(`${name}: a lease ends with its keys, one that is renewed does not`, async (t) => {
    await using stage = await open();
    const { one, other } = stage;
    const [kept, left] = [await one.grant(2_000), await one.grant(2_000)];
    await one.change({
      when: [],
      writes: [
        { key: 'kept', value: '', lease: kept },
        { key: 'left', value: '', lease: left },
      ],
    });
    for (let round = 0; round < 6; round++) {
      await stage.pass(1_000);
      t.true(await one.renew(kept));
    }
    t.deepEqual([...(await other.read()).entries.keys()], ['kept']);
    t.false(await one.renew(left));
    await t.throwsAsync(one.change({ when: [], writes: [{ key: 'x', value: '', lease: left }] }), {
      instanceOf: DcsLeaseGoneError,
    });
    t.false((await one.read()).entries.has('x'));
    await t.notThrowsAsync(one.revoke(left));
  });

  test(`${name}: whoever watches hears of changes, also of a lease that ends`, async (t) => {
    await using stage = await open();
    let heard = 0;
    using _watch = stage.other.watch(() => {
      heard += 1;
    });
    await stage.pass(300);
    const lease = await stage.one.grant(2_000);
    await stage.one.change({ when: [], writes: [{ key: 'a', value: '', lease }] });
    await stage.pass(500);
    t.true(heard > 0);
    heard = 0;
    await stage.pass(4_000);
    await stage.one.read();
    t.true(heard > 0);
  });
}
