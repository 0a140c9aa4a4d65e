/** No guard is there for nothing: each has a story that breaks a promise without it, and none with it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import { GUARDS, type Guard } from './guards.ts';

async function violations({ story, name }: Guard, isOut: boolean): Promise<readonly string[]> {
  const what = typeof story === 'number' ? { from: story, end: story + 1, step: 1 } : { scenario: story };
  const worker = new Worker(new URL('./teller.ts', import.meta.url), {
    workerData: { ...what, ...(isOut && { without: name }) },
  });
  const [outcome] = (await once(worker, 'message')) as [{ readonly violations: readonly string[] }];
  await worker.terminate();
  return outcome.violations;
}

for (const guard of GUARDS) {
  test.serial(`${guard.name}: ${guard.keeps}`, async (t) => {
    t.deepEqual(await violations(guard, false), []);
    t.not(
      (await violations(guard, true)).length,
      0,
      `nothing breaks without it: is story ${guard.story} of another world?`,
    );
  });
}
