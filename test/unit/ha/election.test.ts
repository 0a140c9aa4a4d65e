import test from 'ava';
import { type ElectionFacts, judgeCandidate } from '../../../src/ha/election.ts';
import type { MemberRecord } from '../../../src/ha/records.ts';

const member = (name: string, lsn: bigint, more: Partial<MemberRecord> = {}): MemberRecord => ({
  name,
  host: name,
  port: 5432,
  catalogRole: 'candidate',
  directorRole: 'none',
  timeline: 3,
  lsn,
  streaming: false,
  mourns: 7n,
  priority: 1,
  ...more,
});

function judge(members: readonly [MemberRecord, ...MemberRecord[]], more: Partial<ElectionFacts> = {}) {
  return judgeCandidate({
    me: members[0],
    members,
    roster: undefined,
    synchronous: undefined,
    status: { epoch: 7n, name: 'a', timeline: 3, forkLsn: 0n, lsn: 1000n, writable: true },
    endedEpoch: 7n,
    endedLeader: 'a',
    handedOver: false,
    vacantMs: 10,
    order: undefined,
    limits: { lagBytesMax: 100n, patienceMs: 1000, designatedMs: 5000 },
    ...more,
  });
}

test('who has more of the WAL leads, then the priority decides, then the name', (t) => {
  t.true(judge([member('b', 1000n), member('c', 999n)]).mayLead);
  t.is(judge([member('b', 999n), member('c', 1000n)]).why, 'c is to be preferred');
  t.is(judge([member('b', 1000n), member('c', 1000n, { priority: 2 })]).why, 'c is to be preferred');
  t.true(judge([member('b', 1000n), member('c', 1000n)]).mayLead);
  t.is(judge([member('b', 2000n), member('c', 1000n, { timeline: 4 })]).why, 'c is to be preferred');
});

test('who lacks too much, or is on an older timeline, does not lead', (t) => {
  t.is(judge([member('b', 899n)]).why, 'it lacks 101 bytes, 100 are allowed');
  t.true(judge([member('b', 900n)]).mayLead);
  t.is(judge([member('b', 1000n, { timeline: 2 })]).why, 'it is on timeline 2, the Catalog was on 3');
});

test('who has not said its last position is waited for, for a while', (t) => {
  const members = [member('b', 1000n), member('c', 5n, { mourns: 6n })] as const;
  t.is(judge(members).why, 'c has not said its last position');
  t.true(judge(members, { vacantMs: 1000 }).mayLead);
});

test('who has handed over is not waited for where one of those who are heard must have all that it acknowledged', (t) => {
  const members = [member('b', 1000n), member('c', 1000n), member('a', 5n, { mourns: 6n })] as const;
  const synchronous = { configs: [{ primary: 'a', standbys: ['b', 'c'], count: 1 }] };
  t.true(judge(members, { synchronous, handedOver: true }).mayLead);
  t.is(judge(members, { synchronous }).why, 'a has not said its last position', 'it fell, and may come back');
  t.is(judge(members, { handedOver: true }).why, 'a has not said its last position', 'nobody has confirmed anything');
  const [b, , a] = members;
  const unheard = judge([b, member('c', 5n, { mourns: 6n }), a], { synchronous, handedOver: true });
  t.is(unheard.why, '1 of the 2 synchronous standbys are heard that must be');
});

test('with synchronous standbys so many must be heard that one has the last commit', (t) => {
  const synchronous = { configs: [{ primary: 'a', standbys: ['b', 'c'], count: 1 }] };
  t.is(
    judge([member('b', 1000n)], { synchronous, vacantMs: 9e9 }).why,
    '1 of the 2 synchronous standbys are heard that must be',
  );
  t.true(judge([member('b', 1000n), member('c', 1000n)], { synchronous }).mayLead);
  t.true(judge([member('a', 1000n)], { synchronous }).mayLead, 'the old primary has all');
  t.is(
    judge([member('d', 1000n), member('b', 1n), member('c', 1n)], { synchronous }).why,
    'it is not a synchronous standby',
  );
});

test('while the set changes, the quorum of each configuration must be heard, and the furthest of all leads', (t) => {
  const synchronous = {
    configs: [
      { primary: 'a', standbys: ['b', 'c'], count: 1 },
      { primary: 'a', standbys: ['c'], count: 1 },
    ],
  };
  t.is(judge([member('c', 900n), member('b', 1000n)], { synchronous }).why, 'b is to be preferred');
  t.true(judge([member('b', 1000n), member('c', 900n)], { synchronous }).mayLead);
  const alone = { configs: [{ primary: 'a', standbys: [], count: 0 }] };
  t.is(judge([member('b', 1000n), member('c', 1000n)], { synchronous: alone }).why, 'it is not a synchronous standby');
});

test('whom an operator named is waited for, and leads unless somebody has more', (t) => {
  const order = { id: 'x', kind: 'switchover', to: 'c', epoch: 7n, notBeforeMs: 0, by: 'root' } as const;
  t.is(judge([member('b', 1000n), member('c', 1000n)], { order }).why, 'the office is kept for c');
  t.true(judge([member('c', 1000n), member('b', 1000n, { priority: 9 })], { order }).mayLead);
  t.is(judge([member('c', 999n), member('b', 1000n)], { order }).why, 'b is to be preferred');
  t.true(judge([member('b', 1000n), member('c', 1000n, { mourns: 0n })], { order, vacantMs: 5000 }).mayLead);
});

test('who hands the office over does not take it again', (t) => {
  const order = { id: 'x', kind: 'switchover', to: undefined, epoch: 7n, notBeforeMs: 0, by: 'root' } as const;
  t.is(judge([member('a', 1000n), member('b', 1000n)], { order }).why, 'it has just handed the office over');
  t.true(judge([member('b', 1000n), member('a', 1000n)], { order }).mayLead);
  t.true(judge([member('a', 1000n)], { order, vacantMs: 5000 }).mayLead, 'unless nobody else does');
});

test('outside the roster, or with Priority = 0, nobody leads', (t) => {
  t.is(judge([member('b', 1000n)], { roster: ['a', 'c'] }).why, 'this node is not on the roster yet');
  t.is(judge([member('b', 1000n, { priority: 0 })]).why, 'this node has Priority = 0');
});
