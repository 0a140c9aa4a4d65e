/**
 * Whoever calls our File Daemon and is no Director, or talks nonsense when he is one: he is let go in bounded time, takes
 * no memory with him, and keeps nobody else out.
 */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import test from 'ava';
import { Secret } from '../../src/core/index.ts';
import { dialFileDaemon, TLS_AUTOMATIC, TLS_OFF } from '../../src/protocol/index.ts';
import { callClient } from '../support/ask-client.ts';
import { makeAuthority } from '../support/certificates.ts';
import { GIGABYTE_FRAME } from '../support/fault-proxy.ts';
import type { FileDaemon } from '../support/genuine.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { until } from '../support/wait.ts';

let client: FileDaemon;
test.before(async () => {
  client = await startOurFileDaemon();
});
test.after.always(() => client?.[Symbol.asyncDispose]());

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${client.pid}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

async function answers(): Promise<boolean> {
  await using conversation = await callClient(client);
  await conversation.send('.status header api=2 api_opts=');
  return /name=test-fd/.test((await conversation.packet()) ?? '');
}

function call(): Socket {
  const socket = connect(client.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  return socket;
}

test.serial('a thousand connections that say nothing cost little, and a Director is served beside them', async (t) => {
  t.true(await answers());
  const before = await residentBytes();
  const sockets = Array.from({ length: 1000 }, call);
  t.teardown(() => sockets.forEach((socket) => void socket.destroy()));
  await until(async () => sockets.filter(({ closed }) => closed).length >= 900, { what: 'most of them to be let go' });
  t.true(await answers());
  const grown = (await residentBytes()) - before;
  t.true(grown < 60_000_000, `${grown} bytes more than before`);
});

test.serial('frames of a gigabyte, of a negative length, and noise end the call and nothing else', async (t) => {
  const negative = Buffer.from([0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf0]);
  const endless = Buffer.concat([Buffer.from([0, 0, 1, 0]), Buffer.alloc(256, 0x41)]);
  const noises = [GIGABYTE_FRAME, negative, pseudoRandomBytes(4096, 1), endless, Buffer.from('GET / HTTP/1.0\r\n\r\n')];
  const sockets = noises.map(() => call());
  for (const [i, socket] of sockets.entries()) socket.end(noises[i] ?? '');
  t.true(await answers());
  await until(async () => sockets.every(({ closed }) => closed), { what: 'all of them to be let go' });
  t.true(await answers());
});

test.serial(
  'a Director that knows its password and then talks nonsense loses its call, and the next one is served',
  async (t) => {
    const directors = {
      host: '127.0.0.1',
      port: client.port,
      directorName: 'test-dir',
      connectTimeoutMs: 30_000,
      heartbeatSec: 0,
    };
    const dial = async (password = client.password, tls = TLS_AUTOMATIC) =>
      (await dialFileDaemon({ ...directors, password: new Secret(password), tls })).connection;
    for (const words of [
      'nonsense\n',
      `JobId=${'9'.repeat(400)}\n`,
      'backup\n',
      'level = nightly\n',
      `fileset\0\n${'x'.repeat(100_000)}`,
    ]) {
      const connection = await dial();
      await connection.sendSignal(-12_345);
      await connection.send(words);
      const heard: string[] = [];
      for (;;) {
        const frame = await connection.receive({ timeoutMs: 10_000 }).catch(() => undefined);
        if (frame === undefined || frame.kind === 'signal') break;
        heard.push(frame.payload.toString('latin1'));
      }
      t.regex(heard.join(''), /^(2\d\d\d |Unknown backup level)/, words.slice(0, 20));
      connection.destroy();
    }
    const large = await dial();
    await large.send(Buffer.alloc(1_500_000)).catch(() => {});
    t.is(await large.receive({ timeoutMs: 10_000 }).catch(() => undefined), undefined, 'longer than any frame may be');
    large.destroy();
    await t.throwsAsync(dial('wrong'), { code: 'WIRE_WRONG_PASSWORD' });
    t.true(await answers());
  },
);

test.serial('a Client that demands TLS is not talked to in clear', async (t) => {
  await using authority = await makeAuthority();
  await using strict = await startOurFileDaemon({ tls: 'certificate', authority });
  const call = dialFileDaemon({
    host: 'localhost',
    port: strict.port,
    directorName: 'test-dir',
    password: new Secret(strict.password),
    tls: TLS_OFF,
    connectTimeoutMs: 30_000,
    heartbeatSec: 0,
  });
  await t.throwsAsync(call, { message: /TLS/ });
});
