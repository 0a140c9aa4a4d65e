/** Who shall confirm commits is changed by what PostgreSQL has just said, not by what it said before it fell silent. */
import test from 'ava';
import { Hopes } from '../../../src/ha/hopes.ts';
import type { DcsEntry, DcsSnapshot } from '../../../src/ha/index.ts';
import { type OfficeTools, synchronousStep } from '../../../src/ha/keep-office.ts';
import { TestClock } from '../../support/test-clock.ts';

const entry = (value: object, lease = 0n): DcsEntry => ({
  ...{ value: JSON.stringify(value), createRevision: 7n, modRevision: 7n, lease },
});
const B = {
  ...{ name: 'b', host: 'h', port: 1, catalogRole: 'standby', directorRole: 'none', timeline: 1, lsn: '9' },
  ...{ streaming: false, mourns: '0', priority: 1 },
};
const LED: DcsSnapshot = {
  revision: 9n,
  entries: new Map([
    ['leader/catalog', entry({ name: 'a', why: '' }, 1n)],
    ['synchronous', entry({ configs: [{ primary: 'a', standbys: ['b'], count: 1 }] })],
    ['members/b', entry(B, 2n)],
  ]),
};

const stepOf = (isFresh: boolean) =>
  synchronousStep({
    ...{ snapshot: LED, name: 'a', synchronousCount: 1, hopes: new Hopes(new TestClock()), isFresh: () => isFresh },
    applied: { standbys: { members: ['b'], count: 1 }, lsn: 9n },
    facts: {
      ...{ data: true, running: true, writable: true, timeline: 1, forkLsn: 0n, lsn: 9n },
      ...{ streaming: false, upstream: undefined },
    },
  } as unknown as OfficeTools);

test('a standby that no longer streams is given up while PostgreSQL answers, and stays an heir when it does not', (t) => {
  t.is(stepOf(true).kind, 'record');
  t.is(stepOf(false).kind, 'none');
});
