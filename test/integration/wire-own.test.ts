/** Our caller against our own listener: every combination of TLS on both sides, and every reason to be turned away. */
import test from 'ava';
import { Secret } from '../../src/core/index.ts';
import {
  type Accepted,
  type Connection,
  dialFileDaemon,
  formatClientReply,
  type Listener,
  type ListenOptions,
  listenForCalls,
  passwordKey,
  type TlsDirectives,
  tlsSettings,
} from '../../src/protocol/index.ts';
import { type Authority, makeAuthority } from '../support/certificates.ts';
import { until } from '../support/wait.ts';

const PASSWORD = new Secret('geheim');
const WAIT = { timeoutMs: 30_000 };

let authority: Authority;
let stranger: Authority;
let certificate: TlsDirectives;
test.before(async () => {
  [authority, stranger] = await Promise.all([makeAuthority(), makeAuthority()]);
  const { certificateFile, keyFile } = await authority.issue('both');
  certificate = {
    tlsEnable: true,
    tlsCaCertificateFile: authority.caFile,
    tlsCertificate: certificateFile,
    tlsKey: keyFile,
  };
});
test.after.always(async () => {
  await authority?.[Symbol.asyncDispose]();
  await stranger?.[Symbol.asyncDispose]();
});

interface Called extends AsyncDisposable {
  readonly listener: Listener;
  readonly refused: unknown[];
  next(): Promise<Accepted>;
}

async function listen(tls: TlsDirectives, more: Partial<ListenOptions> = {}): Promise<Called> {
  const refused: unknown[] = [];
  const calls: Accepted[] = [];
  let arrived = Promise.withResolvers<void>();
  const settings = tlsSettings(tls);
  const listener = await listenForCalls({
    host: '127.0.0.1',
    port: 0,
    ownName: 'our fd',
    kinds: ['director-to-client', 'ping'],
    lookup: (hello) =>
      hello.kind === 'director-to-client' && hello.director === 'test dir'
        ? { key: passwordKey(PASSWORD), tls: settings }
        : undefined,
    welcome: () => [formatClientReply(15)],
    heartbeatSec: 300,
    refusalDelayMs: 1,
    onCall: (call) => {
      calls.push(call);
      arrived.resolve();
    },
    onRefused: (error) => void refused.push(error),
    ...more,
  });
  return {
    listener,
    refused,
    next: async () => {
      if (calls.length === 0) await arrived.promise;
      arrived = Promise.withResolvers();
      return calls.shift() as Accepted;
    },
    [Symbol.asyncDispose]: async () => {
      await listener[Symbol.asyncDispose]();
      for (const { connection } of calls) connection.destroy();
    },
  };
}

const call = (port: number, tls: TlsDirectives, more: { directorName?: string; password?: Secret } = {}) =>
  dialFileDaemon({
    host: 'localhost',
    port,
    directorName: 'test dir',
    password: PASSWORD,
    tls: tlsSettings(tls),
    connectTimeoutMs: 30_000,
    heartbeatSec: 300,
    handshakeTimeoutMs: 30_000,
    ...more,
  });

async function exchange(a: Connection, b: Connection): Promise<string | undefined> {
  await a.send('ping\n');
  const frame = await b.receive(WAIT);
  return frame?.kind === 'data' ? frame.payload.toString() : undefined;
}

const OFF: TlsDirectives = { tlsPskEnable: false };
const sides = (): Record<string, TlsDirectives> => ({
  off: OFF,
  psk: {},
  pskRequired: { tlsRequire: true },
  certificate: { ...certificate, tlsPskEnable: false },
  certificateRequired: { ...certificate, tlsPskEnable: false, tlsRequire: true },
  both: certificate,
  bothRequired: { ...certificate, tlsRequire: true },
});

