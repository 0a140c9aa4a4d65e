import { Writable } from 'node:stream';
import test from 'ava';
import { ConnectionClosedError } from '../../../src/protocol/errors.ts';
import { SendQueue } from '../../../src/protocol/send-queue.ts';

/** Takes writes and acknowledges them when told so. */
function fakeSocket() {
  const writes: Buffer[] = [];
  const acknowledge: (() => void)[] = [];
  const take = (chunk: Buffer, done: () => void): void => {
    writes.push(chunk);
    acknowledge.push(done);
  };
  const socket = new Writable({
    write: (chunk, _encoding, done) => take(chunk, done),
    writev: (chunks, done) => take(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done),
  });
  const acknowledgeAll = (): void => {
    for (const done of acknowledge.splice(0)) done();
  };
  return { socket, writes, acknowledgeAll };
}

const options = { peer: 'peer', stallTimeoutMs: 60_000, fail: () => {} };
const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

test('small frames of one tick leave in one write', async (t) => {
  const { socket, writes } = fakeSocket();
  const queue = new SendQueue(socket, options);
  queue.data('one');
  queue.data(Buffer.from('two'));
  queue.signal(-1);
  await nextTick();
  t.deepEqual(writes, [Buffer.from('\0\0\0\x03one\0\0\0\x03two\xff\xff\xff\xff', 'latin1')]);
});

test('a long frame keeps its place among short ones, header and payload together', async (t) => {
  const { socket, writes, acknowledgeAll } = fakeSocket();
  const queue = new SendQueue(socket, options);
  queue.data('before');
  queue.data(Buffer.alloc(20_000, 'x'));
  queue.data('after');
  for (let i = 0; i < 5; i++) {
    await nextTick();
    acknowledgeAll();
  }
  const wire = Buffer.concat(writes);
  t.is(wire.indexOf('before'), 4);
  t.is(wire.readInt32BE(10), 20_000);
  t.is(wire.indexOf('after'), 10 + 4 + 20_000 + 4);
  t.true(
    writes.some((write) => write.includes(Buffer.concat([Buffer.from([0, 0, 0x4e, 0x20]), Buffer.alloc(20_000, 'x')]))),
  );
});

test('bytes of a ByteString leave as they are', async (t) => {
  const { socket, writes } = fakeSocket();
  new SendQueue(socket, options).data('\xff\x00\xe9');
  await nextTick();
  t.deepEqual(writes, [Buffer.from([0, 0, 0, 3, 0xff, 0, 0xe9])]);
});

test('a sender waits while much is unread, and goes on when it was read', async (t) => {
  const { socket, acknowledgeAll } = fakeSocket();
  const queue = new SendQueue(socket, options);
  let waiting = true;
  const sent = queue.data(Buffer.alloc(900_000)).then(() => {
    waiting = false;
  });
  await nextTick();
  t.true(waiting);
  acknowledgeAll();
  await sent;
  t.false(waiting);
});

test('closing rejects who waits and who comes later', async (t) => {
  const { socket } = fakeSocket();
  const queue = new SendQueue(socket, options);
  const waiting = queue.data(Buffer.alloc(900_000));
  queue.close(new ConnectionClosedError('peer'));
  await t.throwsAsync(waiting, { instanceOf: ConnectionClosedError });
  await t.throwsAsync(queue.data('x'), { instanceOf: ConnectionClosedError });
  await t.throwsAsync(queue.signal(-1), { instanceOf: ConnectionClosedError });
});

test('what cannot be framed is refused, and the rest goes on', async (t) => {
  const { socket, writes } = fakeSocket();
  const queue = new SendQueue(socket, options);
  await t.throwsAsync(queue.data(Buffer.alloc(1_000_001)), { code: 'WIRE_FRAME_TOO_LONG' });
  queue.hurry();
  await t.throwsAsync(queue.signal(-1), { instanceOf: RangeError });
  await t.throwsAsync(queue.data(Buffer.alloc(70_000)), { instanceOf: RangeError });
  queue.data('ok');
  await nextTick();
  t.deepEqual(Buffer.concat(writes), Buffer.from('\0\0\0\x02ok'));
});

test('frames in bulk leave as they stand, in their place, and are given back when the system has them', async (t) => {
  const { socket, writes, acknowledgeAll } = fakeSocket();
  const queue = new SendQueue(socket, options);
  const bulk = Buffer.from('\0\0\0\x02hi\xff\xff\xff\xff', 'latin1');
  let givenBack = false;
  queue.data('before');
  queue.framed([bulk], () => {
    givenBack = true;
  });
  queue.data('after');
  t.false(givenBack);
  for (let i = 0; i < 3; i++) {
    await nextTick();
    acknowledgeAll();
  }
  t.true(givenBack);
  const wire = Buffer.concat(writes);
  t.is(wire.indexOf(bulk), 4 + 'before'.length);
  t.is(wire.indexOf('after'), 4 + 'before'.length + bulk.length + 4);
});
