/** How long a PostgreSQL has been silent, and how long what it said counts. */
import test from 'ava';
import { isKnown, Silence } from '../../../src/ha/silence.ts';
import type { InstanceFacts } from '../../../src/replication/index.ts';

const ANSWER: InstanceFacts = {
  ...{ data: true, running: true, writable: true, timeline: 3, forkLsn: 1n, lsn: 9n },
  ...{ streaming: false, upstream: undefined },
};
const REFUSAL: InstanceFacts = { ...ANSWER, writable: false, timeline: 0, forkLsn: 0n, lsn: 0n };
const NOTHING: InstanceFacts = { ...REFUSAL, silent: true };
const STOPPED: InstanceFacts = { ...ANSWER, running: false, writable: false };

test('it is silent from the first question without an answer to the end of the last one', (t) => {
  const silence = new Silence();
  silence.look(ANSWER, 0, 10);
  t.is(silence.ms, 0);
  silence.look(NOTHING, 300, 5_300);
  t.is(silence.ms, 0, 'this node may have stood still itself, and found the time up when it went on');
  silence.look(NOTHING, 5_600, 8_600);
  t.is(silence.ms, 8_300);
  silence.look(NOTHING, 8_900, 11_900);
  t.is(silence.ms, 11_600);
});

for (const [what, facts] of Object.entries({ 'an answer': ANSWER, 'a refusal': REFUSAL, 'its end': STOPPED })) {
  test(`${what} ends the silence`, (t) => {
    const silence = new Silence();
    for (const look of [0, 1, 2]) silence.look(NOTHING, look * 3_000, (look + 1) * 3_000);
    t.is(silence.ms, 9_000);
    silence.look(facts, 9_000, 9_010);
    t.is(silence.ms, 0);
    silence.look(NOTHING, 9_300, 12_300);
    t.is(silence.ms, 0, 'and the next one begins anew');
  });
}

test('what it said counts for less time than a standby takes to miss one that stands still', (t) => {
  const silence = new Silence();
  t.false(silence.isFresh(0), 'it has said nothing yet');
  silence.look(ANSWER, 1_000, 4_000);
  t.true(silence.isFresh(5_999), 'a busy machine takes its time to ask');
  t.false(silence.isFresh(6_000));
  silence.look(REFUSAL, 6_000, 6_001);
  silence.look(NOTHING, 6_000, 6_002);
  t.false(silence.isFresh(6_002));
});

test('zeros of one that did not say what it is are no positions', (t) => {
  t.true(isKnown(ANSWER));
  t.true(isKnown(STOPPED));
  t.true(isKnown({ ...STOPPED, timeline: 0, data: false }));
  t.false(isKnown(REFUSAL));
  t.false(isKnown(NOTHING));
});