test('every combination of TLS on both sides ends as the table says', async (t) => {
  const can = (side: string) => ({
    certificate: /certificate|both/.test(side),
    psk: /psk|both/.test(side),
    required: side.endsWith('Required'),
  });
  for (const [theirs, serverTls] of Object.entries(sides())) {
    await using server = await listen(serverTls);
    for (const [ours, clientTls] of Object.entries(sides())) {
      const [c, s] = [can(ours), can(theirs)];
      const expected = c.certificate && s.certificate ? 'certificate' : c.psk && s.psk ? 'psk' : 'none';
      const label = `caller ${ours}, called ${theirs}`;
      if (expected === 'none' && (c.required || s.required)) {
        const error = await t.throwsAsync(call(server.listener.port, clientTls), undefined, label);
        t.regex(
          String((error as { code?: string }).code),
          /^WIRE_(TLS_REQUIRED|TLS_REQUIRED_BY_PEER|HELLO_IGNORED|CONNECTION_LOST)$/,
          label,
        );
        continue;
      }
      const { connection, version } = await call(server.listener.port, clientTls);
      const accepted = await server.next();
      t.is(version, 15);
      t.is(connection.encryption, expected, label);
      t.is(accepted.connection.encryption, expected, label);
      t.is(await exchange(connection, accepted.connection), 'ping\n', label);
      t.is(await exchange(accepted.connection, connection), 'ping\n', label);
      await connection[Symbol.asyncDispose]();
      const last = await accepted.connection.receive(WAIT);
      t.deepEqual(last, { kind: 'signal', signal: -4 }, label);
      t.is(await accepted.connection.receive(WAIT), undefined);
      await accepted.connection[Symbol.asyncDispose]();
    }
  }
});

test('a wrong password is told on both sides, in clear and with PSK', async (t) => {
  for (const tls of [OFF, {}]) {
    await using server = await listen(tls);
    await t.throwsAsync(call(server.listener.port, tls, { password: new Secret('falsch') }), {
      code: 'WIRE_WRONG_PASSWORD',
    });
    await until(() => server.refused.length > 0, { what: 'the listener to say so' });
    t.is((server.refused[0] as { code: string }).code, 'WIRE_WRONG_PASSWORD');
  }
});

test('an unknown Director is told so', async (t) => {
  await using server = await listen({});
  await t.throwsAsync(call(server.listener.port, {}, { directorName: 'nobody' }), { code: 'WIRE_UNKNOWN_DIRECTOR' });
});

test('certificates that do not fit are told apart', async (t) => {
  await using server = await listen({ ...certificate, tlsPskEnable: false });
  const { port } = server.listener;
  const own = { ...certificate, tlsPskEnable: false };
  const foreign = await stranger.issue('foreign');
  await t.throwsAsync(call(port, { ...own, tlsCaCertificateFile: stranger.caFile }), { code: 'WIRE_TLS_UNTRUSTED' });
  await t.throwsAsync(call(port, { ...own, tlsAllowedCn: ['other'] }), { code: 'WIRE_TLS_NAME_NOT_ALLOWED' });
  await t.throwsAsync(call(port, { ...own, tlsKey: '/nonexistent/key.pem' }), { code: 'WIRE_TLS_FILE' });
  // Our server says no after the handshake; what the caller hears of it is a closed connection.
  const refused = await t.throwsAsync(
    call(port, { ...own, tlsCertificate: foreign.certificateFile, tlsKey: foreign.keyFile }),
  );
  t.regex(String((refused as { code?: string }).code), /^WIRE_/);
  t.true(server.refused.length > 0);
});

test('a certificate for another host is not enough', async (t) => {
  const { certificateFile, keyFile } = await authority.issue('elsewhere', { commonName: 'elsewhere.example.org' });
  await using server = await listen({
    ...certificate,
    tlsPskEnable: false,
    tlsCertificate: certificateFile,
    tlsKey: keyFile,
  });
  await t.throwsAsync(call(server.listener.port, { ...certificate, tlsPskEnable: false }), {
    code: 'WIRE_TLS_NAME_MISMATCH',
  });
});

test('strangers are limited in number and in time', async (t) => {
  await using server = await listen({}, { strangersPerAddressMax: 2, handshakeTimeoutMs: 4_000 });
  const { connect } = await import('node:net');
  const started = [1, 2, 3].map(() => connect(server.listener.port, '127.0.0.1'));
  const closed = started.map(
    (socket) =>
      new Promise((resolve) =>
        socket
          .on('error', () => {})
          .resume()
          .once('close', resolve),
      ),
  );
  await Promise.all(closed);
  const codes = server.refused.map((error) => (error as { code: string }).code).sort();
  t.deepEqual(codes, ['WIRE_CALLER_REFUSED', 'WIRE_PEER_TIMEOUT', 'WIRE_PEER_TIMEOUT']);
  const { connection } = await call(server.listener.port, {});
  connection.destroy();
});

test('a ping is answered', async (t) => {
  await using server = await listen({});
  const { connect } = await import('node:net');
  const socket = connect(server.listener.port, '127.0.0.1');
  socket.write(Buffer.from('\0\0\0\x05Ping\n'));
  const received: Buffer[] = [];
  for await (const chunk of socket) received.push(chunk);
  t.is(Buffer.concat(received).toString('latin1'), '\0\0\0\x0d2000 Ping OK\n\xff\xff\xff\xfc');
});
