/** A Director of a higher epoch takes the Catalog over: whatever an older one does, before or after, nothing of it is accepted. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import {
  type Catalog,
  type CatalogOptions,
  findOrCreateClient,
  openAttributeIngest,
  openCatalog,
  repeatable,
  sql,
  takeOver,
} from '../../src/catalog/index.ts';
import { catalogOptions, openTestCatalog } from '../support/catalog.ts';
import { type Database, type Postgres, startPostgres } from '../support/postgres.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(() => postgres?.[Symbol.asyncDispose]());

const FENCED = { code: 'CATALOG_FENCED' };
let databases = 0;

/** A Catalog of its own for each test, with a table to write into. */
async function freshDatabase(): Promise<Database> {
  const database = await postgres.createDatabase(`epoch${databases++}`);
  await using catalog = await openTestCatalog(database);
  await catalog.execute(sql`CREATE TABLE understudy.written (epoch bigint, number integer)`);
  return database;
}

const open = (database: Database, epoch: bigint, options: Partial<CatalogOptions> = {}): Promise<Catalog> =>
  openCatalog({ ...catalogOptions(database), epoch, ...options });

const write = (epoch: bigint, number = 0) => sql`INSERT INTO understudy.written VALUES (${epoch}, ${number})`;

const writtenBy = async (database: Database, epoch: bigint): Promise<number> =>
  Number(await postgres.psql(database.database, `SELECT count(*) FROM understudy.written WHERE epoch = ${epoch}`));

test('whoever is overtaken is refused, on each kind of connection, and told so once', async (t) => {
  const database = await freshDatabase();
  const told: string[] = [];
  await using old = await open(database, 5n, { onFenced: ({ code }) => told.push(code) });
  await takeOver(old, 5n);
  await old.execute(write(5n));
  await using ingest = await openAttributeIngest(old, { jobId: 1 });
  await using young = await open(database, 7n);
  await takeOver(young, 7n);

  await t.throwsAsync(old.execute(write(5n)), FENCED);
  await t.throwsAsync(old.execute(repeatable(write(5n))), FENCED);
  await t.throwsAsync(old.query(sql`SELECT 1`), FENCED);
  await t.throwsAsync(
    old.transaction((transaction) => transaction.execute(write(5n)), { repeatable: true }),
    FENCED,
  );
  await t.throwsAsync(async () => {
    for await (const _ of old.stream(sql`SELECT 1 AS one`));
  }, FENCED);
  void ingest.add({ name: '/a', fileIndex: 1, lstat: '', digest: '0', deltaSeq: 0 });
  await t.throwsAsync(ingest.finish(), FENCED);
  await t.throwsAsync(takeOver(old, 5n), FENCED);
  await t.throwsAsync(open(database, 5n), FENCED);
  t.deepEqual(told, ['CATALOG_FENCED']);
  t.is(await writtenBy(database, 5n), 1);

  await young.execute(write(7n));
  await takeOver(young, 7n);
  await young.execute(write(7n));
  t.is(await writtenBy(database, 7n), 2);
});

test('what an older Director has under way is undone, or done, when the takeover resolves', async (t) => {
  const database = await freshDatabase();
  await using old = await open(database, 5n);
  await takeOver(old, 5n);
  const begun = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const open5 = old.transaction(async (transaction) => {
    await transaction.execute(write(5n));
    begun.resolve();
    await over.promise;
  });
  open5.catch(() => {});
  const slow = old.execute(sql`INSERT INTO understudy.written SELECT 5, 1 FROM pg_sleep(60)`);
  slow.catch(() => {});
  await begun.promise;
  await using young = await open(database, 6n);
  await takeOver(young, 6n);
  t.is(await writtenBy(database, 5n), 0);
  await t.throwsAsync(slow, FENCED);
  over.resolve();
  await t.throwsAsync(open5, FENCED);
  t.is(await writtenBy(database, 5n), 0);
});

test('nobody is hindered without an epoch', async (t) => {
  const database = await freshDatabase();
  await using alone = await openTestCatalog(database);
  await alone.execute(write(0n));
  await using leader = await open(database, 9n);
  await takeOver(leader, 9n);
  await alone.execute(write(0n));
  await using another = await openTestCatalog(database);
  await takeOver(another, 0n);
  await another.one(findOrCreateClient({ name: 'c', autoPrune: false, fileRetentionSec: 1, jobRetentionSec: 1 }));
  t.is(await writtenBy(database, 0n), 2);
});
void once;
void sleep;
void until;
