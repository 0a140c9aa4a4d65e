/** File rows: complete, exactly once, whatever the names are and whatever becomes of the connection. */
import test from 'ava';
import {
  type Catalog,
  countFiles,
  type FileRecord,
  type FileRow,
  filesOfJob,
  newestFiles,
  openAttributeIngest,
  sql,
} from '../../src/catalog/index.ts';
import { openTestCatalog } from '../support/catalog.ts';
import { startCommitThief } from '../support/commit-thief.ts';
import { type Database, type Postgres, startPostgres } from '../support/postgres.ts';

let postgres: Postgres;
let database: Database;
test.before(async () => {
  postgres = await startPostgres();
  database = await postgres.createDatabase('ingest');
  await (await openTestCatalog(database))[Symbol.asyncDispose]();
});
test.after.always(() => postgres?.[Symbol.asyncDispose]());

const record = (fileIndex: number, name: string): FileRecord => ({
  name,
  fileIndex,
  lstat: `gB A${fileIndex} IGk B Po Po A`,
  digest: 'abcdefghijklmnopqrstuv',
  deltaSeq: 0,
});

/** A tree of `count` files, 10 a folder; small batches make many rounds of it. */
function* tree(root: string, count: number): Generator<FileRecord> {
  for (let index = 1; index <= count; index++) yield record(index, `${root}/${Math.floor(index / 10)}/file-${index}`);
}

async function ingestAll(catalog: Catalog, jobId: number, records: Iterable<FileRecord>, batchBytes = 20_000) {
  await using ingest = await openAttributeIngest(catalog, { jobId, batchBytes });
  for (const each of records) await ingest.add(each);
  return await ingest.finish();
}

async function filesIn(catalog: Catalog, jobId: number): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const some of catalog.stream(filesOfJob(jobId))) rows.push(...some);
  return rows;
}

test('every row arrives as it was given', async (t) => {
  await using catalog = await openTestCatalog(database);
  const names = [
    '/',
    '/srv/',
    '/srv/plain',
    '/srv/tab\tnewline\nreturn\rbackslash\\quote"\'',
    '/srv/\xff\xfe\x80/\xe4',
    '/srv/gr\xc3\xbc\xc3\x9fe',
    '/srv/\x01\x7f',
    'C:/windows/file',
    'no-slash-at-all',
    '/srv/\\N',
  ];
  const records = names.map((name, index) => ({ ...record(index + 1, name), deltaSeq: index }));
  t.deepEqual(await ingestAll(catalog, 1, records), { files: names.length });
  const rows = await filesIn(catalog, 1);
  t.deepEqual(
    rows.map(({ path, name }) => path + name),
    names,
  );
  t.deepEqual(
    rows.map(({ deltaSeq }) => deltaSeq),
    records.map(({ deltaSeq }) => deltaSeq),
  );
  t.deepEqual(rows[0], {
    fileIndex: 1,
    path: '/',
    name: '',
    lstat: 'gB A1 IGk B Po Po A',
    digest: 'abcdefghijklmnopqrstuv',
    deltaSeq: 0,
  });
});

test('a deleted entry is kept with its negative index, and hides the file from later Jobs', async (t) => {
  await using catalog = await openTestCatalog(database);
  await catalog.execute(sql`INSERT INTO Job (JobId, Job, Name, Type, Level, JobStatus, JobTDate) VALUES
    (10, 'a.1', 'a', 'B', 'F', 'T', 1), (11, 'a.2', 'a', 'B', 'I', 'T', 2)`);
  await ingestAll(catalog, 10, [record(1, '/d/gone'), record(2, '/d/changed'), record(3, '/d/same')]);
  await ingestAll(catalog, 11, [
    { ...record(-1, '/d/gone'), digest: '0' },
    { ...record(2, '/d/changed'), lstat: 'new' },
  ]);
  const rows = await catalog.query(newestFiles([10, 11]));
  t.deepEqual(rows.map(({ name, lstat }) => [name, lstat]).sort(), [
    ['changed', 'new'],
    ['same', 'gB A3 IGk B Po Po A'],
  ]);
  t.deepEqual(await catalog.one(countFiles(11)), { files: 2, lastIndex: 2 });
});

