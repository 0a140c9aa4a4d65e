import test from 'ava';
import { openLineQueue } from '../../../src/console/line-queue.ts';

test('values arrive in order, and a newer figure takes the place of the one that still waits', async (t) => {
  const queue = openLineQueue<string>();
  queue.push('progress 1', 'progress');
  queue.push('message');
  queue.push('progress 2', 'progress');
  queue.end();
  t.deepEqual(await Array.fromAsync(queue), ['progress 2', 'message']);
});

test('what finds no room is counted', async (t) => {
  const queue = openLineQueue<number>(2);
  for (let i = 0; i < 5; i++) queue.push(i);
  queue.end();
  t.deepEqual(await Array.fromAsync(queue), [0, 1]);
  t.is(queue.lost, 3);
});

test('a writer that asks for room waits for the reader, but not for one that has gone', async (t) => {
  const queue = openLineQueue<number>();
  let hasRoom = false;
  queue.push(1);
  queue.push(2);
  const room = queue.room(2).then(() => {
    hasRoom = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  t.false(hasRoom);
  for await (const _value of queue) {
    await room;
    break;
  }
  queue.push(3);
  await t.notThrowsAsync(queue.room(1));
});

test('a failure comes after what was there before it', async (t) => {
  const queue = openLineQueue<number>();
  queue.push(1);
  queue.fail(new Error('gone'));
  const seen: number[] = [];
  await t.throwsAsync(
    async () => {
      for await (const value of queue) seen.push(value);
    },
    { message: 'gone' },
  );
  t.deepEqual(seen, [1]);
});
