/** A sealed question reaches a member in the clear and over TLS, whoever made the certificate, and has bounds. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { postSealed } from '../../../src/ha/failsafe/post-sealed.ts';
import { makeAuthority } from '../../support/certificates.ts';

const echo: RequestListener = (request, response) => {
  request.pipe(response);
};
const never = new AbortController().signal;

async function served(t: ExecutionContext, server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

test('in the clear', async (t) => {
  const port = await served(t, createServer(echo));
  t.is(await postSealed(`http://127.0.0.1:${port}/x`, 'who?', never), 'who?');
});

test('over TLS with a certificate of an authority that this machine does not know', async (t) => {
  await using authority = await makeAuthority();
  const { certificateFile, keyFile } = await authority.issue('node', { addresses: ['127.0.0.1'] });
  const pair = { cert: await readFile(certificateFile), key: await readFile(keyFile) };
  const port = await served(t, createTlsServer(pair, echo) as Server);
  t.is(await postSealed(`https://127.0.0.1:${port}/x`, 'who?', never), 'who?');
});

test('an answer that is too long, none at all, and nobody there are errors', async (t) => {
  const long = await served(
    t,
    createServer((_, response) => response.end('x'.repeat(5_000))),
  );
  await t.throwsAsync(postSealed(`http://127.0.0.1:${long}/`, '', never), { message: /too long/ });
  const mute = await served(
    t,
    createServer(() => {}),
  );
  const stop = new AbortController();
  const asked = postSealed(`http://127.0.0.1:${mute}/`, '', stop.signal);
  stop.abort();
  await t.throwsAsync(asked, { name: 'AbortError' });
  await t.throwsAsync(postSealed('http://127.0.0.1:1/', '', never), { code: 'ECONNREFUSED' });
});
