/** Statements against a real PostgreSQL: bytes come back as they went, and every failure has a name and a bound. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import test from 'ava';
import { findOrCreateClient, listClients, openCatalog, repeatable, sql } from '../../src/catalog/index.ts';
import { Secret } from '../../src/core/index.ts';
import { catalogOptions, openTestCatalog } from '../support/catalog.ts';
import { startCommitThief } from '../support/commit-thief.ts';
import { freePort } from '../support/free-port.ts';
import { type Database, type Postgres, startPostgres } from '../support/postgres.ts';

let postgres: Postgres;
let database: Database;
test.before(async () => {
  postgres = await startPostgres();
  database = await postgres.createDatabase('connection');
  await (await openTestCatalog(database))[Symbol.asyncDispose]();
});
test.after.always(() => postgres?.[Symbol.asyncDispose]());

/** Every byte that a name may have. */
const EVERY_BYTE = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1)).toString('latin1');
const client = (name: string) => ({ name, autoPrune: true, fileRetentionSec: 1, jobRetentionSec: 2 });

test('names of any bytes come back as they went, and are found again', async (t) => {
  await using catalog = await openTestCatalog(database);
  for (const name of [EVERY_BYTE, '\xff\xfe', 'gr\xc3\xbc\xc3\x9fe', '$1', "quote ' and \\ backslash", '{a,"b"}']) {
    const { clientId } = await catalog.one(findOrCreateClient(client(name)));
    t.is((await catalog.one(findOrCreateClient(client(name)))).clientId, clientId);
    const byName = sql<{ name: string }>`SELECT Name AS name FROM Client WHERE Name = ${name}`;
    t.deepEqual(await catalog.query(byName), [{ name }]);
    const byList = sql<{ name: string }>`SELECT Name AS name FROM Client WHERE Name = ANY(${['x', name]}::text[])`;
    t.deepEqual(await catalog.query(byList), [{ name }]);
    const streamed: { name: string }[] = [];
    for await (const rows of catalog.stream(byName)) streamed.push(...rows);
    t.deepEqual(streamed, [{ name }]);
  }
});

