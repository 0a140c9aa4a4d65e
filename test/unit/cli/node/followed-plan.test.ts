import test from 'ava';
import { parseServers, planFollowed } from '../../../../src/cli/node/followed-plan.ts';
import type { CatalogServerResource, DirectorConfig } from '../../../../src/config/index.ts';

test('a list of hosts is read as libpq reads it, with ports beside the hosts', (t) => {
  const read = (text: string) => parseServers(text, 5432)?.map(({ host, port }) => `${host}|${port}`);
  t.deepEqual(read('10.0.0.1, 10.0.0.2:5433'), ['10.0.0.1|5432', '10.0.0.2|5433']);
  t.deepEqual(read('pg1,pg2 pg1'), ['pg1|5432', 'pg2|5432']);
  t.deepEqual(read('[fd00::1]:6432, fd00::2'), ['fd00::1|6432', 'fd00::2|5432']);
  for (const text of ['', ' , ', 'pg1:0', 'pg1:65536', 'pg1:x', '/run/postgresql', 'a:1:b'])
    t.is(read(text), undefined);
});

const config = (catalog: object): DirectorConfig =>
  ({ director: {}, catalogs: new Map([['C', { name: 'C', dbPort: 0, ...catalog }]]) }) as unknown as DirectorConfig;
const node = (more: Partial<CatalogServerResource>) => ({ patroniAddresses: [], ...more }) as CatalogServerResource;

test('External takes its hosts from DB Address, Patroni its own addresses, and Managed neither', (t) => {
  t.is(planFollowed(config({ address: 'pg1' }), node({ mode: undefined })), undefined);
  t.is(planFollowed(config({ address: 'pg1' }), node({ mode: 'managed' })), undefined);
  t.deepEqual(planFollowed(config({ address: 'pg1', dbPort: 6000 }), node({ mode: 'external' })), {
    mode: 'external',
    servers: [{ host: 'pg1', port: 6000 }],
  });
  const patroniAddresses = ['pg1', 'PG2:9008', 'https://pg3', 'https://pg4:443', '[fd00::1]:8008'];
  t.like(planFollowed(config({}), node({ mode: 'patroni', patroniAddresses })), {
    mode: 'patroni',
    urls: ['http://pg1:8008', 'http://pg2:9008', 'https://pg3:8008', 'https://pg4:443', 'http://[fd00::1]:8008'],
  });
});

test('a Catalog that all nodes could not reach alike is refused in a sentence', (t) => {
  const what = (catalog: object) => {
    const plan = planFollowed(config(catalog), node({ mode: 'external' }));
    return plan !== undefined && 'what' in plan ? plan.what : undefined;
  };
  t.regex(what({}) ?? '', /no DB Address/);
  t.regex(what({ address: 'pg1', dbSocket: '/run/postgresql' }) ?? '', /DB Socket/);
  t.regex(what({ address: 'pg1:99999' }) ?? '', /no list of hosts/);
  t.regex(what({ address: 'pg1', dbSslMode: 'verify-full' }) ?? '', /not supported yet/);
});
