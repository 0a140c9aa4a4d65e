import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { Stopwatch } from '../../../../bench/data/stopwatch.ts';
import type { Connection, Frame } from '../../../../src/protocol/index.ts';

const data = (text: string): Frame => ({ kind: 'data', payload: Buffer.from(text) });

function watched(answers: readonly Frame[][]) {
  const left = [...answers];
  const sent: string[] = [];
  const connection: Pick<Connection, 'send' | 'receiveAvailable'> = {
    send: async (payload) => void sent.push(payload.toString('latin1')),
    receiveAvailable: async () => left.shift() ?? [],
  };
  const stopwatch = new Stopwatch();
  stopwatch.watch(connection);
  return { connection, stopwatch, sent };
}
const wait = { timeoutMs: 1000 };

test('it runs from the command to the verdict, and everything goes on its way', async (t) => {
  const verdict = [data('2800 End Job TermCode=84 JobFiles=1\n')];
  const { connection, stopwatch, sent } = watched([[data('2000 OK backup\n')], verdict]);
  await connection.send('level = full\n');
  await sleep(30);
  const before = performance.now();
  await connection.send(Buffer.from('backup FileIndex=0\n'));
  await connection.receiveAvailable(wait);
  t.true(Number.isNaN(stopwatch.seconds), 'an ordinary answer does not stop it');
  await sleep(30);
  t.is(await connection.receiveAvailable(wait), verdict);
  const atMostSec = (performance.now() - before) / 1000;
  t.true(stopwatch.seconds > 0.02 && stopwatch.seconds <= atMostSec);
  t.deepEqual(sent, ['level = full\n', 'backup FileIndex=0\n']);
});

test('the next Job starts it anew', async (t) => {
  const { connection, stopwatch } = watched([[data('2800 End Job TermCode=84')]]);
  await connection.send('backup FileIndex=0\n');
  await connection.receiveAvailable(wait);
  t.false(Number.isNaN(stopwatch.seconds));
  await connection.send('restore files=1 replace=a prelinks=0 where=/\n');
  t.true(Number.isNaN(stopwatch.seconds));
});
