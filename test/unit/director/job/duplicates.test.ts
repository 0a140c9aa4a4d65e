import test from 'ava';
import { type DuplicateFacts, decideDuplicate } from '../../../../src/director/job/duplicates.ts';

const job = (jobId: number, given: Partial<DuplicateFacts> = {}): DuplicateFacts => ({
  jobId,
  name: 'Nightly',
  type: 'B',
  level: 'I',
  status: 'R',
  ignoresDuplicates: false,
  ...given,
});
const strict = {
  allowDuplicateJobs: false,
  cancelLowerLevelDuplicates: false,
  cancelQueuedDuplicates: false,
  cancelRunningDuplicates: false,
};

test('where duplicates are allowed, or none is there, the Job goes', (t) => {
  t.is(decideDuplicate(job(2), [job(1)], { ...strict, allowDuplicateJobs: true }).kind, 'go');
  t.is(decideDuplicate(job(2), [job(2), job(1, { name: 'Other' }), job(3, { type: 'R' })], strict).kind, 'go');
});

test('without further rules the new Job gives way', (t) => {
  t.deepEqual(decideDuplicate(job(2), [job(1)], strict), { kind: 'cancelSelf', becauseOf: 1 });
});

test('the first active Job decides', (t) => {
  t.deepEqual(decideDuplicate(job(3), [job(1), job(2)], strict), { kind: 'cancelSelf', becauseOf: 1 });
});

test('the lower level gives way to the higher one', (t) => {
  const rules = { ...strict, cancelLowerLevelDuplicates: true };
  const verdict = (mine: string, other: string) =>
    decideDuplicate(job(2, { level: mine }), [job(1, { level: other })], rules);
  t.deepEqual(verdict('F', 'I'), { kind: 'cancelOther', jobId: 1 });
  t.deepEqual(verdict('D', 'I'), { kind: 'cancelOther', jobId: 1 });
  t.deepEqual(verdict('D', 'F'), { kind: 'cancelSelf', becauseOf: 1 });
  t.deepEqual(verdict('I', 'D'), { kind: 'cancelSelf', becauseOf: 1 });
  t.deepEqual(verdict('I', 'I'), { kind: 'cancelSelf', becauseOf: 1 });
});

test('a queued duplicate, or a running one, gives way where the rules say so', (t) => {
  const queued = job(1, { status: 'p' });
  t.is(decideDuplicate(job(2), [queued], { ...strict, cancelQueuedDuplicates: true }).kind, 'cancelOther');
  t.is(decideDuplicate(job(2), [job(1)], { ...strict, cancelQueuedDuplicates: true }).kind, 'cancelSelf');
  t.is(decideDuplicate(job(2), [queued], { ...strict, cancelRunningDuplicates: true }).kind, 'cancelOther');
});

test('who ignores duplicates neither asks nor counts', (t) => {
  t.is(decideDuplicate(job(2, { ignoresDuplicates: true }), [job(1)], strict).kind, 'go');
  t.is(decideDuplicate(job(2), [job(1, { ignoresDuplicates: true })], strict).kind, 'go');
});
