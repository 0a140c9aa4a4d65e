import test from 'ava';
import fc from 'fast-check';
import {
  type Admitted,
  type JobNeeds,
  type QueueLimits,
  selectRunnable,
} from '../../../../src/director/queue/policy.ts';

const job = (jobId: number, over: Partial<JobNeeds> = {}): JobNeeds => ({
  jobId,
  priority: 10,
  allowMixedPriority: false,
  job: 'Nightly',
  client: 'fd',
  writeStorages: ['File'],
  readStorages: [],
  isRestore: false,
  ...over,
});
const limits = (
  over: Partial<Record<'director' | 'job' | 'client' | 'storage' | 'read', number>> = {},
): QueueLimits => ({
  director: over.director ?? 20,
  job: () => over.job ?? 20,
  client: () => over.client ?? 20,
  storage: () => ({ jobs: over.storage ?? 20, readJobs: over.read ?? 0 }),
});
const running = (needs: JobNeeds): Admitted => ({
  needs,
  writeStorages: needs.writeStorages,
  readStorages: needs.readStorages,
});
const started = (decisions: { start: readonly Admitted[] }): number[] => decisions.start.map((a) => a.needs.jobId);

test('with nothing running the first waiting Job sets the priority, and the next priority waits', (t) => {
  const decisions = selectRunnable([job(1), job(2), job(3, { priority: 20 })], [], limits());
  t.deepEqual(started(decisions), [1, 2]);
  t.is(decisions.blocked.get(3), 'p');
});

test('a more urgent Job does not overtake a running one, and Jobs of the running priority behind it wait too', (t) => {
  const decisions = selectRunnable([job(2, { priority: 5 }), job(3)], [running(job(1))], limits());
  t.deepEqual(started(decisions), []);
  t.deepEqual([...decisions.blocked], [[2, 'p']]);
  t.is(decisions.behind, 'p');
});

test('a more urgent Job overtakes where it and all running Jobs allow mixed priorities', (t) => {
  const urgent = job(2, { priority: 5, allowMixedPriority: true });
  const mixing = running(job(1, { allowMixedPriority: true }));
  t.deepEqual(started(selectRunnable([urgent, job(3)], [mixing], limits())), [2, 3]);
  t.deepEqual(started(selectRunnable([urgent], [mixing, running(job(4))], limits())), []);
  t.deepEqual(started(selectRunnable([{ ...urgent, allowMixedPriority: false }], [mixing], limits())), []);
});

for (const [limit, reason] of [
  ['storage', 's'],
  ['client', 'c'],
  ['job', 'j'],
] as const) {
  test(`a Job whose ${limit} is at its limit waits for it, and others pass it`, (t) => {
    const other = job(3, { job: 'Other', client: 'other', writeStorages: ['Other'] });
    const decisions = selectRunnable([job(1), job(2), other], [], limits({ [limit]: 1 }));
    t.deepEqual(started(decisions), [1, 3]);
    t.is(decisions.blocked.get(2), reason);
  });
}

test('the maximum of the Director stops the walk', (t) => {
  const decisions = selectRunnable([job(1), job(2), job(3)], [], limits({ director: 1 }));
  t.deepEqual(started(decisions), [1]);
  t.is(decisions.blocked.get(2), 'd');
  t.is(decisions.behind, 'd');
});

test('of a storage group only the members with room are taken, and one is enough', (t) => {
  const busy = running(job(1, { writeStorages: ['A'] }));
  const decisions = selectRunnable([job(2, { writeStorages: ['A', 'B'] })], [busy], limits({ storage: 1 }));
  t.deepEqual(decisions.start[0]?.writeStorages, ['B']);
});

test('concurrent readers are limited, but a first reader and every Restore come in', (t) => {
  const copy = (jobId: number): JobNeeds => job(jobId, { readStorages: ['Read'] });
  const restore = job(3, { readStorages: ['Read'], writeStorages: [], isRestore: true });
  t.deepEqual(started(selectRunnable([copy(1), copy(2), restore], [], limits({ read: 1 }))), [1, 3]);
});

