import test from 'ava';
import { systemClock } from '../../../../src/core/index.ts';
import { Job } from '../../../../src/director/job/job.ts';
import { jobIdentity } from '../../../support/job-identity.ts';
import { quietMessages } from '../../../support/quiet-messages.ts';

function open(): { job: Job; changes: string[] } {
  const changes: string[] = [];
  const job = new Job(jobIdentity(1), 'I', {
    clock: systemClock,
    messages: quietMessages(),
    onChange: (changed) => changes.push(changed.shownStatus),
  });
  return { job, changes };
}

test('what the Storage Daemon waits for is shown while the Job runs, and never instead of a verdict', (t) => {
  const { job, changes } = open();
  job.storageSays('m');
  t.is(job.shownStatus, 'C');
  job.become('R');
  t.is(job.shownStatus, 'm');
  t.is(job.describe().statusText, 'is waiting for an appendable Volume');
  job.storageSays('R');
  t.is(job.shownStatus, 'R');
  job.storageSays('m');
  job.become('f');
  t.is(job.shownStatus, 'f');
  t.deepEqual(changes, ['C', 'm', 'R', 'm', 'f']);
});

test('a queued Job is cancelled at once, without a word to anybody', async (t) => {
  const { job } = open();
  job.become('p');
  t.deepEqual(await job.cancel('by the operator'), []);
  t.is(job.status, 'A');
  t.true(job.signal.aborted);
  t.is(job.signal.reason.message, 'by the operator');
});

test('the daemons of a running Job are told, all at once, and their answers come back', async (t) => {
  const { job } = open();
  job.become('R');
  using _client = job.engage('Client "web"', async () => ['2001 marked\n']);
  using _storage = job.engage('Storage "S"', async () => {
    throw new Error('Storage "S" cannot be reached');
  });
  job.end();
  t.deepEqual(await job.cancel('by the operator'), ['2001 marked\n', 'Storage "S" cannot be reached']);
  t.true(job.signal.aborted);
});

test('a second cancel waits for the first', async (t) => {
  const { job } = open();
  const [first, second] = [job.cancel('one'), job.cancel('two')];
  t.is(first, second);
  await first;
  t.is(job.signal.reason.message, 'one');
});

test('a daemon whose Job has failed is told to stop; one that has ended is left alone', async (t) => {
  const { job } = open();
  const told: string[] = [];
  const work = (name: string, done: boolean) => ({
    cancel: async () => {
      told.push(name);
      return [];
    },
    isDone: () => done,
    silentForMs: () => 0,
    knowsJob: async () => true,
    drop: () => undefined,
    over: new Promise<void>(() => undefined),
  });
  job.become('R');
  {
    await using _a = job.engage('at work', work('at work', false));
    await using _b = job.engage('done', work('done', true));
    t.deepEqual(
      job.daemonsAtWork().map(([name]) => name),
      ['at work', 'done'],
    );
  }
  t.deepEqual(told, ['at work']);
  t.deepEqual(job.daemonsAtWork(), []);
});

test('a daemon whose connection ends in the middle of the Job is told to stop at once, and once only', async (t) => {
  const { job } = open();
  const { promise: told, resolve } = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  let times = 0;
  const cancel = async () => {
    times++;
    resolve();
    return [];
  };
  const work = { cancel, isDone: () => false, silentForMs: () => 0, knowsJob: async () => true, drop: () => undefined };
  {
    await using _ = job.engage('lost', { ...work, over: over.promise });
    over.resolve();
    await told;
  }
  t.is(times, 1);
  t.false(job.isCanceled);
});

test('a Job that is left lets go of its connections, and no daemon is told to stop', async (t) => {
  const { job } = open();
  job.become('R');
  let told = 0;
  const never = new Promise<void>(() => {});
  const work = { isDone: () => false, silentForMs: () => 0, knowsJob: async () => true, drop: () => {}, over: never };
  const engaged = job.engage('Storage "S"', {
    ...work,
    cancel: async () => {
      told++;
      return [];
    },
  });
  job.leave();
  await engaged[Symbol.asyncDispose]();
  t.true(job.isLeft);
  t.false(job.isCanceled);
  t.is(told, 0);
  t.is(job.signal.reason.code, 'DIRECTOR_STEPS_DOWN');
  t.is(job.status, 'R', 'its row says so still');
});
