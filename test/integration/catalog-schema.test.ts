/** The schema is the genuine one, by PostgreSQL's own account of both; and what is no Catalog of ours is left alone. */
import test from 'ava';
import { openTestCatalog } from '../support/catalog.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(() => postgres?.[Symbol.asyncDispose]());

/** Everything that tells one schema from another, as text. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  columns: `SELECT table_name, ordinal_position, column_name, data_type, udt_name, character_maximum_length, is_nullable,
                   column_default
              FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
  statistics: `SELECT attrelid::regclass::text, attname, attstattarget, attstorage FROM pg_attribute
                WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
                                                             AND relkind = 'r') AND attnum > 0 ORDER BY 1, 2`,
  indexes: `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`,
  constraints: `SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2`,
  sequences: `SELECT seqrelid::regclass::text, seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcache,
                     seqcycle, refobjid::regclass, refobjsubid, deptype
                FROM pg_sequence JOIN pg_depend ON objid = seqrelid AND classid = 'pg_class'::regclass
                 AND refclassid = 'pg_class'::regclass
               ORDER BY 1`,
  relations: `SELECT relname, relkind, relpersistence, reloptions FROM pg_class
               WHERE relnamespace = 'public'::regnamespace ORDER BY 1`,
  triggers: `SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`,
  extensions: `SELECT extname, extnamespace::regnamespace FROM pg_extension ORDER BY 1`,
  status: 'SELECT * FROM status ORDER BY jobstatus',
  version: 'SELECT * FROM version',
};

test('what we create in an empty database equals the Catalog of the genuine 15.0.3', async (t) => {
  const genuine = await postgres.createGenuineCatalog('15.0.3', 'genuine');
  const ours = await postgres.createDatabase('ours');
  await using catalog = await openTestCatalog(ours);
  t.deepEqual(catalog.warnings, []);
  for (const [what, account] of Object.entries(ACCOUNTS)) {
    const expected = await postgres.psql(genuine.database, account);
    t.true(expected.length > 0 || what === 'triggers', what);
    t.deepEqual((await postgres.psql(ours.database, account)).split('\n'), expected.split('\n'), what);
  }
});

test('a genuine Catalog of 15.0.3 is opened as it is, with our schema beside it', async (t) => {
  const database = await postgres.createGenuineCatalog('15.0.3', 'as-it-is');
  const before = await postgres.psql(database.database, ACCOUNTS.columns ?? '');
  {
    await using catalog = await openTestCatalog(database);
    t.is(catalog.encoding, 'SQL_ASCII');
  }
  t.is(await postgres.psql(database.database, ACCOUNTS.columns ?? ''), before);
  t.is((await postgres.psql(database.database, 'SELECT max(version) FROM understudy.migration')).trim(), '4');
});

test('a Catalog of 9.6.7 is refused, with what to do about it', async (t) => {
  const database = await postgres.createGenuineCatalog('9.6.7', 'older');
  const error = await t.throwsAsync(openTestCatalog(database), { code: 'CATALOG_WRONG_VERSION' });
  t.regex(error?.message ?? '', /has version 16, wanted 1026/);
  t.regex((error as { hint?: string }).hint ?? '', /update_postgresql_tables/);
  t.is((await postgres.psql('older', `SELECT count(*) FROM pg_namespace WHERE nspname = 'understudy'`)).trim(), '0');
});

test('a Catalog from the future is refused in other words', async (t) => {
  const database = await postgres.createGenuineCatalog('15.0.3', 'newer');
  await postgres.psql('newer', 'UPDATE version SET versionid = 1030');
  const error = await t.throwsAsync(openTestCatalog(database), { code: 'CATALOG_WRONG_VERSION' });
  t.regex((error as { hint?: string }).hint ?? '', /newer Bacula/);
});

test('a database with tables of somebody else is left alone', async (t) => {
  const database = await postgres.createDatabase('foreign');
  await postgres.psql('foreign', 'CREATE TABLE invoices (id integer)');
  const error = await t.throwsAsync(openTestCatalog(database), { code: 'CATALOG_NOT_BACULA' });
  t.regex(error?.message ?? '', /invoices/);
});

test('our schema from a newer Understudy is not touched', async (t) => {
  const database = await postgres.createDatabase('ahead');
  await (await openTestCatalog(database))[Symbol.asyncDispose]();
  await postgres.psql('ahead', `INSERT INTO understudy.migration (version, name) VALUES (999, 'later')`);
  await t.throwsAsync(openTestCatalog(database), { code: 'CATALOG_NEWER' });
});

test('of several that start at once on an empty database one creates the schema', async (t) => {
  const database = await postgres.createDatabase('race');
  const catalogs = await Promise.all(Array.from({ length: 6 }, () => openTestCatalog(database)));
  await Promise.all(catalogs.map((catalog) => catalog[Symbol.asyncDispose]()));
  t.is((await postgres.psql('race', 'SELECT count(*) FROM version')).trim(), '1');
  t.is((await postgres.psql('race', 'SELECT count(*) FROM understudy.migration WHERE version = 1')).trim(), '1');
});

test('a role that may not create anything hears what is missing', async (t) => {
  const database = await postgres.createGenuineCatalog('15.0.3', 'guarded');
  await postgres.psql('guarded', `CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT SELECT ON version TO reader`);
  const reader = { ...database, user: 'reader', password: 'reader' };
  const error = await t.throwsAsync(openTestCatalog(reader), { code: 'CATALOG_NO_PRIVILEGE' });
  t.regex((error as { hint?: string }).hint ?? '', /GRANT CREATE ON DATABASE/);
});

test('a role that is called as our schema is does not lose sight of the tables', async (t) => {
  const database = await postgres.createDatabase('namesake');
  await postgres.psql('namesake', `CREATE ROLE understudy LOGIN SUPERUSER PASSWORD 'namesake'`);
  const namesake = { ...database, user: 'understudy', password: 'namesake' };
  for (let round = 0; round < 2; round++) await (await openTestCatalog(namesake))[Symbol.asyncDispose]();
  t.is((await postgres.psql('namesake', 'SELECT count(*) FROM public.version')).trim(), '1');
});