test('a Job that reads and writes on one Storage needs two places there', (t) => {
  const copy = job(1, { readStorages: ['File'] });
  t.is(selectRunnable([copy], [], limits({ storage: 1 })).blocked.get(1), 's');
  t.deepEqual(started(selectRunnable([copy], [], limits({ storage: 2 }))), [1]);
});

const name = (...names: string[]) => fc.constantFrom(...names);
const anyNeeds = fc.record({
  priority: fc.integer({ min: 1, max: 3 }),
  allowMixedPriority: fc.boolean(),
  job: name('J1', 'J2'),
  client: name('C1', 'C2'),
  writeStorages: fc.subarray(['S1', 'S2', 'S3']),
  readStorages: fc.subarray(['S1', 'S2']),
  isRestore: fc.boolean(),
});
const anyQueue = fc
  .array(anyNeeds, { maxLength: 30 })
  .map((list) => list.map((needs, index) => ({ ...needs, jobId: index + 1 })));
const inQueueOrder = (jobs: readonly JobNeeds[]): JobNeeds[] => jobs.toSorted((a, b) => a.priority - b.priority);
const anyLimit = fc.integer({ min: 1, max: 4 });
const anyLimits = fc.record({ director: anyLimit, job: anyLimit, client: anyLimit, storage: anyLimit, read: anyLimit });

test('no limit is ever exceeded, and every Job that was let in got a place of each kind it asked for', (t) => {
  fc.assert(
    fc.property(anyQueue, anyLimits, (queue, given) => {
      const { start } = selectRunnable(inQueueOrder(queue), [], limits(given));
      const most = (names: readonly string[]): number => {
        const counts = new Map<string, number>();
        for (const n of names) counts.set(n, (counts.get(n) ?? 0) + 1);
        return Math.max(0, ...counts.values());
      };
      t.true(start.length <= given.director);
      t.true(most(start.map((a) => a.needs.job)) <= given.job);
      t.true(most(start.flatMap((a) => a.needs.client ?? [])) <= given.client);
      t.true(most(start.flatMap((a) => [...a.writeStorages, ...a.readStorages])) <= given.storage);
      for (const { needs, writeStorages, readStorages } of start) {
        t.is(writeStorages.length > 0, needs.writeStorages.length > 0);
        t.is(readStorages.length > 0, needs.readStorages.length > 0);
      }
    }),
  );
});

const twins = fc
  .tuple(anyNeeds, anyNeeds, fc.array(fc.boolean(), { minLength: 2, maxLength: 12 }))
  .map(([one, other, choice]) => choice.map((first, index) => ({ ...(first ? one : other), jobId: index + 1 })));

test('Jobs with equal needs start in the order in which they came', (t) => {
  fc.assert(
    fc.property(twins, anyLimits, (queue, given) => {
      const start = new Set(started(selectRunnable(inQueueOrder(queue), [], limits(given))));
      const key = (needs: JobNeeds): string => JSON.stringify({ ...needs, jobId: 0 });
      const overtaken = queue.filter((earlier) =>
        queue.some((j) => j.jobId > earlier.jobId && key(j) === key(earlier) && start.has(j.jobId)),
      );
      t.true(overtaken.every(({ jobId }) => start.has(jobId)));
    }),
  );
});

test('whenever nothing runs somebody starts, so a queue always empties', (t) => {
  fc.assert(
    fc.property(anyQueue, anyLimits, (queue, given) => {
      // A Job that reads and writes on its only Storage can never run where that Storage takes one Job.
      let waiting = inQueueOrder(queue).map((needs) => ({ ...needs, readStorages: [] as string[] }));
      while (waiting.length > 0) {
        const start = new Set(started(selectRunnable(waiting, [], limits(given))));
        t.true(start.size > 0);
        waiting = waiting.filter(({ jobId }) => !start.has(jobId));
      }
    }),
  );
});
