import test from 'ava';
import {
  drainMember,
  KEYS,
  MemoryDcs,
  pauseCluster,
  placeOrder,
  reinitMember,
  resumeCluster,
  withdrawOrders,
} from '../../../src/ha/index.ts';
import type { OrderRequest } from '../../../src/ha/orders.ts';
import { TestClock } from '../../support/test-clock.ts';

interface Changes {
  readonly [key: string]: object | undefined;
}

const MEMBER = {
  ...{ host: 'h', port: 5432, catalogRole: 'standby', directorRole: 'waiting', timeline: 1, lsn: '100' },
  ...{ streaming: true, mourns: '0', priority: 1 },
};
const member = (name: string, over: object = {}) => ({ ...MEMBER, name, ...over });

/** a leads, b and c follow. */
async function open(changes: Changes = {}) {
  const dcs = new MemoryDcs(new TestClock());
  const leader = { name: 'a', why: 'Elected', number: 1 };
  await put(dcs, { 'leader/catalog': leader, 'tenure/catalog': leader });
  await put(dcs, { 'leader/director': leader, 'tenure/director': leader });
  const { entries } = await dcs.read();
  const epoch = String(entries.get('leader/catalog')?.createRevision);
  await put(dcs, {
    'status/catalog': { epoch, name: 'a', timeline: 1, forkLsn: '0', lsn: '100', writable: true },
    roster: { members: ['a', 'b', 'c', 'gone'] },
    'members/a': member('a', { catalogRole: 'primary', directorRole: 'leading', streaming: false }),
    'members/b': member('b'),
    'members/c': member('c'),
    ...changes,
  });
  return dcs;
}

async function put(dcs: MemoryDcs, values: Changes): Promise<void> {
  const writes = Object.entries(values).map(([key, value]) =>
    value === undefined ? { key, remove: true as const } : { key, value: JSON.stringify(value) },
  );
  await dcs.change({ when: [], writes });
}

const request = (over: Partial<OrderRequest> = {}): OrderRequest => ({
  ...{ kind: 'switchover', office: undefined, to: 'b', notBeforeMs: 0, force: false },
  ...{ by: 'alice@host', id: '1', nowMs: 1_000, lagBytesMax: 50 },
  ...over,
});

test('a switchover is an order for each office that the node can hold, bound to its leadership', async (t) => {
  const dcs = await open();
  const placed = await placeOrder(dcs, request());
  t.deepEqual(
    placed.map(({ office, from, record }) => [office, from, record.to]),
    [
      ['director', 'a', 'b'],
      ['catalog', 'a', 'b'],
    ],
  );
  const { entries } = await dcs.read();
  t.is(
    JSON.parse(entries.get('order/catalog')?.value ?? '{}').epoch,
    String(entries.get('leader/catalog')?.createRevision),
  );
  const apart = await open({
    'members/d': member('d', { catalogRole: 'none', priority: 0, timeline: 0, streaming: false }),
  });
  t.deepEqual(
    (await placeOrder(apart, request({ to: 'd' }))).map(({ office }) => office),
    ['director'],
  );
});

const refusals: readonly (readonly [Changes, Partial<OrderRequest>, RegExp])[] = [
  [{}, { to: 'x' }, /No member is called "x"/],
  [{}, { to: 'gone' }, /gone is not heard/],
  [{}, { to: 'a' }, /a leads already: the Director and the Catalog/],
  [{ 'members/b': member('b', { priority: 0 }) }, {}, /Priority = 0/],
  [
    { 'members/b': member('b', { streaming: false, catalogRole: 'cloning' }) },
    {},
    /does not follow the leader \(cloning\)/,
  ],
  [{ 'members/b': member('b', { timeline: 0 }) }, { office: 'catalog' }, /has no data/],
  [{ 'members/b': member('b', { lsn: '40' }) }, {}, /lacks 60 bytes, 50 are allowed/],
  [{ 'drained/b': { by: 'bob', why: 'disks' } }, {}, /b cannot take the (Director|Catalog) over: it is drained/],
  [{ synchronous: { configs: [{ primary: 'a', standbys: ['c'], count: 1 }] } }, {}, /no synchronous standby/],
  [{ pause: { by: 'bob', why: 'a new kernel' } }, {}, /bob has paused the cluster: a new kernel/],
  [{ 'leader/catalog': undefined }, { office: 'catalog' }, /Nobody holds the Catalog/],
  [
    { 'members/b': undefined, 'members/c': undefined },
    { to: undefined, office: 'catalog' },
    /Nobody could take the Catalog over from a/,
  ],
  [{ 'members/b': member('b', { directorRole: 'none' }) }, { office: 'director' }, /it has none/],
  [{ 'members/b': member('b', { directorRole: 'behind' }) }, {}, /does not have the committed configuration yet/],
];

