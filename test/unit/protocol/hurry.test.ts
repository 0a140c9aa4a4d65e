/** A byte of the next frame, sent ahead of it, changes when bytes leave and never which. */
import { Writable } from 'node:stream';
import test from 'ava';
import { encodeFrame } from '../../../src/protocol/frame.ts';
import { SendQueue } from '../../../src/protocol/send-queue.ts';
import { SIGNAL } from '../../../src/protocol/signals.ts';

function sink() {
  const chunks: Buffer[] = [];
  const socket = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const queue = new SendQueue(socket, { peer: 'peer', stallTimeoutMs: 1000, fail: () => undefined });
  return { queue, sent: () => Buffer.concat(chunks) };
}
const frameOf = (text: string) => encodeFrame({ kind: 'data', payload: Buffer.from(text, 'latin1') });

test('whatever was hurried, the peer reads the same frames', async (t) => {
  for (const times of [0, 1, 2, 5]) {
    const { queue, sent } = sink();
    for (let i = 0; i < times; i++) queue.hurry();
    await queue.data('1000 OK\n');
    queue.hurry();
    await queue.data(Buffer.alloc(300, 'x'));
    await queue.flushed();
    t.deepEqual(sent(), Buffer.concat([frameOf('1000 OK\n'), frameOf('x'.repeat(300))]));
  }
});

test('a hurried byte leaves at once', async (t) => {
  const { queue, sent } = sink();
  queue.hurry();
  await queue.flushed();
  t.deepEqual(sent(), Buffer.from([0]));
});

test('after a hurried byte a farewell is left out, and other signals are refused', async (t) => {
  const { queue, sent } = sink();
  queue.hurry();
  await queue.signal(SIGNAL.TERMINATE);
  await t.throwsAsync(queue.signal(SIGNAL.EOD), { instanceOf: RangeError });
  await queue.flushed();
  t.deepEqual(sent(), Buffer.from([0]));
});

test('a long frame cannot follow a hurried byte', async (t) => {
  const { queue } = sink();
  queue.hurry();
  await t.throwsAsync(queue.data(Buffer.alloc(70_000)), { instanceOf: RangeError });
});
