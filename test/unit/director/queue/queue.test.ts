import test from 'ava';
import type { JobNeeds, QueueLimits } from '../../../../src/director/queue/index.ts';
import { openJobQueue } from '../../../../src/director/queue/index.ts';

const job = (jobId: number, over: Partial<JobNeeds> = {}): JobNeeds => ({
  jobId,
  priority: 10,
  allowMixedPriority: false,
  job: 'Nightly',
  client: 'fd',
  writeStorages: ['A', 'B'],
  readStorages: [],
  isRestore: false,
  ...over,
});
const limits = (jobs: number, storage = 20): QueueLimits => ({
  director: 1000,
  job: () => jobs,
  client: () => 1000,
  storage: () => ({ jobs: storage, readJobs: 0 }),
});
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a Job waits for its place, is told why, and comes in when the one before it ends', async (t) => {
  const queue = openJobQueue(() => limits(1));
  const first = await queue.admit(job(1));
  const reasons: string[] = [];
  const second = queue.admit(job(2), { onWaiting: (reason) => reasons.push(reason) });
  await settled();
  t.deepEqual(queue.waiting(), [{ jobId: 2, reason: 'j' }]);
  t.deepEqual(queue.running(), [1]);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await second;
  t.deepEqual(reasons, ['j']);
  t.deepEqual(queue.running(), [2]);
});

test('a cancelled Job leaves the queue at once, and the Jobs that it held back go on', async (t) => {
  const queue = openJobQueue(() => limits(10));
  await queue.admit(job(1));
  const cancel = new AbortController();
  const urgent = queue.admit(job(2, { priority: 5 }), { signal: cancel.signal });
  const behind = queue.admit(job(3));
  await settled();
  t.deepEqual(queue.running(), [1]);
  cancel.abort(new Error('canceled'));
  await t.throwsAsync(urgent, { message: 'canceled' });
  await behind;
  t.deepEqual(queue.waiting(), []);
});

test('limits of a reloaded configuration count at the next pass', async (t) => {
  let most = 1;
  const queue = openJobQueue(() => limits(most));
  await queue.admit(job(1));
  const second = queue.admit(job(2));
  await settled();
  most = 2;
  queue.reconsider();
  await second;
  t.deepEqual(queue.running(), [1, 2]);
});

test('choosing one of a storage group frees the places at the others', async (t) => {
  const queue = openJobQueue(() => limits(10, 1));
  const first = await queue.admit(job(1));
  t.is(queue.storageUse('B'), 1);
  const second = queue.admit(job(2));
  await settled();
  t.deepEqual(queue.running(), [1]);
  first.settleOn({ writeStorages: ['A'] });
  t.deepEqual((await second).writeStorages, ['B']);
  t.is(queue.storageUse('A'), 1);
});

test('thousands of waiting Jobs all come in, in order, one after another', async (t) => {
  const queue = openJobQueue(() => limits(1));
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 3000 }, async (_, index) => {
      using _place = await queue.admit(job(index + 1));
      order.push(index + 1);
    }),
  );
  t.deepEqual(
    order,
    Array.from({ length: 3000 }, (_, index) => index + 1),
  );
});

test('a Job that runs already has its places whatever the limits say, and gives them back', async (t) => {
  const queue = openJobQueue(() => limits(1));
  const first = queue.seat(job(1));
  const second = queue.seat(job(2));
  t.deepEqual(queue.running(), [1, 2]);
  const waiting = queue.admit(job(3));
  first[Symbol.dispose]();
  await Promise.resolve();
  t.deepEqual(queue.running(), [2]);
  second[Symbol.dispose]();
  (await waiting)[Symbol.dispose]();
});
