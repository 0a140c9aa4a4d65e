/**
 * Our Storage Daemon is killed while Jobs append, again and again: whatever it had reported as good is there. The same,
 * many more times, is `npm run crash`.
 */
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { runCrashes } from '../crash/crash-run.ts';
import { bootstrapOf } from '../crash/read-back.ts';

test.serial('every Job that was reported good survives six kills of our Storage Daemon', async (t) => {
  const summary = await runCrashes({ kills: 6, seed: 20_261_121, tell: (text) => t.log(text) });
  t.deepEqual(summary.lost, []);
  t.is(summary.kills, 6);
  t.true(summary.goodJobs > 0, `${summary.goodJobs} of ${summary.jobs} Jobs were good`);
  t.true(summary.readings >= 2 * summary.goodJobs, 'each is read back when it is new, and at the end');
});

test.serial('a Storage Daemon that loses the end of a reported Job is found out', async (t) => {
  const summary = await runCrashes({
    kills: 2,
    seed: 4,
    tell: () => {},
    harm: async (storage, good) => {
      const job = good[0];
      const [part] = job === undefined ? [] : bootstrapOf(job, storage.catalog);
      const first = part?.addresses[0]?.first;
      if (part !== undefined && first !== undefined)
        await truncate(join(storage.volumes, part.volumes[0] ?? ''), first);
    },
  });
  t.true(summary.goodJobs > 0);
  t.regex(summary.lost.join('\n'), /JobId \d+, from its Volumes: .* files are missing/);
  t.regex(summary.lost.join('\n'), /JobId \d+, through the daemon: .* files are missing/);
});