test('Jobs that save the same new folders at once share their Path rows', async (t) => {
  await using catalog = await openTestCatalog(database);
  const jobs = [20, 21, 22, 23];
  const rival = (async () => {
    // As a genuine Director does it: a lock on the whole table, then the paths.
    for (let round = 0; round < 5; round++) {
      await catalog.transaction(async (transaction) => {
        await transaction.query(sql`LOCK TABLE Path IN SHARE ROW EXCLUSIVE MODE`);
        await transaction.execute(sql`INSERT INTO Path (Path) SELECT '/shared/' || n || '/' FROM generate_series(${round * 60}::int, ${round * 60 + 59}::int) AS n
          WHERE NOT EXISTS (SELECT 1 FROM Path WHERE Path = '/shared/' || n || '/')`);
      });
    }
  })();
  const forwards = [...tree('/shared', 3_000)];
  await Promise.all(
    jobs.map((jobId) => ingestAll(catalog, jobId, jobId % 2 ? forwards : forwards.toReversed())).concat(rival as never),
  );
  for (const jobId of jobs) t.is((await filesIn(catalog, jobId)).length, 3_000);
  const { paths } = await catalog.one(sql<{ paths: number }>`
    SELECT count(*) AS paths FROM Path WHERE Path LIKE '/shared/%'`);
  t.is(paths, 301);
});

test('a cache too small for the paths costs time, not rows', async (t) => {
  await using catalog = await openTestCatalog(database);
  const jobId = 30;
  await using ingest = await openAttributeIngest(catalog, { jobId, batchBytes: 10_000, pathCacheBytes: 2_000 });
  for (let index = 1; index <= 2_000; index++) await ingest.add(record(index, `/small/${index % 97}/f${index}`));
  await ingest.finish();
  const rows = await filesIn(catalog, jobId);
  t.deepEqual(rows.map(({ path, name }) => path + name).slice(0, 2), ['/small/1/f1', '/small/2/f2']);
  t.is(rows.length, 2_000);
});

test('names longer than an index holds are shortened, not refused', async (t) => {
  await using catalog = await openTestCatalog(database);
  const noise = Array.from({ length: 4_000 }, (_, index) => ((index * 7_919) % 9_973).toString(36)).join('');
  await ingestAll(catalog, 40, [record(1, `/${noise}/a`), record(2, `/${noise}x/a`), record(3, `/d/${noise}`)]);
  const rows = await filesIn(catalog, 40);
  t.is(new Set(rows.map(({ path, name }) => path + name)).size, 3);
});

test('a long path that the index takes is stored whole, so that an accurate list names what the Client has', async (t) => {
  await using catalog = await openTestCatalog(database);
  const deep = `/${'folder/'.repeat(550)}`;
  await ingestAll(catalog, 41, [record(1, `${deep}a`), record(2, '/short/b'), record(3, `${deep}c`)]);
  const rows = await filesIn(catalog, 41);
  t.deepEqual(
    rows.map(({ path, name }) => path + name),
    [`${deep}a`, '/short/b', `${deep}c`],
  );
});

