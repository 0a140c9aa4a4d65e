import test from 'ava';
import { Progress } from '../../crash/progress.ts';

const NEVER = new Promise<never>(() => {});

test('a round in which nothing moves ends with what each Job waits for, and what the daemon says', async (t) => {
  const progress = new Progress();
  progress.does(7, 'waits for a Volume');
  progress.does(8, 'sends file 3 of 9');
  progress.over(7);
  const error = await t.throwsAsync(
    progress.watch(NEVER, { stillMsMax: 20, status: async () => 'Drive-1 is BLOCKED' }),
  );
  t.is(error?.message, 'Nothing has moved for 20 ms:\nJobId 8 sends file 3 of 9\nThe daemon says:\nDrive-1 is BLOCKED');
  const dumb = progress.watch(NEVER, { stillMsMax: 20, status: () => Promise.reject(new Error('no answer')) });
  await t.throwsAsync(dumb, { message: /JobId 8 .*\nThe daemon says:\nIt cannot be asked: Error: no answer$/ });
});

test('a round that is over ends as it did', async (t) => {
  const status = () => Promise.reject(new Error('nobody asks'));
  t.is(await new Progress().watch(Promise.resolve('good'), { status }), 'good');
  await t.throwsAsync(new Progress().watch(Promise.reject(new Error('bad')), { status }), { message: 'bad' });
});
