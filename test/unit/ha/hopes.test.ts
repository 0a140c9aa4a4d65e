import test from 'ava';
import { Hopes } from '../../../src/ha/hopes.ts';
import type { MemberRecord } from '../../../src/ha/records.ts';
import { TestClock } from '../../support/test-clock.ts';

const member = (catalogRole: string, streaming = false): MemberRecord => ({
  ...{ name: 'b', host: 'h', port: 1, catalogRole, directorRole: 'none', timeline: 1, lsn: 1n, streaming },
  ...{ mourns: 0n, priority: 1 },
});

test('a standby that does not stream is hoped for, and not for ever: the network may keep it from its leader alone', async (t) => {
  const clock = new TestClock();
  const hopes = new Hopes(clock);
  const isExpected = (one: MemberRecord, epoch = 1n) => hopes.expected([one], epoch).has('b');
  t.true(isExpected(member('standby')));
  await clock.pass(5_999);
  t.true(isExpected(member('mourning')));
  await clock.pass(1);
  t.false(isExpected(member('standby')));
  t.true(isExpected(member('standby', true)), 'it streams again');
  t.true(isExpected(member('standby')), 'and the hope is a new one');
  await clock.pass(6_000);
  t.false(isExpected(member('standby')));
  t.true(isExpected(member('standby'), 2n), 'so it is in another leadership');
  t.false(isExpected(member('cloning'), 2n), 'a copy may take hours');
});