test('a database in UTF-8 works too, says so, and loses only what it cannot hold', async (t) => {
  const other = await postgres.createDatabase('other');
  await postgres.psql(
    'postgres',
    `DROP DATABASE other;
    CREATE DATABASE other OWNER bacula ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
  );
  await using catalog = await openTestCatalog(other);
  t.is(catalog.encoding, 'UTF8');
  t.regex(catalog.warnings.join(), /wanted SQL_ASCII/);
  await catalog.one(findOrCreateClient(client('gr\xc3\xbc\xc3\x9fe')));
  await catalog.one(findOrCreateClient(client('bad\xff')));
  const names = (await catalog.query(listClients())).map(({ name }) => name);
  t.deepEqual(names, ['gr\xc3\xbc\xc3\x9fe', 'bad\xef\xbf\xbd']);
});

test('times are the local ones, to the second', async (t) => {
  await using catalog = await openTestCatalog(database);
  const time = new Date(2026, 5, 7, 8, 9, 10, 999);
  const row = await catalog.one(sql<{ text: string; time: Date }>`
    SELECT ${time}::timestamp::text AS text, ${time}::timestamp AS time`);
  t.deepEqual(row, { text: '2026-06-07 08:09:10', time: new Date(2026, 5, 7, 8, 9, 10) });
});

test('a transaction is whole or nothing', async (t) => {
  await using catalog = await openTestCatalog(database);
  const work = catalog.transaction(async (transaction) => {
    await transaction.one(findOrCreateClient(client('half')));
    throw new RangeError('no further');
  });
  await t.throwsAsync(work, { instanceOf: RangeError });
  t.deepEqual(await catalog.query(sql`SELECT 1 FROM Client WHERE Name = 'half'`), []);
});

test('what is missing, forbidden or away is named', async (t) => {
  const options = catalogOptions(database);
  const wrong = openCatalog({ ...options, password: new Secret('wrong') });
  await t.throwsAsync(wrong, { code: 'CATALOG_ACCESS_DENIED' });
  await t.throwsAsync(openCatalog({ ...options, database: 'nowhere' }), { code: 'CATALOG_MISSING' });
  const away = openCatalog({ ...options, port: await freePort(), outageLimitMs: 200 });
  t.regex((await t.throwsAsync(away, { code: 'CATALOG_UNREACHABLE' }))?.message ?? '', /ECONNREFUSED/);
  const password = new Secret('do-not-show');
  const shown = await t.throwsAsync(openCatalog({ ...options, password, outageLimitMs: 0 }));
  t.notRegex(`${shown?.message}${shown?.stack}${JSON.stringify(shown)}`, /do-not-show/);
});

test('a peer that accepts and never answers is given up', async (t) => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const opening = openCatalog({ ...catalogOptions(database), port, connectTimeoutMs: 300, outageLimitMs: 300 });
  await t.throwsAsync(opening, { code: 'CATALOG_UNREACHABLE' });
});

test('a Catalog that moves while it is opened is opened where it went, and nobody waits for the old place', async (t) => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const options = catalogOptions(database);
  let place: { host: string; port: number } = { host: '127.0.0.1', port };
  let tell = (): void => {};
  const opening = openCatalog({
    ...{ ...options, place: () => place, connectTimeoutMs: 600_000 },
    onMoved: (moved) => {
      tell = moved;
    },
  });
  const [socket] = (await once(silent, 'connection')) as [Socket];
  place = { host: options.host, port: options.port ?? 5432 };
  tell();
  await using catalog = await opening;
  t.is((await catalog.query(sql<{ one: number }>`SELECT 1 AS one`))[0]?.one, 1);
  socket.destroy();
});

test('a statement that takes too long ends', async (t) => {
  await using catalog = await openTestCatalog(database, { statementTimeoutMs: 200 });
  await t.throwsAsync(catalog.query(sql`SELECT pg_sleep(30)`), { code: 'CATALOG_TIMEOUT' });
  t.deepEqual(await catalog.query(sql`SELECT 1 AS one`), [{ one: 1 }]);
});

test('a doubled row is told from other failures', async (t) => {
  await using catalog = await openTestCatalog(database);
  await catalog.one(findOrCreateClient(client('twice')));
  const again = catalog.execute(sql`INSERT INTO Client (Name, Uname) VALUES ('twice', '')`);
  await t.throwsAsync(again, { code: 'CATALOG_DUPLICATE' });
  await t.throwsAsync(catalog.query(sql`SELECT nonsense`), { code: 'CATALOG_STATEMENT', message: /nonsense.*42703/ });
  await t.throwsAsync(catalog.one(sql`SELECT 1 WHERE false`), { code: 'CATALOG_NO_ROW' });
});

test.serial('PostgreSQL out of connections is waited for, and then named', async (t) => {
  await using catalog = await openTestCatalog(database, { outageLimitMs: 300, poolSize: 1 });
  await catalog.query(sql`SELECT 1`);
  await postgres.psql('postgres', 'ALTER ROLE bacula CONNECTION LIMIT 1');
  t.teardown(() => postgres.psql('postgres', 'ALTER ROLE bacula CONNECTION LIMIT -1').then(() => {}));
  await t.throwsAsync(openTestCatalog(database, { outageLimitMs: 200 }), { code: 'CATALOG_OUT_OF_CONNECTIONS' });
  t.deepEqual(await catalog.query(sql`SELECT 1 AS one`), [{ one: 1 }]);
});

test.serial('a restart of PostgreSQL is not noticed by statements that may be repeated', async (t) => {
  await using catalog = await openTestCatalog(database);
  const sleeping = catalog.query(sql`SELECT pg_sleep(0.5), 1 AS one`);
  await catalog.query(sql`SELECT 1`);
  await postgres.restart('immediate');
  t.is((await sleeping).length, 1);
  t.is((await catalog.query(sql`SELECT 1`)).length, 1);
});

test.serial('PostgreSQL that stays away ends the wait', async (t) => {
  await using catalog = await openTestCatalog(database, { outageLimitMs: 500 });
  await postgres.stop('immediate');
  try {
    await t.throwsAsync(catalog.query(sql`SELECT 1`), { code: 'CATALOG_UNREACHABLE' });
  } finally {
    await postgres.start();
  }
  t.is((await catalog.query(sql`SELECT 1`)).length, 1);
});

test('a commit whose answer is lost is repeated only where that is safe', async (t) => {
  await using thief = await startCommitThief(postgres.port);
  await using catalog = await openTestCatalog({ ...database, port: thief.port });
  const add = (name: string) => sql`INSERT INTO Client (Name, Uname) VALUES (${name}, '')`;
  thief.steal(1);
  const once = catalog.transaction((transaction) => transaction.execute(add('stolen-once')));
  await t.throwsAsync(once, { code: 'CATALOG_CONNECTION_LOST' });
  t.is((await catalog.query(sql`SELECT 1 FROM Client WHERE Name = 'stolen-once'`)).length, 1);

  thief.steal(2);
  const guarded = repeatable(sql`INSERT INTO Client (Name, Uname) VALUES ('stolen-twice', '') ON CONFLICT DO NOTHING`);
  for (let round = 0; round < 4; round++) {
    await catalog.transaction((transaction) => transaction.execute(guarded), { repeatable: true });
  }
  t.true(thief.stolen > 1);
  t.is((await catalog.query(sql`SELECT 1 FROM Client WHERE Name = 'stolen-twice'`)).length, 1);
});

test('a reader who leaves a stream early leaves nothing behind', async (t) => {
  await using catalog = await openTestCatalog(database, { applicationName: 'leaver' });
  for await (const rows of catalog.stream(sql`SELECT generate_series(1, 100000000) AS n`)) {
    t.true(rows.length > 0);
    break;
  }
  const abort = new AbortController();
  const reading = async () => {
    for await (const _ of catalog.stream(sql`SELECT pg_sleep(60)`, { signal: abort.signal })) t.fail();
  };
  setTimeout(() => abort.abort(new RangeError('enough')), 100);
  await t.throwsAsync(reading(), { instanceOf: RangeError });
});

test('a stream that is given up while its connection is made does not begin', async (t) => {
  await using catalog = await openTestCatalog(database, { applicationName: 'hesitant' });
  const abort = new AbortController();
  const reading = async () => {
    for await (const _ of catalog.stream(sql`SELECT 1 FROM pg_sleep(1)`, { signal: abort.signal })) t.fail();
  };
  const read = reading();
  setImmediate(() => abort.abort(new RangeError('enough')));
  await t.throwsAsync(read, { instanceOf: RangeError });
});
