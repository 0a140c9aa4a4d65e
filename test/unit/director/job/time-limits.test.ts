import test from 'ava';
import type { Clock } from '../../../../src/core/index.ts';
import { watchTimeLimits } from '../../../../src/director/job/time-limits.ts';

const START = 1_800_000_000_000;
const none = { maxRunTimeSec: 0, maxRunSchedTimeSec: 0, maxWaitTimeSec: 0 };

function watch(limits: Partial<typeof none>) {
  const clock = {
    ...{ ms: START, setMs: 0 },
    now: () => new Date(clock.ms + clock.setMs),
    monotonicMs: () => clock.ms,
    sleep: async () => undefined,
  };
  const job = { scheduledAt: new Date(START), workingSince: undefined as Date | undefined, shownStatus: 'R' };
  const exceeded: string[] = [];
  const watcher = watchTimeLimits(job, { ...none, ...limits }, clock satisfies Clock, (message) =>
    exceeded.push(message),
  );
  const after = (sec: number): void => {
    clock.ms += sec * 1000;
    watcher.check();
  };
  return { clock, job, after, exceeded, watcher };
}

test('MaxRunTime counts from when the daemons are at work', (t) => {
  using limit = use(watch({ maxRunTimeSec: 10 }));
  limit.after(100);
  t.deepEqual(limit.exceeded, []);
  limit.job.workingSince = new Date(START + 100_000);
  limit.after(9);
  t.deepEqual(limit.exceeded, []);
  limit.after(1);
  t.deepEqual(limit.exceeded, ['Max run time exceeded. Job canceled.']);
});

test('MaxRunSchedTime counts from the scheduled time, also in the queue', (t) => {
  using limit = use(watch({ maxRunSchedTimeSec: 60 }));
  limit.job.shownStatus = 'p';
  limit.after(60);
  t.deepEqual(limit.exceeded, ['Max run sched time exceeded. Job canceled.']);
});

test('MaxWaitTime is the sum of all waiting', (t) => {
  using limit = use(watch({ maxWaitTimeSec: 10 }));
  limit.job.workingSince = new Date(START);
  limit.job.shownStatus = 'm';
  limit.after(0);
  limit.after(6);
  limit.job.shownStatus = 'R';
  limit.after(0);
  limit.after(100);
  t.deepEqual(limit.exceeded, []);
  limit.job.shownStatus = 'M';
  limit.after(0);
  limit.after(4);
  t.deepEqual(limit.exceeded, ['Max wait time exceeded. Job canceled.']);
});

test('a wall clock that is set by an hour, in either direction, neither ends a Job nor lets one live on', (t) => {
  for (const setMs of [3_600_000, -3_600_000]) {
    using limit = use(watch({ maxRunTimeSec: 60, maxRunSchedTimeSec: 300, maxWaitTimeSec: 30 }));
    limit.job.workingSince = new Date(START);
    limit.job.shownStatus = 'm';
    limit.after(0);
    limit.clock.setMs = setMs;
    limit.after(29);
    t.deepEqual(limit.exceeded, []);
    limit.job.shownStatus = 'R';
    limit.after(0);
    limit.after(31);
    t.deepEqual(limit.exceeded, ['Max run time exceeded. Job canceled.']);
  }
});

function use<T extends { watcher: Disposable }>(limit: T): T & Disposable {
  return Object.assign(limit, { [Symbol.dispose]: () => limit.watcher[Symbol.dispose]() });
}
