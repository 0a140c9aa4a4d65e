import test from 'ava';
import { encodeFrame } from '../../../src/protocol/frame.ts';
import { ReceiveQueue } from '../../../src/protocol/receive-queue.ts';

function fake() {
  const calls: string[] = [];
  const failures: Error[] = [];
  const source = { pause: () => void calls.push('pause'), resume: () => void calls.push('resume') };
  return { calls, failures, queue: new ReceiveQueue(source, 'peer', 1_000_000, (error) => void failures.push(error)) };
}

const frame = (text: string): Buffer => encodeFrame({ kind: 'data', payload: Buffer.from(text) });
const WAIT = { timeoutMs: 60_000 };

test('a reader that waits gets the frame when its last byte comes', async (t) => {
  const { queue } = fake();
  const waiting = queue.one(WAIT);
  for (const byte of frame('late')) queue.feed(Buffer.from([byte]));
  t.deepEqual(await waiting, { kind: 'data', payload: Buffer.from('late') });
});

test('all that is there is handed out at once, in order', async (t) => {
  const { queue } = fake();
  queue.feed(Buffer.concat([frame('one'), frame('two'), frame('three').subarray(0, 5)]));
  t.is((await queue.available(WAIT)).length, 2);
  queue.feed(frame('three').subarray(5));
  t.deepEqual(await queue.available(WAIT), [{ kind: 'data', payload: Buffer.from('three') }]);
});

test('the source is paused when nobody reads and resumed when somebody does', async (t) => {
  const { queue, calls } = fake();
  const chunk = frame('x'.repeat(60_000));
  for (let i = 0; i < 30; i++) queue.feed(chunk);
  t.deepEqual(calls, ['pause']);
  let frames = 0;
  while (frames < 30) frames += (await queue.available(WAIT)).length;
  t.deepEqual(calls, ['pause', 'resume']);
});

test('a frame longer than the pause mark does not block itself', async (t) => {
  const { queue, calls } = fake();
  const chunk = frame('x'.repeat(1_000_000));
  const waiting = queue.one(WAIT);
  for (let at = 0; at < chunk.length; at += 1000) queue.feed(chunk.subarray(at, at + 1000));
  t.is((await waiting)?.kind, 'data');
  t.deepEqual(calls, []);
});

test('the end is told after all frames, an end within a frame is an error', async (t) => {
  const proper = fake();
  proper.queue.feed(frame('last'));
  proper.queue.end();
  t.is((await proper.queue.one(WAIT))?.kind, 'data');
  t.is(await proper.queue.one(WAIT), undefined);
  t.deepEqual(await proper.queue.available(WAIT), []);
  const cut = fake();
  const waiting = cut.queue.one(WAIT);
  cut.queue.feed(frame('last').subarray(0, 6));
  cut.queue.end();
  await t.throwsAsync(waiting, { code: 'WIRE_CONNECTION_LOST' });
});

test('good frames before a bad one are handed out, then the failure is told, and the owner hears of it', async (t) => {
  const { queue, failures } = fake();
  queue.feed(Buffer.concat([frame('good'), Buffer.from('1fffffff', 'hex')]));
  t.is((await queue.available(WAIT)).length, 1);
  await t.throwsAsync(queue.available(WAIT), { code: 'WIRE_FRAME_TOO_LONG' });
  t.is(failures.length, 1);
});

test('a flood of compressed frames is handed out in bounded portions', async (t) => {
  const { queue } = fake();
  // One literal, then a match of some 250 000 bytes.
  const block = Buffer.concat([Buffer.from([0x1f, 0x61, 1, 0]), Buffer.alloc(980, 255), Buffer.from([0, 0])]);
  const header = Buffer.alloc(4);
  header.writeInt32BE(0x40000000 | block.length);
  for (let i = 0; i < 200; i++) queue.feed(Buffer.concat([header, block]));
  const portion = await queue.available(WAIT);
  t.true(portion.length < 30, `${portion.length} frames of 250 kB`);
});

test('two readers at a time are a mistake that is told', async (t) => {
  const { queue } = fake();
  const first = queue.one(WAIT);
  await t.throwsAsync(queue.one(WAIT), { message: /Two readers/ });
  queue.feed(frame('x'));
  t.is((await first)?.kind, 'data');
});

test('a time limit of many years is no time limit of a millisecond', async (t) => {
  const { queue } = fake();
  const waiting = queue.one({ timeoutMs: 200 * 86_400_000 });
  await new Promise((resolve) => setImmediate(() => setTimeout(resolve, 5)));
  queue.feed(frame('x'));
  t.is((await waiting)?.kind, 'data');
});
