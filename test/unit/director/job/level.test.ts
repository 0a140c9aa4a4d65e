import test from 'ava';
import { decideLevel, type LevelFacts, type PriorJob } from '../../../../src/director/job/level.ts';

const HOUR = 3_600_000;
const now = new Date(2026, 10, 20, 12, 0, 0);
const prior = (jobId: number, hoursAgo: number): PriorJob => ({
  jobId,
  job: `Job.${jobId}`,
  startTime: new Date(now.getTime() - hoursAgo * HOUR),
});
const facts = (given: Partial<LevelFacts>): LevelFacts => ({
  wanted: 'I',
  now,
  lastFull: undefined,
  lastDifferential: undefined,
  lastAny: undefined,
  fullOfOtherFileSet: undefined,
  fileSetName: 'Tree',
  fileSetCreatedAt: new Date(2026, 10, 19, 8, 0, 0),
  failedSince: undefined,
  ...given,
});
const rules = { maxFullIntervalSec: 0, maxDiffIntervalSec: 0, rerunFailedLevels: false };

test('a Full stays a Full and looks at nothing', (t) => {
  t.deepEqual(decideLevel(facts({ wanted: 'F' }), rules), { level: 'F', messages: [] });
});

test('without a Full in the Catalog everything becomes one', (t) => {
  const decision = decideLevel(facts({ wanted: 'D' }), rules);
  t.is(decision.level, 'F');
  t.is(decision.upgradedFrom, 'D');
  t.deepEqual(decision.messages, ['No prior or suitable Full backup found in catalog. Doing FULL backup.']);
});

test('a changed FileSet is named as the reason for the Full', (t) => {
  const decision = decideLevel(facts({ fullOfOtherFileSet: prior(3, 100) }), rules);
  t.is(decision.level, 'F');
  t.is(decision.messages.length, 2);
  t.regex(decision.messages[0] ?? '', /^The FileSet "Tree" was modified on 2026-11-19 08:00:00, this is after /);
});

test('an Incremental looks since the newest good Job, a Differential since the last Full', (t) => {
  const chain = { lastFull: prior(1, 50), lastDifferential: prior(2, 20), lastAny: prior(3, 5) };
  t.is(decideLevel(facts({ wanted: 'I', ...chain }), rules).since?.jobId, 3);
  t.is(decideLevel(facts({ wanted: 'D', ...chain }), rules).since?.jobId, 1);
});

test('Max Full Interval makes a Full when the last one is that old', (t) => {
  const chain = { lastFull: prior(1, 24), lastAny: prior(1, 24) };
  t.is(decideLevel(facts(chain), { ...rules, maxFullIntervalSec: 24 * 3600 }).level, 'F');
  t.is(decideLevel(facts(chain), { ...rules, maxFullIntervalSec: 24 * 3600 + 1 }).level, 'I');
});

test('Max Diff Interval makes a Differential since the Full', (t) => {
  const chain = { lastFull: prior(1, 24), lastAny: prior(3, 1) };
  const decision = decideLevel(facts(chain), { ...rules, maxDiffIntervalSec: 3600 });
  t.is(decision.level, 'D');
  t.is(decision.since?.jobId, 1);
  const recent = { ...chain, lastDifferential: prior(2, 0.5) };
  t.is(decideLevel(facts(recent), { ...rules, maxDiffIntervalSec: 3600 }).level, 'I');
});

test('Rerun Failed Levels repeats what failed, and only when it is higher', (t) => {
  const chain = { lastFull: prior(1, 24), lastAny: prior(1, 24) };
  const rerun = { ...rules, rerunFailedLevels: true };
  t.is(decideLevel(facts({ ...chain, failedSince: 'D' }), rerun).level, 'D');
  t.is(decideLevel(facts({ ...chain, failedSince: 'F' }), rerun).level, 'F');
  t.is(decideLevel(facts({ ...chain, wanted: 'D', failedSince: 'D' }), rerun).upgradedFrom, undefined);
  t.is(decideLevel(facts({ ...chain, failedSince: 'F' }), rules).level, 'I');
});
