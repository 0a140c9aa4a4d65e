import test from 'ava';
import { type DirectorSources, observeDirector } from '../../../src/ha/director-view.ts';
import type { DcsEntry, DcsSnapshot } from '../../../src/ha/index.ts';
import { DIRECTOR_TRANSITIONS, type DirectorRole } from '../../../src/ha/index.ts';
import { decide } from '../../../src/ha/transition.ts';

const entry = (value: object, revision = 5n, lease = 0n): DcsEntry => ({
  value: JSON.stringify(value),
  createRevision: revision,
  modRevision: revision,
  lease,
});
const CATALOG = {
  'leader/catalog': entry({ name: 'a', why: '' }, 3n, 1n),
  'status/catalog': entry({ epoch: '3', name: 'a', timeline: 1, forkLsn: '0', lsn: '9', writable: true }),
  roster: entry({ members: ['a', 'b'] }),
};

const member = (name: string, directorRole: string): DcsEntry =>
  entry({
    ...{ name, host: 'h', port: 1, catalogRole: 'primary', directorRole, timeline: 1, lsn: '9', streaming: false },
    ...{ mourns: '0', priority: 1 },
  });

const snapshot = (entries: Record<string, DcsEntry>): DcsSnapshot => ({
  revision: 9n,
  entries: new Map(Object.entries(entries)),
});

function next(role: DirectorRole, entries: Record<string, DcsEntry>, more: Partial<DirectorSources> = {}): string {
  const view = observeDirector({
    snapshot: snapshot(entries),
    name: 'a',
    priority: 1,
    lease: 1n,
    confirmedEpoch: undefined,
    mayClaim: true,
    ownEpoch: undefined,
    surrenderedEpoch: undefined,
    droppedKept: -1n,
    alive: false,
    act: 'done',
    vacantMs: 0,
    catalogReadyMs: 9e9,
    nowMs: 0,
    designatedMs: 5000,
    ...more,
  });
  return decide(DIRECTOR_TRANSITIONS, role, view)?.role ?? role;
}

test('the node that holds the Catalog claims at once, another one a moment later, nobody without a Catalog', (t) => {
  t.is(next('waiting', CATALOG), 'claiming');
  const holder = { ...CATALOG, 'members/a': member('a', 'waiting') };
  t.is(next('waiting', holder, { name: 'b' }), 'waiting');
  t.is(next('waiting', holder, { name: 'b', vacantMs: 1000 }), 'claiming');
  t.is(next('waiting', holder, { name: 'b', vacantMs: 1000, catalogReadyMs: 10 }), 'waiting', 'its node comes first');
  t.is(next('waiting', { ...CATALOG, 'members/a': member('a', 'none') }, { name: 'b' }), 'claiming', 'it never leads');
  t.is(next('waiting', { roster: CATALOG.roster }), 'waiting');
  t.is(next('waiting', CATALOG, { priority: 0 }), 'waiting');
  t.is(next('waiting', CATALOG, { lease: undefined }), 'waiting');
  t.is(next('waiting', { ...CATALOG, pause: entry({ by: 'x', why: 'y' }) }), 'waiting');
});

test('who leads and loses the lease is fenced, and who has given the key back does not take it for an election', (t) => {
  const led = {
    ...CATALOG,
    'leader/director': entry({ name: 'a', why: '' }, 7n, 1n),
    'tenure/director': entry({ name: 'a', why: '' }, 7n),
  };
  t.is(next('leading', led, { alive: true }), 'leading');
  t.is(next('leading', led, { alive: true, lease: undefined }), 'fencing');
  t.is(next('waiting', led), 'taking-over');
  t.is(next('waiting', led, { surrenderedEpoch: 7n }), 'waiting');
  t.is(next('leading', led, { alive: false }), 'taking-over', 'a Director that died is started again in its place');
});

test('an order moves the office to whom it names, and away from who held it', (t) => {
  const order = { id: '1', kind: 'switchover', to: 'b', epoch: '7', notBeforeMs: 100, by: 'x' };
  const led = {
    ...CATALOG,
    'leader/director': entry({ name: 'a', why: '' }, 7n, 1n),
    'tenure/director': entry({ name: 'a', why: '' }, 7n),
    'order/director': entry(order),
    'members/b': member('b', 'waiting'),
  };
  t.is(next('leading', led, { alive: true, nowMs: 99 }), 'leading');
  t.is(next('leading', led, { alive: true, nowMs: 100 }), 'handing-over');
  const { 'leader/director': _, ...vacant } = led;
  t.is(next('waiting', vacant), 'waiting');
  t.is(next('waiting', vacant, { name: 'b' }), 'claiming');
  t.is(next('waiting', vacant, { vacantMs: 5000 }), 'claiming');
});
