import test from 'ava';
import type { Catalog, noteAlive } from '../../../../src/catalog/index.ts';
import { createLogger } from '../../../../src/core/index.ts';
import { type SignsOfLifeOptions, tellSignsOfLife } from '../../../../src/director/daemon/signs-of-life.ts';
import { TestClock } from '../../../support/test-clock.ts';

test('the Catalog hears every 20 s of the Jobs that run, also after it was away, and nothing while none does', async (t) => {
  const clock = new TestClock();
  const told: unknown[][] = [];
  let isAway = false;
  const execute = async ({ values }: ReturnType<typeof noteAlive>): Promise<number> => {
    if (isAway) throw new Error('away');
    told.push([...values]);
    return 1;
  };
  let jobs = [
    { identity: { jobId: 7 }, startedAt: clock.now() },
    { identity: { jobId: 8 }, startedAt: undefined },
  ];
  const ending = new AbortController();
  const telling = tellSignsOfLife(
    {
      clock,
      logger: createLogger('silent'),
      catalog: { within: () => ({ execute }) } as unknown as Catalog,
      registry: { active: () => jobs } as unknown as SignsOfLifeOptions['registry'],
    },
    ending.signal,
  );
  await clock.pass(20_000);
  t.deepEqual(told, [[clock.now(), [7]]]);
  isAway = true;
  await clock.pass(20_000);
  isAway = false;
  await clock.pass(20_000);
  t.is(told.length, 2);
  jobs = [];
  await clock.pass(60_000);
  t.is(told.length, 2);
  ending.abort();
  await telling;
});
