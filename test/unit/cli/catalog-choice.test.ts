import test from 'ava';
import { chooseCatalog } from '../../../src/cli/director/catalog-choice.ts';
import type { CatalogResource, CatalogServerResource, DirectorConfig } from '../../../src/config/index.ts';
import { Secret } from '../../../src/core/index.ts';

const config = (catalog: Partial<CatalogResource>): DirectorConfig =>
  ({
    director: { workingDirectory: '/var/lib/bacula', catalog: undefined },
    catalogs: new Map([['MyCatalog', { name: 'MyCatalog', dbName: 'bacula', dbPort: 0, ...catalog }]]),
  }) as unknown as DirectorConfig;
const node = (over: Partial<CatalogServerResource> = {}): CatalogServerResource => ({
  name: 'catalog',
  mode: undefined,
  dataDirectory: undefined,
  programDirectory: undefined,
  port: 5432,
  maximumConnections: 20,
  ...over,
});

test('without an address or a socket the Director brings its own PostgreSQL', (t) => {
  t.deepEqual(chooseCatalog(config({ user: 'bacula' }), node()), {
    kind: 'embedded',
    directory: '/var/lib/bacula/catalog',
    programDirectory: undefined,
    implied: true,
  });
  const chosen = chooseCatalog(config({}), node({ dataDirectory: '/srv/catalog', programDirectory: '/opt/pg/bin' }));
  t.like(chosen, { directory: '/srv/catalog', programDirectory: '/opt/pg/bin' });
});

test('with one of them it connects as the Catalog resource says', (t) => {
  const password = new Secret('x');
  t.deepEqual(chooseCatalog(config({ address: 'db.example.org', dbPort: 5433, user: 'b', password }), node()), {
    kind: 'external',
    options: { host: 'db.example.org', port: 5433, database: 'bacula', user: 'b', password, poolSize: 20 },
  });
  t.like(chooseCatalog(config({ dbSocket: '/run/pg' }), node()), { kind: 'external', options: { host: '/run/pg' } });
});

test('the mode of understudy.conf decides where it is set', (t) => {
  t.like(chooseCatalog(config({ address: 'db' }), node({ mode: 'embedded' })), { kind: 'embedded', implied: false });
  t.like(chooseCatalog(config({}), node({ mode: 'external' })), {
    kind: 'external',
    options: { host: '/var/run/postgresql', port: 5432 },
  });
});

test('a demand for TLS that cannot be met is refused, not ignored', (t) => {
  t.throws(() => chooseCatalog(config({ address: 'db', dbSslMode: 'verify-full' }), node()), {
    code: 'CLI_CATALOG_TLS',
  });
});
