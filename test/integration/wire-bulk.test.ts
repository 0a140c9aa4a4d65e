/** Bulk over real sockets, in clear and inside TLS: a reader that is slower than the sender gets every byte, once. */
import { createHash } from 'node:crypto';
import { createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { Secret } from '../../src/core/index.ts';
import { PAYLOAD_BYTES_MAX, SIGNAL, TLS_AUTOMATIC } from '../../src/protocol/index.ts';
import { canReadInto } from '../../src/protocol/read-into.ts';
import { SocketConnection } from '../../src/protocol/socket-connection.ts';
import { startTls } from '../../src/protocol/tls-upgrade.ts';
import { pseudoRandom, pseudoRandomBytes } from '../support/pseudo-random.ts';

const OPTIONS = { peer: 'peer', heartbeatSec: 60 };
const WAIT = { timeoutMs: 60_000 };
const STOCK = pseudoRandomBytes(PAYLOAD_BYTES_MAX, 3);
const FRAMES = 1500;

async function pair(): Promise<[Socket, Socket]> {
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const server = createServer(resolve).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  const caller = dial(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  const called = await promise;
  server.close();
  return [caller, called];
}

test('a socket of this Node can be read into memory of ours', async (t) => {
  const [caller, called] = await pair();
  t.true(canReadInto(called));
  for (const socket of [caller, called]) socket.destroy();
});

for (const tls of [false, true]) {
  test(`in bulk every byte comes once, in order, however slow the reader${tls ? ', inside TLS' : ''}`, async (t) => {
    const [from, to] = (await pair()).map((socket) => new SocketConnection(socket, OPTIONS)) as [
      SocketConnection,
      SocketConnection,
    ];
    for (const connection of [from, to]) connection.trust();
    if (tls) {
      const key = new Secret('the key of a Job');
      await Promise.all([
        startTls(from, 'psk', { role: 'client', tls: TLS_AUTOMATIC, key, host: 'localhost' }),
        startTls(to, 'psk', { role: 'server', tls: TLS_AUTOMATIC, key }),
      ]);
    }
    const random = pseudoRandom(99);
    const sent = createHash('sha256');
    const sending = (async () => {
      for (let i = 0; i < FRAMES; i++) {
        const bytes = Math.floor(random() * (i % 100 === 0 ? PAYLOAD_BYTES_MAX : i % 3 === 0 ? 65_536 : 300));
        const payload = STOCK.subarray(i, Math.min(STOCK.length, i + bytes));
        sent.update(`${payload.length} `).update(payload);
        await from.send(payload);
      }
      await from.sendSignal(SIGNAL.EOD);
    })();
    const got = createHash('sha256');
    t.is((await to.receive(WAIT))?.kind, 'data', 'one in the ordinary way, so that something has come before');
    const random0 = pseudoRandom(99);
    const first = STOCK.subarray(0, Math.floor(random0() * PAYLOAD_BYTES_MAX));
    got.update(`${first.length} `).update(first);
    to.receiveInBulk();
    for (let ended = false, rounds = 0; !ended; rounds++) {
      const frames = await to.receiveAvailable(WAIT);
      if (rounds % 40 === 0) await sleep(20);
      for (const frame of frames) {
        if (frame.kind === 'signal') ended = frame.signal === SIGNAL.EOD;
        else got.update(`${frame.payload.length} `).update(frame.payload);
      }
    }
    await sending;
    t.is(got.digest('hex'), sent.digest('hex'));
    await from.send('and words go on');
    const words = await to.receive(WAIT);
    t.is(words?.kind === 'data' ? words.payload.toString() : '', 'and words go on');
    await from[Symbol.asyncDispose]();
    const farewell = await to.receive(WAIT);
    t.is(farewell?.kind === 'signal' ? farewell.signal : 0, SIGNAL.TERMINATE);
    t.is(await to.receive(WAIT), undefined);
    await to[Symbol.asyncDispose]();
  });
}
