/** A Connection and a peer that behaves badly, or merely fast. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { Secret } from '../../src/core/index.ts';
import { type Connection, dialFileDaemon, encodeFrame, tlsSettings } from '../../src/protocol/index.ts';
import { SocketConnection } from '../../src/protocol/socket-connection.ts';

interface Pair {
  readonly ours: SocketConnection;
  readonly theirs: Socket;
}

async function serve(t: ExecutionContext, onSocket: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    t.teardown(() => socket.destroy());
    socket.on('error', () => {});
    onSocket(socket);
  });
  t.teardown(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

async function pair(t: ExecutionContext, stallTimeoutMs = 5_000): Promise<Pair> {
  const arrived = Promise.withResolvers<Socket>();
  const port = await serve(t, arrived.resolve);
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const ours = new SocketConnection(socket, { peer: 'peer', heartbeatSec: 300, stallTimeoutMs });
  ours.trust();
  t.teardown(() => ours.destroy());
  return { ours, theirs: await arrived.promise };
}

const frame = (text: string): Buffer => encodeFrame({ kind: 'data', payload: Buffer.from(text) });
const WAIT = { timeoutMs: 30_000 };

const dial = (port: number, more: object = {}) =>
  dialFileDaemon({
    host: '127.0.0.1',
    port,
    directorName: 'dir',
    password: new Secret('x'),
    tls: tlsSettings({}),
    connectTimeoutMs: 30_000,
    handshakeTimeoutMs: 30_000,
    heartbeatSec: 300,
    ...more,
  });

test('nothing listens, no such host', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  await t.throwsAsync(dial(port), { code: 'WIRE_CONNECT_REFUSED' });
  await t.throwsAsync(dial(port, { host: 'no-such-host.invalid' }), { code: 'WIRE_HOST_NOT_FOUND' });
});

test('garbage, a web server, a packet of a gigabyte, silence and a closed door are told apart', async (t) => {
  const answers: readonly [string, (socket: Socket) => void, string][] = [
    ['web server', (s) => s.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'WIRE_NOT_BACULA'],
    ['gigabyte', (s) => s.write(Buffer.from('1f000000', 'hex')), 'WIRE_NOT_BACULA'],
    ['bytes', (s) => s.write(Buffer.from('00000004deadbeef', 'hex')), 'WIRE_NOT_BACULA'],
    ['other words', (s) => s.write(frame('Go away\n')), 'WIRE_HELLO_REFUSED'],
    ['silence', () => {}, 'WIRE_PEER_TIMEOUT'],
    ['closed', (s) => s.end(), 'WIRE_HELLO_IGNORED'],
    ['reset', (s) => s.resetAndDestroy(), 'WIRE_HELLO_IGNORED'],
    ['half a frame', (s) => s.end(Buffer.from('00000009', 'hex')), 'WIRE_HELLO_IGNORED'],
    [
      'TLS that is none',
      (s) => s.write(Buffer.concat([frame('starttls tlspsk=100\n'), Buffer.from('garbage garbage')])),
      'WIRE_TLS_HANDSHAKE',
    ],
    ['TLS that was not offered', (s) => s.write(frame('starttls tlspsk=1\n')), 'WIRE_TLS_HANDSHAKE'],
    ['TLS that never comes', (s) => s.write(frame('starttls tlspsk=100\n')), 'WIRE_PEER_TIMEOUT'],
  ];
  await Promise.all(
    answers.map(async ([label, answer, code]) => {
      const port = await serve(t, (socket) => socket.once('data', () => answer(socket)));
      const patience = code === 'WIRE_PEER_TIMEOUT' ? { handshakeTimeoutMs: 500 } : {};
      await t.throwsAsync(dial(port, patience), { code }, label);
    }),
  );
});

test('signals without end instead of a challenge end in bounded time', async (t) => {
  const port = await serve(t, (socket) => {
    const timer = setInterval(() => socket.write(Buffer.from('fffffffa', 'hex')), 5);
    socket.on('close', () => clearInterval(timer));
  });
  await t.throwsAsync(dial(port, { handshakeTimeoutMs: 300 }), { code: 'WIRE_PEER_TIMEOUT' });
});

test('an abort ends a dial at once, with its reason', async (t) => {
  const port = await serve(t, () => {});
  const reason = new Error('cancelled');
  const abort = new AbortController();
  const dialled = dial(port, { signal: abort.signal, handshakeTimeoutMs: 60_000 });
  setTimeout(() => abort.abort(reason), 50);
  t.is(await t.throwsAsync(dialled), reason);
  t.is(await t.throwsAsync(dial(port, { signal: abort.signal })), reason);
});

test('frames sent in one tick leave in one write, in order', async (t) => {
  const { ours, theirs } = await pair(t);
  const chunks: Buffer[] = [];
  theirs.on('data', (chunk) => chunks.push(chunk));
  for (let i = 0; i < 50; i++) ours.send(`line ${i}\n`);
  ours.sendSignal(-1);
  await ours.send(Buffer.alloc(20_000, 'x'));
  await ours[Symbol.asyncDispose]();
  await once(theirs, 'end');
  const wire = Buffer.concat(chunks);
  t.is((chunks[0] as Buffer).length > 50, true);
  t.true(wire.includes(frame('line 0\n')) && wire.includes(frame('line 49\n')));
  t.is(wire.readInt32BE(wire.length - 4), -4);
});

test('what was received is handed out before the end is told', async (t) => {
  const { ours, theirs } = await pair(t);
  theirs.end(Buffer.concat([frame('one'), frame('two')]));
  await once(theirs, 'close').catch(() => {});
  t.is((await ours.receiveAvailable(WAIT)).length > 0, true);
  const rest = await ours.receiveAvailable(WAIT);
  if (rest.length > 0) t.deepEqual(await ours.receiveAvailable(WAIT), []);
  t.is(await ours.receive(WAIT), undefined);
});

test('a reset, an end within a frame and a silent peer are errors that name the peer', async (t) => {
  const cut = await pair(t);
  cut.theirs.end(frame('whole').subarray(0, 7));
  await t.throwsAsync(cut.ours.receive(WAIT), { code: 'WIRE_CONNECTION_LOST', message: /peer.*middle of a frame/ });
  const reset = await pair(t);
  setTimeout(() => reset.theirs.resetAndDestroy(), 20);
  await t.throwsAsync(reset.ours.receive(WAIT), { code: 'WIRE_CONNECTION_LOST', message: /peer/ });
  const silent = await pair(t);
  await t.throwsAsync(silent.ours.receive({ timeoutMs: 30 }), { code: 'WIRE_PEER_TIMEOUT', message: /peer/ });
  silent.theirs.write(frame('late'));
  t.deepEqual(await silent.ours.receive(WAIT), { kind: 'data', payload: Buffer.from('late') });
});

test('an abort ends a wait with its reason, and the connection is still good', async (t) => {
  const { ours, theirs } = await pair(t);
  const abort = new AbortController();
  const reason = new Error('cancelled');
  setTimeout(() => abort.abort(reason), 20);
  t.is(await t.throwsAsync(ours.receive({ ...WAIT, signal: abort.signal })), reason);
  theirs.write(frame('still here'));
  t.deepEqual(await ours.receive(WAIT), { kind: 'data', payload: Buffer.from('still here') });
});

test('destroy ends a wait and everything after it', async (t) => {
  const { ours } = await pair(t);
  const error = new Error('enough');
  setTimeout(() => ours.destroy(error), 20);
  t.is(await t.throwsAsync(ours.receive(WAIT)), error);
  t.is(await t.throwsAsync(ours.send('x')), error);
  await ours[Symbol.asyncDispose]();
  await ours[Symbol.asyncDispose]();
});

test('a gigabyte announced in mid-stream ends the connection after the good frames', async (t) => {
  const { ours, theirs } = await pair(t);
  theirs.write(Buffer.concat([frame('good'), Buffer.from('1fffffff00', 'hex')]));
  t.deepEqual(await ours.receiveAvailable(WAIT), [{ kind: 'data', payload: Buffer.from('good') }]);
  await t.throwsAsync(ours.receiveAvailable(WAIT), { code: 'WIRE_FRAME_TOO_LONG' });
  await t.throwsAsync(ours.send('x'), { code: 'WIRE_FRAME_TOO_LONG' });
});

test('a sender that waits is held back by a peer that does not read, and released in bounded time', async (t) => {
  const { ours, theirs } = await pair(t, 300);
  theirs.pause();
  const payload = Buffer.alloc(64 * 1024);
  let sent = 0;
  const error = await t.throwsAsync(
    (async () => {
      for (; sent < 10_000; sent++) await ours.send(payload);
    })(),
  );
  t.is((error as { code?: string }).code, 'WIRE_PEER_TIMEOUT');
  t.true(sent < 1_000, `${sent} frames went out`);
});

test('a sender that does not wait is stopped before memory is full', async (t) => {
  const { ours, theirs } = await pair(t);
  theirs.pause();
  for (let i = 0; i < 2_000; i++) ours.send(Buffer.alloc(64 * 1024));
  await t.throwsAsync(ours.send('x'), { code: 'WIRE_SEND_QUEUE_FULL' });
});

test('a slow reader gets everything, and so does a slow writer', async (t) => {
  const { ours, theirs } = await pair(t, 2_000);
  let bytes = 0;
  theirs.on('data', (chunk) => {
    bytes += chunk.length;
    theirs.pause();
    setTimeout(() => theirs.resume(), 1);
  });
  for (let i = 0; i < 100; i++) await ours.send(Buffer.alloc(64 * 1024));
  await ours[Symbol.asyncDispose]();
  await once(theirs, 'close');
  t.is(bytes, 100 * (64 * 1024 + 4) + 4);
});

test('a peer that floods is held back while nobody reads', async (t) => {
  const { ours, theirs } = await pair(t);
  const block = Buffer.concat(Array.from({ length: 1_000 }, () => frame('x'.repeat(60))));
  let written = 0;
  let stopped = false;
  const pump = (): void => {
    while (!stopped && written < 4_000) {
      written++;
      if (!theirs.write(block)) return;
    }
  };
  theirs.on('drain', pump);
  pump();
  await sleep(300);
  const held = written;
  t.true(held < 4_000, `${held} blocks went through`);
  let frames = 0;
  while (frames < held * 1_000) frames += (await ours.receiveAvailable(WAIT)).length;
  stopped = true;
  t.true(frames >= held * 1_000);
});

test('dispose is bounded when the peer does not read', async (t) => {
  const stallTimeoutMs = 3_600_000; // who waited for the peer would not end within the limit of a test
  const { ours, theirs } = await pair(t, stallTimeoutMs);
  theirs.pause();
  for (let i = 0; i < 100; i++) ours.send(Buffer.alloc(64 * 1024));
  await t.notThrowsAsync(async () => (ours as Connection)[Symbol.asyncDispose]());
});
