import test from 'ava';
import {
  buildHealthApp,
  HEALTH_QUESTIONS,
  type HealthSource,
  openHealthEndpoints,
} from '../../../../src/console/index.ts';
import { createLogger } from '../../../../src/core/index.ts';
import type { CatalogHealth, NodeHealth } from '../../../../src/ha/index.ts';

const STANDBY: CatalogHealth = {
  ...{ role: 'standby', running: true, writable: false, streaming: true, timeline: 2, lsn: '0/3000148' },
  ...{ lagBytes: 4096, synchronous: true },
};
const { lagBytes: _, ...LEADING } = STANDBY;
const PRIMARY: CatalogHealth = {
  ...LEADING,
  ...{ role: 'primary', epoch: 12, writable: true, streaming: false, synchronous: false },
};
const node = (over: Partial<NodeHealth> = {}): NodeHealth => ({
  ...{ name: 'n1', catalog: STANDBY, director: { role: 'waiting' }, leaders: { catalog: 'n2' } },
  ...{ paused: false, drained: false, leaseHeld: true, storeAgeMs: 5, alive: true },
  ...over,
});

const source = (over: Partial<NodeHealth> = {}, more: Partial<HealthSource> = {}): HealthSource => ({
  state: () => node(over),
  cluster: () => undefined,
  history: async () => [],
  logger: createLogger('silent'),
  ...more,
});

/** The questions that this node answers with yes. */
async function yes(over: Partial<NodeHealth>, query = ''): Promise<readonly string[]> {
  const app = await buildHealthApp(source(over));
  const asked = await Promise.all(
    Object.keys(HEALTH_QUESTIONS).map(async (url) => ({
      url,
      status: (await app.inject(`${url}${query}`)).statusCode,
    })),
  );
  return asked.filter(({ status }) => status === 200).map(({ url }) => url);
}

test('a synchronous standby is a replica, as far behind as the question allows', async (t) => {
  const well = [
    '/replica',
    '/read-only',
    '/synchronous',
    '/sync',
    '/director-standby',
    '/health',
    '/liveness',
    '/readiness',
  ];
  t.deepEqual(await yes({}), well);
  t.deepEqual(await yes({}, '?lag=4kB'), well);
  t.deepEqual(await yes({}, '?lag=4095'), ['/director-standby', '/health', '/liveness']);
  t.deepEqual(await yes({ catalog: { ...STANDBY, streaming: false } }), ['/director-standby', '/health', '/liveness']);
  t.true((await yes({ catalog: { ...STANDBY, synchronous: false } })).includes('/async'));
});

test('the primary is who leads for certain and takes writes; a Director leads for itself', async (t) => {
  const leading = { catalog: PRIMARY, director: { role: 'leading', epoch: 13 } } as const;
  const well = [
    '/',
    '/primary',
    '/read-write',
    '/leader',
    '/read-only',
    '/director',
    '/health',
    '/liveness',
    '/readiness',
  ];
  t.deepEqual(await yes(leading), well);
  const { epoch: __, ...uncertain } = PRIMARY;
  t.deepEqual(await yes({ catalog: uncertain, director: { role: 'leading' } }), ['/health', '/liveness']);
  t.deepEqual(await yes({ catalog: { ...PRIMARY, role: 'promoting', writable: false, running: true } }), [
    ...['/leader', '/director-standby', '/health', '/liveness'],
  ]);
});

test('a node without a Catalog is asked for its Director; one that stands still is not alive', async (t) => {
  const app = await buildHealthApp(source());
  t.is((await app.inject('/liveness')).statusCode, 200);
  const { catalog: _catalog, ...apart } = node();
  const alone = await buildHealthApp(source({}, { state: () => ({ ...apart, alive: false }) }));
  const asked = async (url: string) => (await alone.inject(url)).statusCode;
  t.deepEqual(
    [await asked('/health'), await asked('/readiness'), await asked('/primary'), await asked('/liveness')],
    [200, 200, 503, 503],
  );
});

test('GET tells what the node is; HEAD and OPTIONS the status alone or with it; a mistyped limit is refused', async (t) => {
  const app = await buildHealthApp(source());
  const got = await app.inject('/primary');
  t.is(got.statusCode, 503);
  t.deepEqual(got.json(), node());
  t.is(got.headers['cache-control'], 'no-store');
  for (const method of ['HEAD', 'OPTIONS'] as const) {
    t.is((await app.inject({ method, url: '/replica' })).statusCode, 200);
    t.is((await app.inject({ method, url: '/primary' })).statusCode, 503);
  }
  t.is((await app.inject('/replica?lag=much')).json().code, 'CONSOLE_BAD_REQUEST');
  t.is((await app.inject('/replica?lag=1&lag=2')).statusCode, 400);
  t.is((await app.inject('/nothing')).statusCode, 404);
  t.is((await app.inject({ method: 'POST', url: '/primary' })).statusCode, 404);
  t.is((await app.inject({ method: 'HEAD', url: '/primary' })).body, '');
});

test('the cluster and its history are told where they are known', async (t) => {
  t.is((await (await buildHealthApp(source())).inject('/cluster')).statusCode, 503);
  const cluster = {
    revision: 3,
    initialised: true,
    catalog: { epoch: 2 },
    director: { epoch: 0 },
    members: [],
    orders: [],
  };
  const entry = { office: 'catalog', epoch: 2, name: 'n1', why: 'Elected' } as const;
  const app = await buildHealthApp(source({}, { cluster: () => cluster, history: async () => [entry] }));
  t.deepEqual((await app.inject('/cluster')).json(), cluster);
  t.deepEqual((await app.inject('/history')).json(), { history: [entry] });
});

test('on its port it answers until it is closed', async (t) => {
  const endpoints = await openHealthEndpoints({ ...source(), address: '127.0.0.1', port: 0 });
  t.is((await fetch(`${endpoints.url}/replica`)).status, 200);
  const second = openHealthEndpoints({ ...source(), address: '127.0.0.1', port: Number(new URL(endpoints.url).port) });
  await t.throwsAsync(second, { code: 'CONSOLE_LISTEN' });
  await endpoints[Symbol.asyncDispose]();
  await t.throwsAsync(fetch(`${endpoints.url}/replica`));
});
