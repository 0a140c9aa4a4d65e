/** The Director's ways in: who finds which door, and what becomes of what others left there. */
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { openConsoleApi, type PreparedConsole, prepareConsole } from '../../src/console/index.ts';
import { Secret } from '../../src/core/index.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { fakeServices } from '../unit/console/fake-services.ts';

async function ask(socketPath: string, path = '/v1/pools'): Promise<{ status: number | undefined; body: string }> {
  const sent = request({ socketPath, path });
  sent.end();
  const [response] = await once(sent, 'response');
  const body = (await response.setEncoding('utf8').toArray()).join('');
  return { status: response.statusCode, body };
}

test('the socket is there before the Director is ready, and says so; only its user and group may open it', async (t) => {
  await using dir = await makeTempDir('console');
  const socket = join(dir.path, 'api.socket');
  await using api = await openConsoleApi({ socket });
  t.is((await stat(socket)).mode & 0o777, 0o660);
  const early = await ask(socket);
  t.is(early.status, 503);
  t.is(JSON.parse(early.body).code, 'CONSOLE_UNAVAILABLE');
  const serving = await api.serve(fakeServices().services);
  t.is((await ask(socket)).status, 200);
  await serving[Symbol.asyncDispose]();
  t.regex((await ask(socket)).body, /stopping/);
});

test('routes that were built before there was a Director answer for it; only what comes by TCP needs the token', async (t) => {
  await using dir = await makeTempDir('console');
  const socket = join(dir.path, 'api.socket');
  let used = 0;
  const prepare = async (): Promise<PreparedConsole> => {
    const { serve } = await prepareConsole();
    const counted: PreparedConsole['serve'] = (...asked) => {
      used += 1;
      return serve(...asked);
    };
    return { serve: counted };
  };
  const prepared = [await prepare(), await prepare()];
  const tcp = { address: '127.0.0.1', port: 0, token: new Secret('correct-horse') };
  await using api = await openConsoleApi({ socket, tcp, prepared });
  t.is((await ask(socket)).status, 503);
  await api.serve(fakeServices().services);
  t.is(used, 2);
  const jobs = await ask(socket, '/v1/jobs');
  t.is(jobs.status, 200);
  t.is((await fetch(`${api.url}/v1/jobs`)).status, 401);
  const shown = await fetch(`${api.url}/v1/jobs`, { headers: { authorization: 'Bearer correct-horse' } });
  t.is(shown.status, 200);
  t.is(await shown.text(), jobs.body);
});

test('a socket that a killed Director left is replaced; one that answers, and any other file, stays', async (t) => {
  await using dir = await makeTempDir('console');
  const socket = join(dir.path, 'api.socket');
  {
    await using first = await openConsoleApi({ socket });
    await t.throwsAsync(openConsoleApi({ socket }), { code: 'CONSOLE_SOCKET_IN_USE' });
    t.is(first.socket, socket);
    t.is((await ask(socket)).status, 503);
  }
  await t.throwsAsync(stat(socket), { code: 'ENOENT' });

  const file = join(dir.path, 'file');
  await writeFile(file, 'precious');
  await t.throwsAsync(openConsoleApi({ socket: file }), { code: 'CONSOLE_LISTEN', message: /no socket/ });
  await t.throwsAsync(openConsoleApi({ socket: join(dir.path, 'x'.repeat(120)) }), { message: /longer than/ });
  await t.throwsAsync(openConsoleApi({ socket: join(dir.path, 'no', 'folder') }), { code: 'CONSOLE_LISTEN' });
});

test('a port in use is told, and the socket that was opened before it is given up', async (t) => {
  await using dir = await makeTempDir('console');
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const { port } = other.address() as { port: number };
  const socket = join(dir.path, 'api.socket');
  const opening = openConsoleApi({ socket, tcp: { address: '127.0.0.1', port, token: new Secret('x') } });
  await t.throwsAsync(opening, { code: 'CONSOLE_LISTEN', message: /EADDRINUSE/ });
  await t.throwsAsync(stat(socket), { code: 'ENOENT' });
});

test('somebody who follows a Job does not keep the Director from stopping', async (t) => {
  await using dir = await makeTempDir('console');
  const socket = join(dir.path, 'api.socket');
  const api = await openConsoleApi({ socket });
  await api.serve(fakeServices().services);
  const sent = request({ socketPath: socket, path: '/v1/jobs/7/events' });
  sent.end();
  const [response] = await once(sent, 'response');
  const ended = new Promise((resolve) =>
    response
      .resume()
      .on('error', () => {})
      .once('close', resolve),
  );
  await api[Symbol.asyncDispose]();
  await ended;
  t.pass();
});
