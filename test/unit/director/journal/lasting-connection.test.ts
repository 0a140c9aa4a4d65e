import test from 'ava';
import { LastingConnection } from '../../../../src/director/journal/lasting-connection.ts';
import { ConnectionLostError, FrameTooLongError, SIGNAL } from '../../../../src/protocol/index.ts';
import { scriptedConnection } from '../../../support/scripted-connection.ts';

const WAIT = { timeoutMs: 1_000 };
const LOST = new ConnectionLostError('test:9999', 'reset');

function open(count = 1) {
  const first = scriptedConnection();
  const others = Array.from({ length: count }, scriptedConnection);
  const reasons: Error[] = [];
  const waiting = [...others];
  const lasting = new LastingConnection(first, {
    replace: async (why) => {
      reasons.push(why);
      const next = waiting.shift();
      if (next === undefined) throw new Error('nobody there');
      return next;
    },
  });
  const texts = async () =>
    (await lasting.receiveAvailable(WAIT)).map((frame) =>
      frame.kind === 'data' ? frame.payload.toString() : `#${frame.signal}`,
    );
  return { first, others, reasons, lasting, texts };
}

test('until it lasts, a loss is a loss', async (t) => {
  const { first, lasting } = open();
  first.fail(LOST);
  await t.throwsAsync(lasting.receiveAvailable(WAIT), { is: LOST });
});

test('a loss, a hang-up and a termination lead to the next connection, and the reader reads on', async (t) => {
  for (const spoil of ['fail', 'hangUp', 'terminate'] as const) {
    const { first, others, reasons, lasting, texts } = open();
    lasting.last();
    if (spoil === 'fail') first.fail(LOST);
    if (spoil === 'hangUp') first.hangUp();
    if (spoil === 'terminate') first.say('before', SIGNAL.TERMINATE, 'behind');
    others[0]?.say('after');
    if (spoil === 'terminate') t.deepEqual(await texts(), ['before']);
    t.deepEqual(await texts(), ['after'], spoil);
    t.is(reasons.length, 1);
    await lasting.send('answer');
    t.deepEqual(others[0]?.sent, ['answer']);
    t.deepEqual(first.sent, []);
  }
});

test('what damages the stream is no loss', async (t) => {
  const { first, lasting } = open();
  lasting.last();
  first.fail(new FrameTooLongError(2e9, 1e6));
  await t.throwsAsync(lasting.receiveAvailable(WAIT), { code: 'WIRE_FRAME_TOO_LONG' });
});

test('who finds it useless gets another one, with the reason told', async (t) => {
  const { first, others, reasons, lasting, texts } = open();
  lasting.last();
  const why = new Error('a gap');
  lasting.renew(why);
  lasting.renew(new Error('once is enough'));
  t.is(first.destroyed, why);
  others[0]?.say('again');
  t.deepEqual(await texts(), ['again']);
  t.deepEqual(reasons, [why]);
});

test('where there is no other one the reader is told why, and a destroyed one looks for none', async (t) => {
  const { first, reasons, lasting } = open(0);
  lasting.last();
  first.fail(LOST);
  await t.throwsAsync(lasting.receiveAvailable(WAIT), { message: 'nobody there' });
  const other = open();
  other.lasting.last();
  const end = new Error('canceled');
  other.lasting.destroy(end);
  await t.throwsAsync(other.lasting.receiveAvailable(WAIT), { is: end });
  t.is(reasons.length, 1);
  t.deepEqual(other.reasons, []);
});

test('kept, it outlives its disposal until it is released', async (t) => {
  const { first, lasting } = open();
  lasting.keep();
  await lasting[Symbol.asyncDispose]();
  await lasting.send('receipt');
  t.deepEqual(first.sent, ['receipt']);
  await lasting.release();
  t.deepEqual(await lasting.receiveAvailable(WAIT), [], 'closed');
});
