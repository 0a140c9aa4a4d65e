import test from 'ava';
import { systemClock } from '../../../../src/core/index.ts';
import { Job } from '../../../../src/director/job/job.ts';
import type { JobKind } from '../../../../src/director/job/job-kind.ts';
import { restartIfLost } from '../../../../src/director/succession/restart-if-lost.ts';
import type { StartAgain } from '../../../../src/director/succession/start-again.ts';
import { jobIdentity } from '../../../support/job-identity.ts';
import { quietMessages } from '../../../support/quiet-messages.ts';

async function conclude(status: string, verdict: Parameters<typeof restartIfLost>[2]['verdict']) {
  const messages = quietMessages();
  const job = new Job(jobIdentity(1), 'F', { clock: systemClock, messages, onChange: () => {} });
  const order: string[] = [];
  const again = {
    record: async () => {
      order.push('row');
      return 9;
    },
  } as unknown as StartAgain;
  const kind = {
    conclude: async () => {
      order.push('end');
      return 'report';
    },
  } as unknown as JobKind;
  const report = await restartIfLost(job, kind, { verdict, again }).conclude(status, new Date(), async () => undefined);
  return { order, said: messages.said, report };
}

const AGAIN = { kind: 'start-again' } as const;

test('what was followed to a bad end is started again, and has its row before the old one has its end', async (t) => {
  for (const status of ['f', 'E']) {
    const { order, said, report } = await conclude(status, AGAIN);
    t.deepEqual(order, ['row', 'end']);
    t.deepEqual(said, ['warning: The Job is started again by itself, as JobId 9']);
    t.is(report, 'report');
  }
});

test('a good end, an incomplete one and a cancel are left as they are', async (t) => {
  for (const status of ['T', 'W', 'I', 'A']) t.deepEqual((await conclude(status, AGAIN)).order, ['end'], status);
});

test('where doing it twice may do harm the Job fails, and says why', async (t) => {
  const { order, said } = await conclude('f', { kind: 'fail', why: 'so it is' });
  t.deepEqual(order, ['end']);
  t.deepEqual(said, ['warning: The Job is not started again by itself: so it is']);
});
