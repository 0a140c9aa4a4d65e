import test from 'ava';
import type { CatalogProbe } from '../../../src/catalog/index.ts';
import { chooseCatalog, decideOpenChoice, type OpenChoice } from '../../../src/cli/director/catalog-choice.ts';
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
  patroniAddresses: [],
  patroniTlsCaCertificateFile: undefined,
  patroniTlsCertificate: undefined,
  patroniTlsKey: undefined,
  journalsUntil: 'standby',
  maximumConnections: 20,
  ...over,
});

const open = (catalog: Partial<CatalogResource> = {}, over: Partial<CatalogServerResource> = {}): OpenChoice => {
  const choice = chooseCatalog(config(catalog), node(over));
  if (choice.kind !== 'open') throw new Error(`decided already: ${choice.kind}`);
  return choice;
};

test('where no file names a mode or a place, it depends on what is found', (t) => {
  t.like(open({ user: 'bacula', dbPort: 5433 }), {
    embedded: { directory: '/var/lib/bacula/catalog', programDirectory: undefined },
    local: { options: { host: '/var/run/postgresql', port: 5433, user: 'bacula', database: 'bacula' } },
  });
  t.like(open({}, { dataDirectory: '/srv/catalog', programDirectory: '/opt/pg/bin' }).embedded, {
    directory: '/srv/catalog',
    programDirectory: '/opt/pg/bin',
  });
  const elsewhere = chooseCatalog(config({}), node(), '/tmp/pg');
  t.like(elsewhere, { kind: 'open', local: { options: { host: '/tmp/pg' } } });
});

test('an embedded Catalog that exists goes before one of the local PostgreSQL', (t) => {
  t.is(decideOpenChoice(open(), { embeddedExists: true, local: 'catalog' }).kind, 'embedded');
});

test('a Catalog that a genuine Director has filled is taken over, not passed by', (t) => {
  const choice = decideOpenChoice(open(), { embeddedExists: false, local: 'catalog' });
  t.like(choice, { kind: 'external', options: { host: '/var/run/postgresql' } });
  t.regex(choice.why, /holds a Catalog/);
});

test('where the local PostgreSQL has none the Director brings its own, and says why', (t) => {
  const decide = (local: CatalogProbe) => decideOpenChoice(open(), { embeddedExists: false, local });
  for (const local of ['no-server', 'no-database', 'no-catalog'] as const) {
    t.like(decide(local), { kind: 'embedded', doubtful: false }, local);
    t.regex(decide(local).why, /no place is named/);
  }
  t.like(decide('no-login'), { kind: 'embedded', doubtful: true });
});

test('with one of them it connects as the Catalog resource says', (t) => {
  const password = new Secret('x');
  t.deepEqual(chooseCatalog(config({ address: 'db.example.org', dbPort: 5433, user: 'b', password }), node()), {
    kind: 'external',
    why: 'the Catalog resource names it',
    options: { host: 'db.example.org', port: 5433, database: 'bacula', user: 'b', password, poolSize: 20 },
  });
  t.like(chooseCatalog(config({ dbSocket: '/run/pg' }), node()), { kind: 'external', options: { host: '/run/pg' } });
});

test('the mode of understudy.conf decides where it is set', (t) => {
  t.like(chooseCatalog(config({ address: 'db' }), node({ mode: 'embedded' })), { kind: 'embedded', doubtful: false });
  t.like(chooseCatalog(config({}), node({ mode: 'external' })), {
    kind: 'external',
    options: { host: '/var/run/postgresql', port: 5432 },
  });
});

test('a demand for TLS that cannot be met is refused, not ignored', (t) => {
  t.throws(() => chooseCatalog(config({ address: 'db', dbSslMode: 'verify-full' }), node()), {
    code: 'CLI_CATALOG_SSL_MODE',
  });
  t.throws(() => chooseCatalog(config({ address: 'db', dbSslMode: 'require', dbSslCaPath: '/etc/ssl' }), node()), {
    code: 'CLI_CATALOG_SSL_MODE',
  });
  const encrypted = chooseCatalog(config({ address: 'db', dbSslMode: 'Verify-Full', dbSslCa: '/nowhere' }), node());
  t.true(encrypted.kind === 'external');
  if (encrypted.kind === 'external') t.throws(() => encrypted.options.tls?.(), { code: 'TLS_FILE' });
  t.like(chooseCatalog(config({ dbSocket: '/run/pg', dbSslMode: 'require' }), node()), { kind: 'external' });
});
