/** A Client that waits for its Director (specification 01-wire §4.6), both ends ours: TLS ends in mid-stream, and Hello follows. */
import type { Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { Secret } from '../../src/core/index.ts';
import { duplicateDescriptor } from '../../src/daemons/file/native/index.ts';
import {
  acceptCall,
  formatClientReply,
  formatDirectorReply,
  holdClient,
  listenForCalls,
  passwordKey,
  type TlsDirectives,
  tlsSettings,
  type WaitingClient,
  waitForDirector,
} from '../../src/protocol/index.ts';
import { type Authority, makeAuthority } from '../support/certificates.ts';

let authority: Authority;
let certificate: TlsDirectives;
test.before(async () => {
  authority = await makeAuthority();
  const issued = await authority.issue('both');
  const { certificateFile: tlsCertificate, keyFile: tlsKey } = issued;
  certificate = { tlsEnable: true, tlsRequire: true, tlsCaCertificateFile: authority.caFile, tlsCertificate, tlsKey };
});
test.after.always(() => authority?.[Symbol.asyncDispose]());

const PASSWORD = new Secret('secret');
const WAIT = { timeoutMs: 30_000 };

interface Waiting {
  readonly held: WaitingClient;
  /** The Client's end, when it has been woken. */
  readonly wanted: Promise<Socket>;
  readonly leave: AbortController;
}

async function waiting(t: ExecutionContext, directives: TlsDirectives): Promise<Waiting> {
  const arrived = Promise.withResolvers<WaitingClient>();
  const tls = tlsSettings(directives);
  const listener = await listenForCalls({
    port: 0,
    ownName: 'dir',
    kinds: ['client-to-director'],
    severable: true,
    lookup: () => ({ key: passwordKey(PASSWORD), tls }),
    welcome: () => [formatDirectorReply(10002, 'dir', '15.0.3 (25 March 2025)'), 'OK\n'],
    heartbeatSec: 60,
    onCall: (accepted) => arrived.resolve(holdClient(accepted)),
    onRefused: (error) => arrived.reject(error),
  });
  t.teardown(() => listener[Symbol.asyncDispose]());
  const leave = new AbortController();
  const wanted = waitForDirector({
    host: 'localhost',
    port: listener.port,
    clientName: 'fd',
    password: PASSWORD,
    tls,
    connectTimeoutMs: 30_000,
    patienceMs: 60_000,
    heartbeatSec: 60,
    duplicate: duplicateDescriptor,
    signal: leave.signal,
  });
  wanted.catch(() => {});
  return { held: await arrived.promise, wanted, leave };
}

const wake = { directorName: 'dir', password: PASSWORD, heartbeatSec: 60, wakeMs: 30_000, handshakeTimeoutMs: 30_000 };

for (const [kind, directives] of [
  ['none', () => ({ tlsPskEnable: false })],
  ['psk', () => ({})],
  ['certificate', () => ({ ...certificate, tlsPskEnable: false })],
] as const) {
  test(`a Client that waits is woken and greeted anew: ${kind}`, async (t) => {
    const { held, wanted } = await waiting(t, directives());
    const tls = tlsSettings(directives());
    const dialling = held.wake({ ...wake, tls });
    const accepting = acceptCall(await wanted, {
      ownName: 'fd',
      kinds: ['director-to-client'],
      lookup: () => ({ key: passwordKey(PASSWORD), tls }),
      welcome: () => [formatClientReply(15)],
      heartbeatSec: 60,
    });
    const [{ connection, version }, accepted] = await Promise.all([dialling, accepting]);
    t.is(version, 15);
    t.is(connection.encryption, kind);
    const large = Buffer.alloc(500_000, 'x');
    await connection.send(large);
    const heard = await accepted?.connection.receive(WAIT);
    t.is(heard?.kind === 'data' ? heard.payload.length : 0, large.length);
    await accepted?.connection.send('pong');
    t.deepEqual(await connection.receive(WAIT), { kind: 'data', payload: Buffer.from('pong') });
    t.regex((await held.gone).message, /woken/);
    await connection[Symbol.asyncDispose]();
    await accepted?.connection[Symbol.asyncDispose]();
  });
}

for (const directives of [{ tlsPskEnable: false }, {}]) {
  test(`a Client that leaves is gone at once, ${'tlsPskEnable' in directives ? 'in clear' : 'inside TLS'}, and cannot be woken`, async (t) => {
    const { held, leave } = await waiting(t, directives);
    leave.abort(new Error('enough'));
    t.regex((await held.gone).message, /hung up|lost|closed/);
    await t.throwsAsync(held.wake({ ...wake, tls: tlsSettings(directives) }));
  });
}

test('a Director that lets a waiting Client go is noticed by it', async (t) => {
  const { held, wanted } = await waiting(t, {});
  await held[Symbol.asyncDispose]();
  await t.throwsAsync(wanted, { code: 'WIRE_CONNECTION_LOST' });
});