for (const [changes, over, sentence] of refusals) {
  test(`refused, and nothing is written: ${sentence.source}`, async (t) => {
    const dcs = await open(changes);
    const before = dcs.revision;
    const error = await t.throwsAsync(placeOrder(dcs, request(over)), { code: 'HA_ORDER_REFUSED' });
    t.regex(error.message, sentence);
    t.is(dcs.revision, before);
  });
}

test('of two operators the second is told of the first, who may take his order back', async (t) => {
  const dcs = await open();
  const attempts = await Promise.allSettled([
    placeOrder(dcs, request({ id: '1', by: 'alice@host' })),
    placeOrder(dcs, request({ id: '2', by: 'bob@host', to: 'c' })),
  ]);
  t.deepEqual(attempts.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const refused = attempts.find((one) => one.status === 'rejected');
  t.regex(String(refused?.reason), /@host has ordered a switchover of the Director to [bc] already/);
  t.is((await withdrawOrders(dcs)).length, 2);
  t.is((await withdrawOrders(dcs)).length, 0);
  await placeOrder(dcs, request({ to: 'c' }));
});

test('an order of a leadership that has ended, or whose time is over, is in nobody’s way', async (t) => {
  const order = { id: '0', kind: 'switchover', to: 'c', notBeforeMs: 0, by: 'bob' };
  const dcs = await open({ [KEYS.order('catalog')]: { ...order, epoch: '1' } });
  await t.notThrowsAsync(placeOrder(dcs, request({ office: 'catalog' })));
  const epoch = String((await dcs.read()).entries.get('leader/director')?.createRevision);
  await put(dcs, { [KEYS.order('director')]: { ...order, epoch, notAfterMs: 999 } });
  await t.notThrowsAsync(placeOrder(dcs, request({ office: 'director' })));
});

test('a failover where nobody leads ends what was kept through a pause, and may be forced onto who lags', async (t) => {
  const kept = { 'leader/catalog': undefined, 'kept/catalog': { name: 'a' }, 'members/a': undefined };
  const dcs = await open({ ...kept, 'members/b': member('b', { lsn: '1', streaming: false }) });
  const failover = request({ kind: 'failover', office: 'catalog' });
  await t.throwsAsync(placeOrder(dcs, failover), { message: /lacks 99 bytes/ });
  t.true((await dcs.read()).entries.has('kept/catalog'));
  const [placed] = await placeOrder(dcs, { ...failover, force: true });
  const { entries } = await dcs.read();
  t.is(placed?.record.epoch, entries.get('tenure/catalog')?.modRevision);
  t.false(entries.has('kept/catalog'));
});

test('a pause, a drain and a new copy are laid down once; a leader has nothing to copy', async (t) => {
  const dcs = await open();
  const record = { by: 'alice@host', why: 'a new kernel', atMs: 0 };
  await t.throwsAsync(resumeCluster(dcs), { message: /not paused/ });
  await pauseCluster(dcs, record);
  await t.throwsAsync(pauseCluster(dcs, { ...record, by: 'bob' }), {
    message: /alice@host has paused the cluster already/,
  });
  t.is((await resumeCluster(dcs)).why, 'a new kernel');
  await drainMember(dcs, 'gone', record);
  await t.throwsAsync(drainMember(dcs, 'gone', record), { message: /has drained gone already/ });
  await t.throwsAsync(drainMember(dcs, 'x', record), { message: /No member is called "x"/ });
  await reinitMember(dcs, 'b', record);
  await t.throwsAsync(reinitMember(dcs, 'b', record), { message: /has ordered a new copy for b already/ });
  await t.throwsAsync(reinitMember(dcs, 'a', record), { message: /a holds the Catalog/ });
  await t.throwsAsync(reinitMember(dcs, 'gone', record), { message: /gone is not heard/ });
});

test('where nothing was ever founded there is no cluster', async (t) => {
  const dcs = new MemoryDcs(new TestClock());
  await t.throwsAsync(placeOrder(dcs, request()), { code: 'HA_NO_CLUSTER' });
  await t.throwsAsync(pauseCluster(dcs, { by: 'x', why: 'y' }), { code: 'HA_NO_CLUSTER' });
});
