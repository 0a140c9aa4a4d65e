/** What a Catalog does about the things that an operator lays down: pauses, drains, new copies, failovers. */
import test from 'ava';
import { type CatalogSources, observeCatalog } from '../../../src/ha/catalog-view.ts';
import { CATALOG_TRANSITIONS, type CatalogRole, type DcsEntry, type DcsSnapshot } from '../../../src/ha/index.ts';
import { decide } from '../../../src/ha/transition.ts';

const entry = (value: object, revision = 5n, lease = 0n): DcsEntry => ({
  value: JSON.stringify(value),
  createRevision: revision,
  modRevision: revision,
  lease,
});
const ME = {
  ...{ name: 'a', host: 'h', port: 1, catalogRole: 'primary', directorRole: 'none', timeline: 1, lsn: 9n },
  ...{ streaming: false, mourns: 0n, priority: 1 },
};
const other = (over: object = {}) =>
  entry({ ...ME, name: 'b', catalogRole: 'standby', streaming: true, lsn: '9', mourns: '0', ...over }, 6n, 2n);
const LED = {
  'leader/catalog': entry({ name: 'a', why: '' }, 7n, 1n),
  'tenure/catalog': entry({ name: 'a', why: '' }, 7n),
  'status/catalog': entry({ epoch: '7', name: 'a', timeline: 1, forkLsn: '0', lsn: '9', writable: true }),
  roster: entry({ members: ['a', 'b'] }),
  initialised: entry({}),
  'members/b': other(),
};
const { 'leader/catalog': _, ...VACANT } = LED;
const RUNNING = { data: true, running: true, timeline: 1, forkLsn: 0n, lsn: 9n, upstream: undefined };
const PRIMARY = { ...RUNNING, writable: true, streaming: false };
const STANDBY = { ...RUNNING, writable: false, streaming: true, upstream: 'a' };

function step(role: CatalogRole, entries: Record<string, DcsEntry>, more: Partial<CatalogSources> = {}) {
  const snapshot: DcsSnapshot = { revision: 9n, entries: new Map(Object.entries(entries)) };
  const view = observeCatalog({
    ...{ snapshot, me: ME, instance: PRIMARY, lease: 1n, confirmedEpoch: undefined, ownEpoch: 7n },
    ...{ isBound: false, mayClaim: true, surrenderedEpoch: undefined, droppedKept: -1n },
    ...{ followedEpoch: 7n, act: 'done', needsCopy: false, roleMs: 0, silentMs: 0, vacantMs: 9_000, nowMs: 1_000 },
    limits: { lagBytesMax: 100n, patienceMs: 1_000, designatedMs: 5_000 },
    ...more,
  });
  return decide(CATALOG_TRANSITIONS, role, view);
}

const next = (...[role, ...more]: Parameters<typeof step>): string => step(role, ...more)?.role ?? role;

const PAUSE = entry({ by: 'x', why: 'y' });
const KEPT = entry({ name: 'a' }, 8n);
const asB = {
  me: { ...ME, name: 'b', mourns: 7n },
  instance: { ...STANDBY, upstream: undefined },
  ownEpoch: undefined,
};

test('a paused primary whose lease ends stops, unless its office is kept for it', (t) => {
  const lost = { lease: undefined };
  t.is(next('primary', { ...LED, pause: PAUSE }, lost), 'fencing');
  t.is(next('primary', { ...LED, pause: PAUSE, 'kept/catalog': KEPT }, lost), 'primary');
  t.is(next('primary', { ...VACANT, pause: PAUSE, 'kept/catalog': KEPT }, lost), 'primary');
  t.is(next('primary', { ...VACANT, pause: PAUSE, 'kept/catalog': KEPT }), 'resuming');
});

test('a word that the primary has begun to take back, or that is of an older leadership, keeps nothing', (t) => {
  const kept = { ...VACANT, 'kept/catalog': KEPT };
  t.is(next('primary', kept, { lease: undefined, droppedKept: 8n }), 'fencing');
  t.is(next('primary', kept, { lease: undefined, surrenderedEpoch: 7n }), 'fencing');
  t.is(next('primary', { ...VACANT, 'kept/catalog': entry({ name: 'a' }, 6n) }, { lease: undefined }), 'fencing');
  t.is(next('primary', kept, { lease: undefined, ownEpoch: 6n }), 'fencing');
});

test('nobody else is elected while an office is kept, also when the pause is over', (t) => {
  t.is(next('candidate', VACANT, { ...asB, lease: 2n }), 'claiming');
  t.is(next('candidate', { ...VACANT, pause: PAUSE }, { ...asB, lease: 2n }), 'candidate');
  t.is(next('candidate', { ...VACANT, 'kept/catalog': KEPT }, { ...asB, lease: 2n }), 'candidate');
});

test('a node that is started again in a pause stays down until that is over', (t) => {
  const stopped = { ...STANDBY, running: false, streaming: false };
  const kept = { ...VACANT, 'kept/catalog': KEPT };
  t.is(next('fenced', { ...kept, pause: PAUSE }, { ownEpoch: undefined, instance: stopped }), 'fenced');
  t.is(next('fenced', kept, { ownEpoch: undefined, instance: stopped }), 'rejoining');
});

test('a drained primary hands over when somebody can follow, and not in a pause', (t) => {
  const drained = { ...LED, 'drained/a': PAUSE };
  t.is(next('primary', drained), 'handing-over');
  t.is(next('primary', { ...drained, pause: PAUSE }), 'primary');
  t.is(next('primary', { ...drained, 'members/b': other({ streaming: false }) }), 'primary');
  t.is(next('primary', { ...drained, 'drained/b': PAUSE }), 'primary');
});