test('in a database that stores UTF-8 only, other bytes are replaced and the Job goes on', async (t) => {
  const utf8 = await postgres.createDatabase('utf8');
  await postgres.psql(
    'postgres',
    `DROP DATABASE utf8;
    CREATE DATABASE utf8 OWNER bacula ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
  );
  await using catalog = await openTestCatalog(utf8);
  await ingestAll(catalog, 1, [record(1, '/d\xff/\xc3\xa4'), record(2, '/d\xfe/b\x80')]);
  t.deepEqual(
    (await filesIn(catalog, 1)).map(({ path, name }) => path + name),
    ['/d\xef\xbf\xbd/\xc3\xa4', '/d\xef\xbf\xbd/b\xef\xbf\xbd'],
  );
});

test('a batch that was committed without our hearing of it is not stored twice', async (t) => {
  await using thief = await startCommitThief(postgres.port);
  await using catalog = await openTestCatalog({ ...database, port: thief.port });
  thief.steal(3);
  await ingestAll(catalog, 50, tree('/stolen', 5_000));
  thief.steal(0);
  t.true(thief.stolen > 5);
  const indexes = (await filesIn(catalog, 50)).map(({ fileIndex }) => fileIndex);
  t.deepEqual(
    indexes,
    Array.from({ length: 5_000 }, (_, index) => index + 1),
  );
  t.deepEqual(await catalog.query(sql`SELECT 1 FROM understudy.ingest WHERE jobid = 50`), []);
});

test.serial('PostgreSQL restarted in mid-Job, as after a crash, leaves every row there once', async (t) => {
  await using catalog = await openTestCatalog(database);
  const jobId = 60;
  await using ingest = await openAttributeIngest(catalog, { jobId, batchBytes: 20_000 });
  let added = 0;
  for (const each of tree('/restarted', 20_000)) {
    await ingest.add(each);
    if (++added % 6_000 === 0) await postgres.restart('immediate');
  }
  t.deepEqual(await ingest.finish(), { files: 20_000 });
  const indexes = (await filesIn(catalog, jobId)).map(({ fileIndex }) => fileIndex);
  t.is(indexes.length, 20_000);
  t.is(new Set(indexes).size, 20_000);
});

test.serial('an outage beyond the limit fails the Job, and cancelling does not wait for it', async (t) => {
  await using catalog = await openTestCatalog(database);
  const failing = await openAttributeIngest(catalog, { jobId: 70, outageLimitMs: 300 });
  const waiting = await openAttributeIngest(catalog, { jobId: 71, outageLimitMs: 600_000, batchBytes: 1_000 });
  await postgres.stop('immediate');
  try {
    await failing.add(record(1, '/a/b'));
    await t.throwsAsync(failing.finish(), { code: 'CATALOG_UNREACHABLE' });
    for (const each of tree('/waiting', 60)) waiting.add(each)?.catch(() => {});
    await waiting.abort();
    await t.throwsAsync(async () => waiting.add(record(1, '/a/b')), { code: 'CATALOG_INGEST_ENDED' });
  } finally {
    await postgres.start();
  }
});

test('a batch that PostgreSQL refuses ends the ingest with its reason, and stays out whole', async (t) => {
  await using catalog = await openTestCatalog(database);
  const jobId = 80;
  await using ingest = await openAttributeIngest(catalog, { jobId, batchBytes: 5_000 });
  const adding = async () => {
    for (const each of tree('/refused', 1_000)) {
      await ingest.add(each.fileIndex === 500 ? { ...each, lstat: 'a\0b' } : each);
    }
    await ingest.finish();
  };
  await t.throwsAsync(adding, { code: 'CATALOG_STATEMENT' });
  const rows = await filesIn(catalog, jobId);
  t.true(rows.length < 500);
  t.deepEqual(
    rows.map(({ fileIndex }) => fileIndex),
    Array.from({ length: rows.length }, (_, index) => index + 1),
  );
});

test('two who write the same Job are told apart', async (t) => {
  await using catalog = await openTestCatalog(database);
  await using one = await openAttributeIngest(catalog, { jobId: 90, batchBytes: 2_000 });
  await using other = await openAttributeIngest(catalog, { jobId: 90, batchBytes: 2_000 });
  for (const each of tree('/one', 200)) await one.add(each);
  const second = async () => {
    for (let round = 0; round < 100; round++) {
      for (const each of tree('/other', 20)) await other.add(each);
    }
    await other.finish();
  };
  await t.throwsAsync(second, { code: 'CATALOG_INGEST_CONFLICT' });
  await one.finish();
  t.is((await filesIn(catalog, 90)).filter(({ path }) => path.startsWith('/one')).length, 200);
});
