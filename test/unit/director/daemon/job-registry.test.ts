import test from 'ava';
import { systemClock } from '../../../../src/core/index.ts';
import { JobRegistry } from '../../../../src/director/daemon/job-registry.ts';
import type { FinishedJob } from '../../../../src/director/daemon/service.ts';
import { Job } from '../../../../src/director/job/job.ts';
import { jobIdentity } from '../../../support/job-identity.ts';
import { quietMessages } from '../../../support/quiet-messages.ts';

const rules = {
  allowDuplicateJobs: false,
  cancelLowerLevelDuplicates: false,
  cancelQueuedDuplicates: false,
  cancelRunningDuplicates: false,
};

function newJob(registry: JobRegistry, jobId: number): { job: Job; end: () => void; said: string[] } {
  const messages = quietMessages();
  const identity = jobIdentity(jobId);
  const job = new Job(identity, 'I', {
    clock: systemClock,
    messages,
    onChange: (changed) => registry.changed(changed),
  });
  const { promise, resolve } = Promise.withResolvers<FinishedJob>();
  registry.add(job, promise);
  const end = () => {
    const finished = { ...identity, level: 'I', status: 'T' } as unknown as FinishedJob;
    registry.finish(finished);
    resolve(finished);
  };
  return { job, end, said: messages.said };
}

test('whoever waits for a Job hears of its end, also when it comes late', async (t) => {
  const registry = new JobRegistry();
  const { end } = newJob(registry, 1);
  const waiting = registry.waitFor(1);
  end();
  t.is((await waiting)?.jobId, 1);
  t.is((await registry.waitFor(1))?.jobId, 1);
  t.is(await registry.waitFor(2), undefined);
  t.deepEqual(registry.active(), []);
});

test('waiting can be given up without harm to the Job', async (t) => {
  const registry = new JobRegistry();
  newJob(registry, 1);
  const abort = new AbortController();
  const waiting = registry.waitFor(1, abort.signal);
  abort.abort(new Error('enough'));
  await t.throwsAsync(waiting, { message: 'enough' });
  t.is(registry.active().length, 1);
});

test('a duplicate gives way, and says to whom', (t) => {
  const registry = new JobRegistry();
  newJob(registry, 1);
  const { job, said } = newJob(registry, 2);
  t.throws(() => registry.checkDuplicates(job, rules), { code: 'DIRECTOR_JOB_CANCELED' });
  t.is(job.status, 'A');
  t.deepEqual(said, ['fatal: JobId 1 already running. Duplicate job not allowed.']);
});

test('a duplicate that is being cancelled already does not count', (t) => {
  const registry = new JobRegistry();
  const { job: first } = newJob(registry, 1);
  const { job: second } = newJob(registry, 2);
  registry.checkDuplicates(second, { ...rules, cancelQueuedDuplicates: true });
  t.true(first.isCanceled);
  t.notThrows(() => registry.checkDuplicates(second, rules));
});

test('only the last five hundred ended Jobs are remembered, the newest first', (t) => {
  const registry = new JobRegistry();
  for (let jobId = 1; jobId <= 510; jobId++) newJob(registry, jobId).end();
  t.is(registry.finished().length, 500);
  t.is(registry.finished()[0]?.jobId, 510);
  t.is(registry.jobsRun, 510);
});