test('a primary without room on its disk hands over when somebody can follow, and stays what it is otherwise', (t) => {
  const full = { instance: { ...PRIMARY, freeBytes: 1_000_000 } };
  t.is(next('primary', LED, full), 'handing-over');
  t.is(next('primary', LED, { instance: { ...PRIMARY, freeBytes: 100_000_000 } }), 'primary');
  t.is(next('primary', { ...LED, pause: PAUSE }, full), 'primary');
  // Without room of its own, as it says itself.
  t.is(next('primary', { ...LED, 'members/b': other({ priority: 0 }) }, full), 'primary');
});

test('a primary that runs and does not answer is killed: soon where another node can lead, late where none can', (t) => {
  const silent = { ...PRIMARY, writable: false, timeline: 0, lsn: 0n, silent: true } as const;
  const still = (silentMs: number) => ({ instance: silent, silentMs });
  t.is(next('primary', LED, still(7_500)), 'primary');
  t.is(next('primary', LED, still(7_501)), 'fencing');
  t.is(next('primary', { ...LED, pause: PAUSE }, still(7_501)), 'primary', 'in a pause nothing is stopped');
  for (const nobody of [other({ catalogRole: 'cloning' }), other({ timeline: 2 }), other({ priority: 0 })]) {
    t.is(next('primary', { ...LED, 'members/b': nobody }, still(60_000)), 'primary');
    t.is(next('primary', { ...LED, 'members/b': nobody }, still(60_001)), 'fencing');
  }
  const alone = entry({ configs: [{ primary: 'a', standbys: [], count: 0 }] });
  t.is(next('primary', { ...LED, synchronous: alone }, still(7_501)), 'primary', 'b lacks what a alone has');
});

test('a primary that does not answer hears no order to hand over in good order, and an order to fail over all the same', (t) => {
  const still = {
    instance: { ...PRIMARY, writable: false, timeline: 0, lsn: 0n, silent: true, freeBytes: 1 },
  } as const;
  const order = (kind: string) => entry({ id: '1', kind, epoch: '7', notBeforeMs: 0, by: 'x' });
  t.is(next('primary', { ...LED, 'order/catalog': order('switchover') }), 'handing-over');
  t.is(next('primary', { ...LED, 'order/catalog': order('switchover'), 'drained/a': PAUSE }, still), 'primary');
  t.is(next('primary', { ...LED, 'order/catalog': order('failover') }, still), 'fencing');
});

test('an order waits for its time, for whom it names, and for the end of a pause; after that it is void', (t) => {
  const order = (over: object = {}) => ({
    'order/catalog': entry({ id: '1', kind: 'switchover', to: 'b', epoch: '7', notBeforeMs: 0, by: 'x', ...over }),
  });
  t.is(next('primary', { ...LED, ...order() }), 'handing-over');
  t.is(next('primary', { ...LED, ...order({ kind: 'failover' }) }), 'fencing');
  t.is(next('primary', { ...LED, ...order({ notBeforeMs: 2_000 }) }), 'primary');
  t.is(next('primary', { ...LED, ...order({ notAfterMs: 999 }) }), 'primary');
  t.is(next('primary', { ...LED, ...order({ to: 'c' }) }), 'primary');
  t.is(next('primary', { ...LED, ...order({ epoch: '6' }) }), 'primary');
  t.is(next('primary', { ...LED, ...order(), pause: PAUSE }), 'primary');
});

test('a forced failover leads whom it names, whatever he lacks', (t) => {
  const behind = { ...asB, lease: 2n, me: { ...asB.me, lsn: -1_000n, priority: 0 } };
  const order = { id: '1', kind: 'failover', to: 'b', epoch: '7', notBeforeMs: 0, by: 'x' };
  t.is(next('candidate', { ...VACANT, 'order/catalog': entry(order) }, behind), 'candidate');
  t.is(next('candidate', { ...VACANT, 'order/catalog': entry({ ...order, force: true }) }, behind), 'claiming');
  t.is(
    next('candidate', { ...VACANT, 'order/catalog': entry({ ...order, force: true, to: 'c' }) }, behind),
    'candidate',
  );
});

test('a standby copies anew when it is told to and no commit waits for it; a primary never does', (t) => {
  const b = { me: { ...ME, name: 'b' }, instance: STANDBY, ownEpoch: undefined, lease: 2n };
  const told = { ...LED, 'reinit/b': PAUSE, 'reinit/a': PAUSE };
  const waiting = { synchronous: entry({ configs: [{ primary: 'a', standbys: ['b'], count: 1 }] }) };
  t.is(next('standby', told, b), 'reinitialising');
  t.is(next('standby', { ...told, ...waiting }, b), 'standby');
  t.is(next('reinitialising', told, { ...b, act: 'failed' }), 'reinitialising');
  t.is(next('reinitialising', LED, { ...b, act: 'done' }), 'standby');
  t.is(next('primary', told), 'primary');
});

test('a standby that has missed how its leader came to lead again looks whether it still fits', (t) => {
  const b = { me: { ...ME, name: 'b' }, instance: { ...STANDBY, streaming: false }, ownEpoch: undefined, lease: 2n };
  const again = (more: Partial<CatalogSources>) => step('standby', LED, { ...b, ...more })?.role === 'standby';
  t.true(again({ followedEpoch: 6n }));
  t.false(again({}), 'it has looked');
  t.false(again({ followedEpoch: 6n, instance: STANDBY }), 'it fits');
  t.false(again({ followedEpoch: 6n, act: 'running' }));
  t.false(again({ followedEpoch: 6n, act: 'failed' }), 'the leader was not reached: not at once again');
  t.true(again({ followedEpoch: 6n, act: 'failed', roleMs: 10_001 }));
});
