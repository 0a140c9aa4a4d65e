import test from 'ava';
import { answerSignal } from '../../../src/protocol/answer-signal.ts';
import type { Connection } from '../../../src/protocol/connection.ts';
import { SIGNAL } from '../../../src/protocol/signals.ts';

async function answers(signal: number): Promise<{ goesOn: boolean; sent: unknown[] }> {
  const sent: unknown[] = [];
  const connection = {
    send: async (payload: unknown) => void sent.push(payload),
    sendSignal: async (value: number) => void sent.push(value),
  } as unknown as Connection;
  return { goesOn: await answerSignal(connection, signal, () => new Date(1795167161123)), sent };
}

test('a Director answers the questions of daemons and goes on waiting', async (t) => {
  t.deepEqual(await answers(SIGNAL.POLL), { goesOn: true, sent: ['1000 OK\n'] });
  t.deepEqual(await answers(SIGNAL.STATUS), { goesOn: true, sent: ['Status OK\n', SIGNAL.EOD] });
  t.deepEqual(await answers(SIGNAL.BTIME), { goesOn: true, sent: ['btime 1795167161123000\n'] });
});

test('heartbeats and unknown signals are passed over', async (t) => {
  for (const signal of [SIGNAL.HEARTBEAT, SIGNAL.HB_RESPONSE, -99, -0x80000000]) {
    t.deepEqual(await answers(signal), { goesOn: true, sent: [] });
  }
});

test('ends are left to the caller', async (t) => {
  for (const signal of [SIGNAL.EOD, SIGNAL.TERMINATE]) t.deepEqual(await answers(signal), { goesOn: false, sent: [] });
  t.deepEqual(await answers(SIGNAL.EOD_POLL), { goesOn: false, sent: ['1000 OK\n'] });
});
