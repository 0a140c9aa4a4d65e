/** The PostgreSQL that a Director starts for itself: made once, kept, taken over after a crash, never left behind. */
import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { openCatalog, sql } from '../../src/catalog/index.ts';
import { startEmbeddedPostgres } from '../../src/replication/index.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const rooted = process.getuid?.() === 0;

test('what it holds stays between runs, and its files are closed to others', async (t) => {
  await using dir = await makeTempDir('embedded');
  const directory = join(dir.path, 'not', 'there', 'yet');
  {
    await using postgres = await startEmbeddedPostgres({ directory });
    await using catalog = await openCatalog(postgres);
    t.is(catalog.encoding, 'SQL_ASCII');
    t.deepEqual(catalog.warnings, []);
    await catalog.execute(sql`INSERT INTO Client (Name, Uname) VALUES ('kept', '')`);
    const { addresses } = await catalog.one(sql<{ addresses: string }>`
      SELECT current_setting('listen_addresses') AS addresses`);
    t.is(addresses, '');
  }
  await using postgres = await startEmbeddedPostgres({ directory, settings: { work_mem: '9MB' } });
  await using catalog = await openCatalog(postgres);
  t.is((await catalog.query(sql`SELECT 1 FROM Client WHERE Name = 'kept'`)).length, 1);
  t.deepEqual(await catalog.one(sql`SELECT current_setting('work_mem') AS value`), { value: '9MB' });
});

test('one that still runs is taken over, and stopped by whoever has it last', async (t) => {
  await using dir = await makeTempDir('embedded');
  const first = await startEmbeddedPostgres({ directory: join(dir.path, 'pg') });
  const pid = await readFile(join(first.dataDirectory, 'postmaster.pid'), 'latin1');
  const second = await startEmbeddedPostgres({ directory: join(dir.path, 'pg') });
  t.is(await readFile(join(second.dataDirectory, 'postmaster.pid'), 'latin1'), pid);
  await second[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await t.throwsAsync(readFile(join(first.dataDirectory, 'postmaster.pid')), { code: 'ENOENT' });
});

test('the pid file of a crash does not stop the next start, whoever has that number now', async (t) => {
  await using dir = await makeTempDir('embedded');
  const directory = join(dir.path, 'pg');
  const postgres = await startEmbeddedPostgres({ directory });
  const pidFile = join(postgres.dataDirectory, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'latin1')).split('\n');
  await postgres[Symbol.asyncDispose]();
  await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'), { mode: 0o600 });
  await using again = await startEmbeddedPostgres({ directory });
  await using catalog = await openCatalog(again);
  t.is((await catalog.query(sql`SELECT 1`)).length, 1);
});

test('a creation that broke off halfway is begun anew', async (t) => {
  await using dir = await makeTempDir('embedded');
  const directory = join(dir.path, 'pg');
  const made = await startEmbeddedPostgres({ directory });
  await made[Symbol.asyncDispose]();
  await rm(made.dataDirectory, { recursive: true });
  await writeFile(`${made.dataDirectory}.new`, 'what a crash left');
  await using again = await startEmbeddedPostgres({ directory });
  t.is(again.version, made.version);
});

test('what is missing or wrong is said, with what to do', async (t) => {
  await using dir = await makeTempDir('embedded');
  const nowhere = startEmbeddedPostgres({ directory: join(dir.path, 'a'), programDirectory: '/nonexistent' });
  await t.throwsAsync(nowhere, { code: 'POSTGRES_PROGRAMS_MISSING', message: /nonexistent/ });
  const deep = startEmbeddedPostgres({ directory: join(dir.path, 'x'.repeat(100)) });
  await t.throwsAsync(deep, { code: 'POSTGRES_SOCKET_PATH' });
  const badSetting = startEmbeddedPostgres({ directory: join(dir.path, 'b'), settings: { max_connections: 'many' } });
  await t.throwsAsync(badSetting, { code: 'POSTGRES_START', message: /max_connections/ });
});

test('a full disk is named when PostgreSQL is created, and leaves nothing half made', async (t) => {
  if (!rooted) return t.pass('only root mounts a disk');
  await using disk = await mountSmallDisk(12_000_000);
  const directory = join(disk.path, 'pg');
  const error = await t.throwsAsync(startEmbeddedPostgres({ directory }), { code: 'POSTGRES_INIT' });
  t.is((error as { hint?: string }).hint, 'Make room on the file system of the Catalog');
  await disk.grow(400_000_000);
  await using postgres = await startEmbeddedPostgres({ directory });
  t.is(postgres.database, 'bacula');
});

test('a data directory of the wrong owner is named', async (t) => {
  if (!rooted) return t.pass('only root can give a file away');
  await using dir = await makeTempDir('embedded');
  const directory = join(dir.path, 'pg');
  const postgres = await startEmbeddedPostgres({ directory });
  await postgres[Symbol.asyncDispose]();
  await chown(postgres.dataDirectory, 12_345, 12_345);
  const error = await t.throwsAsync(startEmbeddedPostgres({ directory }), { code: 'POSTGRES_START' });
  t.regex((error as { hint?: string }).hint ?? '', /chown/);
});

test('a system user that does not exist is named', async (t) => {
  if (!rooted) return t.pass('only root changes to another user');
  await using dir = await makeTempDir('embedded');
  const starting = startEmbeddedPostgres({ directory: dir.path, user: 'nobody-of-this-name' });
  await t.throwsAsync(starting, { code: 'POSTGRES_USER_MISSING' });
});
