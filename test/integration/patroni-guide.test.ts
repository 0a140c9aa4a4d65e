/** Patroni's REST API at its worst: what answers well is believed, what does not costs nothing but a sentence. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { type Logger, systemClock } from '../../src/core/index.ts';
import { PatroniGuide } from '../../src/replication/index.ts';
import { until } from '../support/wait.ts';

const SILENT = { info: () => {}, warn: () => {} } as unknown as Logger;

type Answer = (response: ServerResponse) => void;

async function serve(stack: AsyncDisposableStack, answer: { now: Answer }): Promise<string> {
  const server = createServer((_request, response) => answer.now(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const cluster =
  (leader: string, url?: string): Answer =>
  (response) => {
    const member = (host: string) => ({
      ...{ name: host, host, port: 5432, state: 'running', role: host === leader ? 'leader' : 'replica' },
      ...(url !== undefined && { api_url: `${url}/patroni` }),
    });
    response.end(JSON.stringify({ members: [member('pg1'), member('pg2')] }));
  };

/** Each of them is no answer; the last one never ends. */
const BAD: readonly Answer[] = [
  (response) => response.writeHead(503).end('{}'),
  (response) => response.end('<html>'),
  (response) => response.end('{"members":[{"name":'),
  (response) => response.destroy(),
  (response) => response.writeHead(302, { location: 'http://192.0.2.1/' }).end(),
  (response) => {
    const more = (): boolean => response.write('x'.repeat(64 * 1024), (error) => void (error || more()));
    more();
  },
  (response) => response.write('{'),
];

test('whatever a member answers, the others are heard; when none answers what was known of the servers stays', async (t) => {
  await using stack = new AsyncDisposableStack();
  const [first, second] = [{ now: cluster('pg1') }, { now: cluster('pg1') }];
  const [firstUrl, secondUrl] = [await serve(stack, first), await serve(stack, second)];
  first.now = cluster('pg1', secondUrl);
  let changes = 0;
  // The second one is found through the first.
  const options = { urls: [firstUrl], tls: async () => ({}), clock: systemClock, logger: SILENT };
  const guide = stack.use(new PatroniGuide(options, () => changes++));
  const claimed = () => guide.claimed?.map(({ host }) => host).join();
  await until(() => claimed() === 'pg1,pg1', { what: 'both to be asked' });
  t.deepEqual(
    guide.servers.map(({ host }) => host),
    ['pg1', 'pg2'],
  );
  t.is(guide.trouble, undefined);

  guide.hasten();
  for (const bad of BAD) {
    [first.now, second.now] = [bad, cluster('pg2')];
    await until(() => claimed() === 'pg2', { what: () => `the second alone to be believed: ${bad}` });
    t.is(guide.trouble, undefined);
    first.now = cluster('pg1');
    await until(() => claimed()?.includes('pg1') === true, { what: () => `the first to be believed again: ${bad}` });
  }
  [first.now, second.now] = [BAD[0] as Answer, BAD[3] as Answer];
  await until(() => guide.trouble !== undefined, { what: 'its silence to be told' });
  t.is(guide.claimed, undefined, 'PostgreSQL alone decides');
  t.is(guide.servers.length, 2);
  t.regex(guide.trouble ?? '', /Patroni does not answer \(http/);
  t.true(changes > BAD.length);
});
