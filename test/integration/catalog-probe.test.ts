/** What the Director finds in a PostgreSQL that nobody has named to it, and what it makes of it at its start. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { probeCatalog } from '../../src/catalog/index.ts';
import { readConfiguration } from '../../src/cli/director/configuration.ts';
import { placeCatalog } from '../../src/cli/director/place-catalog.ts';
import { createLogger } from '../../src/core/index.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(() => postgres[Symbol.asyncDispose]());

const at = (database: string) => ({
  host: postgres.socketDirectory,
  port: postgres.port,
  user: 'bacula',
  database,
});

test('a Catalog is known by its tables, whatever its version', async (t) => {
  await postgres.createGenuineCatalog('15.0.3', 'new');
  await postgres.createGenuineCatalog('9.6.7', 'old');
  t.is(await probeCatalog(at('new')), 'catalog');
  t.is(await probeCatalog(at('old')), 'catalog');
});

test('a probe tells what is missing, and leaves the database as it was', async (t) => {
  await postgres.createDatabase('empty');
  t.is(await probeCatalog(at('empty')), 'no-catalog');
  const objects = `SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace;
    SELECT count(*) FROM pg_namespace WHERE nspname = 'understudy'`;
  t.is((await postgres.psql('empty', objects)).trim(), '0\n0');
  t.is(await probeCatalog(at('nowhere')), 'no-database');
  t.is(await probeCatalog({ ...at('empty'), user: 'nobody-here' }), 'no-login');
  t.is(await probeCatalog({ ...at('empty'), host: '/nowhere' }), 'no-server');
});

const configuration = (dir: string, port: number, database: string): string => `
Director { Name = lone-dir; Password = x; QueryFile = ${dir}/query.sql
  WorkingDirectory = ${dir}; PidDirectory = ${dir}; Messages = Standard }
Catalog { Name = MyCatalog; DBName = ${database}; DB User = bacula; DB Port = ${port} }
Messages { Name = Standard; Catalog = all }
Client { Name = fd; Address = 127.0.0.1; Password = x; Catalog = MyCatalog }
Storage { Name = File; Address = 127.0.0.1; Password = x; Device = Dev; MediaType = File }
Pool { Name = Default; PoolType = Backup }
FileSet { Name = Set; Include { Options { Signature = MD5 } File = /etc } }
Job { Name = Nightly; Type = Backup; Client = fd; FileSet = Set; Storage = File; Pool = Default; Messages = Standard }
`;

/** Places the Catalog as a starting Director does, and tells what it said. */
async function place(dir: string, database: string, localSocket = postgres.socketDirectory) {
  await chmod(dir, 0o755);
  const file = join(dir, 'bacula-dir.conf');
  await writeFile(file, configuration(dir, postgres.port, database));
  const log: string[] = [];
  const logger = createLogger('info', { write: (line) => log.push(line) });
  const search = {
    configuration: await readConfiguration(file, '/dev/null'),
    logger,
    localSocket,
  };
  await using started = new AsyncDisposableStack();
  const { host } = await placeCatalog(search, started, new AbortController().signal);
  return { host, log: log.join('') };
}

test('a Director without an address takes over the Catalog of this machine', async (t) => {
  await postgres.createGenuineCatalog('15.0.3', 'taken');
  await using dir = await makeTempDir('take');
  const { host, log } = await place(dir.path, 'taken');
  t.is(host, postgres.socketDirectory);
  t.regex(log, /holds a Catalog of Bacula/);
});

test('without one it brings its own, and stays with that when a Catalog appears elsewhere later', async (t) => {
  await using dir = await makeTempDir('own');
  const own = join(dir.path, 'catalog', 'socket');
  const first = await place(dir.path, 'later');
  t.is(first.host, own);
  t.regex(first.log, /no such database/);
  await postgres.createGenuineCatalog('15.0.3', 'later');
  const second = await place(dir.path, 'later');
  t.is(second.host, own);
  t.regex(second.log, /made here before/);
});

test('a PostgreSQL that gives no answer stops the start in a few seconds: an empty Catalog would be a wrong guess', async (t) => {
  await using dir = await makeTempDir('silent');
  const silent = createServer(() => {}).listen(join(dir.path, `.s.PGSQL.${postgres.port}`));
  t.teardown(() => silent.close());
  await once(silent, 'listening');
  await t.throwsAsync(place(dir.path, 'bacula', dir.path), { code: 'CLI_CATALOG_UNDECIDED' });
  t.false(existsSync(join(dir.path, 'catalog')));
});
