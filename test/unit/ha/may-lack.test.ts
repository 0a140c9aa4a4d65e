/** When a Catalog that is led by another node may lack what was committed last: then running Jobs are taken up again. */
import test from 'ava';
import { catalogPlaceIn, KEYS, MemoryDcs } from '../../../src/ha/index.ts';
import { mayLack } from '../../../src/ha/may-lack.ts';
import { claimOffice } from '../../../src/ha/office-keys.ts';
import { encodeRecord } from '../../../src/ha/records.ts';
import { TestClock } from '../../support/test-clock.ts';

function open() {
  const clock = new TestClock();
  const dcs = new MemoryDcs(clock);
  const put = async (key: string, value: object) => {
    await dcs.change({ when: [], writes: [{ key, value: encodeRecord(value) }] });
  };
  /** One leadership from its election to its end, and of which era it was. */
  const lead = async (name: string): Promise<string | undefined> => {
    const lease = await dcs.grant(1_000_000_000);
    const snapshot = await dcs.read();
    await claimOffice({
      ...{ office: 'catalog', name, dcs, clock, refresh: async () => {}, lease: () => lease },
      ...{ snapshot: () => snapshot, decidedOn: () => snapshot, surrender: () => {}, why: () => '' },
      mayLack: (seen) => mayLack(seen, name),
    });
    const { entries } = await dcs.read();
    const epoch = entries.get(KEYS.leader('catalog'))?.createRevision ?? 0n;
    await put(KEYS.status('catalog'), { epoch, name, timeline: 1, forkLsn: 0n, lsn: 9n, writable: true });
    await put(KEYS.member(name), {
      ...{ name, host: name, port: 5432, catalogRole: 'primary', directorRole: 'none', timeline: 1, lsn: 9n },
      ...{ streaming: false, mourns: 0n, priority: 1 },
    });
    const place = catalogPlaceIn(await dcs.read());
    if (place?.host !== name) throw new Error('The Catalog is not where it was led');
    await dcs.revoke(lease);
    return place?.era;
  };
  const order = async (to: string, force: boolean) => {
    const epoch = (await dcs.read()).entries.get(KEYS.tenure('catalog'))?.modRevision ?? 0n;
    await put(KEYS.order('catalog'), { id: '1', kind: 'failover', to, epoch, notBeforeMs: 0, force, by: 'operator' });
  };
  const synchronise = (count: number) =>
    put(KEYS.synchronous, { configs: [{ primary: 'a', standbys: ['b', 'c'], count }] });
  return { lead, order, synchronise };
}

test('without synchronous standbys every other node that leads may lack something, and whoever led last does not', async (t) => {
  const { lead } = open();
  t.deepEqual([await lead('a'), await lead('a'), await lead('b'), await lead('b'), await lead('a')], [...'00112']);
});

test('a synchronous standby that is elected lacks nothing, whom an operator forces may', async (t) => {
  const { lead, order, synchronise } = open();
  await lead('a');
  await synchronise(1);
  t.is(await lead('b'), '0');
  await order('a', false);
  t.is(await lead('a'), '0', 'an order without force changes nothing');
  await order('c', true);
  t.is(await lead('c'), '1');
  t.is(await lead('b'), '1', 'the order was for a leadership that is over');
});

test('a primary that no standby could follow comes back without a loss, and is replaced with one', async (t) => {
  const { lead, order, synchronise } = open();
  await lead('a');
  await synchronise(0);
  t.is(await lead('a'), '0');
  await order('b', true);
  t.is(await lead('b'), '1');
});
