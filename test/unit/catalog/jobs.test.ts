import test from 'ava';
import { updateJob } from '../../../src/catalog/jobs.ts';

test('a change of a Job writes what it names and nothing else', (t) => {
  const end = new Date(2026, 10, 21, 8, 0, 0);
  const { text, values, repeatable } = updateJob(7, { jobStatus: 'T', endTime: end, jobBytes: 12 });
  t.is(text, 'UPDATE Job SET JobStatus = $1, EndTime = $2, JobBytes = $3 WHERE JobId = $4');
  t.deepEqual(values, ['T', end, 12, 7]);
  t.true(repeatable);
});
