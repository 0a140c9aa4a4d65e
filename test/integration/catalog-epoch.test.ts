/** A Director of a higher epoch takes the Catalog over: whatever an older one does, before or after, nothing of it is accepted. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import {
  beginJournal,
  type Catalog,
  type CatalogOptions,
  createJob,
  failInterruptedJournal,
  failInterruptedRunning,
  findOrCreateClient,
  inheritJobs,
  insertLog,
  noteAlive,
  openAttributeIngest,
  openCatalog,
  repeatable,
  sql,
  takeOver,
  unfinishedJournals,
  updateJob,
} from '../../src/catalog/index.ts';
import { catalogOptions, openTestCatalog } from '../support/catalog.ts';
import { type Database, type Postgres, startPostgres } from '../support/postgres.ts';
import { launch } from '../support/program.ts';
import { pseudoRandom } from '../support/pseudo-random.ts';
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

const WRITER = join(import.meta.dirname, '../support/catalog-writer.ts');
const filesOf = (database: Database) => postgres.psql(database.database, 'SELECT count(*) FROM File WHERE JobId = 5');

test('a Director that stood still while it wrote wakes up to find itself refused, and nothing arrives', async (t) => {
  const database = await freshDatabase();
  const frozen = launch([process.execPath, WRITER, JSON.stringify({ database, epoch: '5' })]);
  t.teardown(() => frozen.kill('SIGKILL'));
  await until(() => frozen.stdout().includes('wrote'), { what: () => frozen.output() });
  await frozen.kill('SIGSTOP');
  await using young = await open(database, 6n);
  await takeOver(young, 6n);
  const [rows, files] = [await writtenBy(database, 5n), await filesOf(database)];
  t.true(rows > 0);
  frozen.child.kill('SIGCONT');
  await until(() => !frozen.running(), { what: () => frozen.output() });
  for (const kind of ['statement', 'repeatable', 'transaction', 'copy']) {
    t.regex(frozen.stdout(), new RegExp(`refused ${kind} CATALOG_FENCED`), frozen.output());
  }
  t.is(await writtenBy(database, 5n), rows);
  t.is(await filesOf(database), files);
});

test('what a killed process of the same epoch left under way is over before the next one begins', async (t) => {
  const database = await freshDatabase();
  const frozen = launch([process.execPath, WRITER, JSON.stringify({ database, epoch: '5' })]);
  t.teardown(() => frozen.kill('SIGKILL'));
  await until(() => frozen.stdout().includes('wrote'), { what: () => frozen.output() });
  await frozen.kill('SIGSTOP');
  await using next = await open(database, 5n);
  await next.execute(write(50n));
  const left = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${database.database}' AND application_name = 'writer'`;
  t.true(Number(await postgres.psql('postgres', left)) > 0);
  await takeOver(next, 5n);
  // Its locks go a moment before the process does.
  await until(async () => Number(await postgres.psql('postgres', left)) === 0, { timeoutMs: 20_000 });
  const rows = await writtenBy(database, 5n);
  await frozen.kill('SIGKILL');
  await next.execute(write(50n));
  t.is(await writtenBy(database, 5n), rows);
  t.is(await writtenBy(database, 50n), 2);
});

test('of two that take over at once the higher one leads, whoever comes first', async (t) => {
  const database = await freshDatabase();
  const random = pseudoRandom(83);
  for (let round = 0; round < 12; round++) {
    const [low, high] = [BigInt(2 * round + 10), BigInt(2 * round + 11)];
    await using stack = new AsyncDisposableStack();
    const [a, b] = await Promise.all([openTestCatalog(database), openTestCatalog(database)]);
    stack.use(a);
    stack.use(b);
    const over = new AbortController();
    const lower = (async () => {
      await sleep(random() * 6);
      await takeOver(a, low);
      while (!over.signal.aborted) await a.execute(write(low));
    })();
    lower.catch(() => {});
    await sleep(random() * 12);
    await takeOver(b, high);
    const count = async (epoch: bigint) =>
      (await b.one(sql<{ n: number }>`SELECT count(*) AS n FROM understudy.written WHERE epoch = ${epoch}`)).n;
    const before = await count(low);
    await b.execute(write(high));
    await t.throwsAsync(Promise.race([lower, sleep(20_000)]), FENCED, `round ${round}`);
    over.abort();
    t.is(await count(low), before, `round ${round}`);
    t.is(await count(high), 1);
  }
});

test('Jobs of dead epochs are failed with the time when they last lived; those of a higher one are left alone', async (t) => {
  const database = await freshDatabase();
  const began = new Date(2026, 0, 1, 12, 0, 0);
  const later = (minutes: number) => new Date(began.getTime() + minutes * 60_000);
  const start = async (catalog: Catalog, job: string): Promise<number> => {
    const kind = { name: 'backup', type: 'B', level: 'F', clientId: 1 } as const;
    const { jobId } = await catalog.one(createJob({ job, ...kind, schedTime: began, now: began }));
    await catalog.execute(updateJob(jobId, { jobStatus: 'R', startTime: began, realStartTime: began }));
    return jobId;
  };
  await using alone = await openTestCatalog(database);
  const before = await start(alone, 'before the cluster');
  await alone.execute(insertLog(before, [{ time: later(1), text: 'a line' }]));
  await using old = await open(database, 5n);
  const silent = await start(old, 'silent');
  const spoke = await start(old, 'spoke');
  await old.execute(insertLog(spoke, [{ time: later(2), text: 'a line' }]));
  const seen = await start(old, 'seen');
  await old.execute(noteAlive([seen], later(3)));
  const told = await start(old, 'told');
  await old.execute(beginJournal({ jobId: told, storage: 's', fact: 0, brief: '{}' }));
  await old.execute(sql`UPDATE understudy.journal SET told = ${later(4)}`);
  const over = await start(old, 'over');
  await old.execute(updateJob(over, { jobStatus: 'T' }));

  // Should it come to it: whoever is not the one that leads touches nothing of the one that does.
  await using early = await open(database, 5n);
  await early.execute(sql`UPDATE understudy.job SET epoch = 6 WHERE jobid = ${silent}`);
  const first = await early.query(failInterruptedRunning());
  t.deepEqual(first.map(({ jobId }) => jobId).sort(), [before, spoke, seen]);
  t.deepEqual(
    (await early.query(unfinishedJournals())).map(({ jobId }) => jobId),
    [told],
  );

  await using young = await open(database, 6n);
  await takeOver(young, 6n);
  t.deepEqual(
    (await young.query(failInterruptedRunning())).map(({ jobId }) => jobId),
    [silent],
  );
  await young.execute(failInterruptedJournal(told));
  const ends = await young.query(sql<{ jobId: number; end: Date | null }>`
    SELECT JobId AS "jobId", EndTime AS "end" FROM Job ORDER BY JobId`);
  t.deepEqual(ends, [
    { jobId: before, end: began },
    { jobId: silent, end: began },
    { jobId: spoke, end: later(2) },
    { jobId: seen, end: later(3) },
    { jobId: told, end: later(4) },
    { jobId: over, end: null },
  ]);
  const queued = await start(old, 'x').catch((error) => error.code);
  t.is(queued, 'CATALOG_FENCED');
  const waiting = await start(young, 'waiting');
  await young.execute(inheritJobs());
  t.deepEqual(await young.query(sql`SELECT jobid AS "jobId", epoch FROM understudy.job`), [
    { jobId: waiting, epoch: 6 },
  ]);
});
