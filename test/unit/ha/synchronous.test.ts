import test from 'ava';
import { nextSynchronousStep, type SynchronousSituation } from '../../../src/ha/synchronous.ts';

const config = (standbys: readonly string[], count: number) => ({ primary: 'a', standbys, count });

test('a set changes by: record both, tell PostgreSQL, wait for what there was, record the new one', (t) => {
  const situation: SynchronousSituation = {
    record: { configs: [config(['b'], 1)] },
    applied: { members: ['b'], count: 1 },
    appliedLsn: 10n,
    wanted: config(['c'], 1),
    flushed: new Map([
      ['b', 50n],
      ['c', 40n],
    ]),
    expected: new Set(['b', 'c']),
  };
  const both = { configs: [config(['b'], 1), config(['c'], 1)] };
  t.deepEqual(nextSynchronousStep(situation), { kind: 'record', record: both });
  const recorded = { ...situation, record: both };
  t.deepEqual(nextSynchronousStep(recorded), { kind: 'apply', standbys: { members: ['c'], count: 1 } });
  const told = { ...recorded, applied: { members: ['c'], count: 1 }, appliedLsn: 45n };
  t.deepEqual(nextSynchronousStep(told), { kind: 'none' }, 'c lacks what b alone has confirmed');
  const unseen = { ...told, appliedLsn: undefined, flushed: new Map([['c', 1_000n]]) };
  t.deepEqual(nextSynchronousStep(unseen), { kind: 'none' }, 'nobody has looked since: more may have been confirmed');
  const reached = {
    ...told,
    flushed: new Map([
      ['b', 50n],
      ['c', 45n],
    ]),
  };
  t.deepEqual(nextSynchronousStep(reached), { kind: 'record', record: { configs: [config(['c'], 1)] } });
  t.deepEqual(nextSynchronousStep({ ...reached, record: { configs: [config(['c'], 1)] } }), { kind: 'none' });
});

test('what PostgreSQL was told is not taken for granted after a restart of this process', (t) => {
  const situation = {
    record: { configs: [config(['b'], 1)] },
    applied: undefined,
    appliedLsn: 0n,
    wanted: config(['b'], 1),
    flushed: new Map(),
    expected: new Set(['b']),
  };
  t.deepEqual(nextSynchronousStep(situation), { kind: 'apply', standbys: { members: ['b'], count: 1 } });
});

test('a wish that changes again is put behind what is under way', (t) => {
  const both = { configs: [config(['b'], 1), config(['c'], 1)] };
  const step = nextSynchronousStep({
    record: both,
    applied: { members: ['c'], count: 1 },
    appliedLsn: 45n,
    wanted: config(['b', 'c'], 1),
    flushed: new Map([['c', 44n]]),
    expected: new Set(['b', 'c']),
  });
  t.deepEqual(step, { kind: 'none' });
});

test('after a failover whose survivor is alone it goes on alone, and only it may be promoted then', (t) => {
  const [before, promoted] = [
    { primary: 'a', standbys: ['b'], count: 1 },
    { primary: 'b', standbys: ['a'], count: 1 },
  ];
  const alone = { primary: 'b', standbys: [], count: 0 };
  const situation: SynchronousSituation = {
    record: { configs: [before, promoted] },
    applied: { members: ['a'], count: 1 },
    appliedLsn: 45n,
    wanted: alone,
    flushed: new Map(),
    expected: new Set(['a']),
  };
  t.deepEqual(nextSynchronousStep(situation), { kind: 'none' }, 'a is about to come: what is said is kept twice');
  const dead = { ...situation, expected: new Set<string>() };
  const record = { configs: [before, promoted, alone] };
  t.deepEqual(nextSynchronousStep(dead), { kind: 'record', record });
  const recorded = { ...dead, record };
  t.deepEqual(nextSynchronousStep(recorded), { kind: 'apply', standbys: { members: [], count: 0 } });
  const told = { ...recorded, applied: { members: [], count: 0 } };
  t.deepEqual(nextSynchronousStep(told), { kind: 'record', record: { configs: [alone] } });
});
