/** The PostgreSQL that a Director starts for itself: made once, kept, taken over after a crash, never left behind. */
import { chown, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { openCatalog, sql } from '../../src/catalog/index.ts';
import { createLogger } from '../../src/core/index.ts';
import { carriedPrograms } from '../../src/replication/catalog/carried-programs.ts';
import { startEmbeddedPostgres } from '../../src/replication/index.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

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

/** A machine without a PostgreSQL of its own. */
const BARE = { machinePlaces: ['/nonexistent/*/bin'] };

const pidOf = async (dataDirectory: string): Promise<number> =>
  Number.parseInt(await readFile(join(dataDirectory, 'postmaster.pid'), 'latin1'), 10);

test('without a PostgreSQL on the machine the programs of the npm package carry the whole Catalog', async (t) => {
  await using dir = await makeTempDir('embedded');
  const directory = join(dir.path, 'pg');
  {
    await using postgres = await startEmbeddedPostgres({ directory, ...BARE });
    t.true(postgres.programDirectory.startsWith(directory), postgres.programDirectory);
    await using catalog = await openCatalog(postgres);
    t.is(catalog.encoding, 'SQL_ASCII');
    t.deepEqual(catalog.warnings, []);
    const name = Buffer.from([0x66, 0xff, 0xfe]).toString('latin1');
    await catalog.execute(sql`INSERT INTO Client (Name, Uname) VALUES (${name}, '')`);
    t.is((await catalog.query(sql`SELECT 1 FROM Client WHERE Name = ${name}`)).length, 1);
  }
  await using again = await startEmbeddedPostgres({ directory, ...BARE });
  await using catalog = await openCatalog(again);
  t.is((await catalog.query(sql`SELECT 1 FROM Client`)).length, 1);
});

test('data are opened by no other major version than the one that made them', async (t) => {
  await using dir = await makeTempDir('embedded');
  const data = join(dir.path, 'data');
  await mkdir(data);
  await writeFile(join(data, 'PG_VERSION'), '14\n');
  const starting = startEmbeddedPostgres({ directory: dir.path });
  await t.throwsAsync(starting, { code: 'POSTGRES_PROGRAMS_MISSING', message: /No PostgreSQL 14, which made/ });
});

/** What a package of this version holds, as far as it matters here. */
async function fakePackage(path: string, version: string): Promise<string> {
  await mkdir(join(path, 'native', 'bin'), { recursive: true });
  await mkdir(join(path, 'native', 'lib'));
  await writeFile(join(path, 'package.json'), JSON.stringify({ version }));
  await writeFile(join(path, 'native', 'bin', 'postgres'), version);
  await writeFile(join(path, 'native', 'lib', 'libpq.so.5.17'), '');
  const links = [{ source: 'native/lib/libpq.so.5.17', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(path, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  return path;
}

test('data keep the programs of their major version when a newer package comes', async (t) => {
  await using dir = await makeTempDir('carried');
  const copies = { directory: join(dir.path, 'programs'), account: { name: 'me' } };
  const [old, patched, newer] = [
    await fakePackage(join(dir.path, 'a'), '17.9.0-beta.1'),
    await fakePackage(join(dir.path, 'b'), '17.10.0-beta.1'),
    await fakePackage(join(dir.path, 'c'), '18.1.0-beta.1'),
  ];
  const bin = (version: string) => join(copies.directory, version, 'bin');
  t.deepEqual(await carriedPrograms({ ...copies, major: undefined, packageRoot: old }), [bin('17.9.0-beta.1')]);
  t.deepEqual(await readdir(join(copies.directory, '17.9.0-beta.1', 'lib')), ['libpq.so.5', 'libpq.so.5.17']);
  const both = [bin('17.10.0-beta.1'), bin('17.9.0-beta.1')];
  t.deepEqual(await carriedPrograms({ ...copies, major: 17, packageRoot: patched }), both);
  t.deepEqual(await carriedPrograms({ ...copies, major: 17, packageRoot: newer }), both);
  t.deepEqual(await carriedPrograms({ ...copies, major: undefined, packageRoot: newer }), [bin('18.1.0-beta.1')]);
});

test('killed under a living Director it is started again, and the Catalog goes on', async (t) => {
  await using dir = await makeTempDir('embedded');
  const said: { msg: string }[] = [];
  const logger = createLogger('info', { write: (line) => void said.push(JSON.parse(line)) });
  await using postgres = await startEmbeddedPostgres({ directory: join(dir.path, 'pg'), logger });
  await using catalog = await openCatalog(postgres);
  await catalog.execute(sql`INSERT INTO Client (Name, Uname) VALUES ('kept', '')`);
  const killed = await pidOf(postgres.dataDirectory);
  process.kill(killed, 'SIGKILL');
  await until(async () => (await pidOf(postgres.dataDirectory).catch(() => killed)) !== killed, {
    what: 'another PostgreSQL',
  });
  t.is((await catalog.query(sql`SELECT 1 FROM Client WHERE Name = 'kept'`)).length, 1);
  t.true(said.some(({ msg }) => /has ended without the Director/.test(msg)));
});

test('while it cannot start it is tried again and again, until the cause is gone', async (t) => {
  await using dir = await makeTempDir('embedded');
  const said: { msg: string; why?: string }[] = [];
  const logger = createLogger('info', { write: (line) => void said.push(JSON.parse(line)) });
  await using postgres = await startEmbeddedPostgres({ directory: join(dir.path, 'pg'), logger });
  const broken = join(postgres.dataDirectory, 'postgresql.auto.conf');
  await writeFile(broken, "max_connections = 'many'\n");
  process.kill(await pidOf(postgres.dataDirectory), 'SIGKILL');
  const refusals = () => said.filter(({ msg, why }) => /did not start/.test(msg) && /max_connections/.test(why ?? ''));
  await until(async () => refusals().length >= 2, { what: () => JSON.stringify(said) });
  await writeFile(broken, '');
  await until(async () => said.some(({ msg }) => /runs again/.test(msg)), { what: () => JSON.stringify(said) });
  await using catalog = await openCatalog(postgres);
  t.is((await catalog.query(sql`SELECT 1 AS one`)).length, 1);
});

test('as root it runs as whom the data belong to', async (t) => {
  if (!rooted) return t.pass('only root changes to another user');
  await using dir = await makeTempDir('embedded');
  const directory = join(dir.path, 'pg');
  const first = await startEmbeddedPostgres({ directory, user: 'nobody', ...BARE });
  await first[Symbol.asyncDispose]();
  await using second = await startEmbeddedPostgres({ directory, ...BARE });
  t.is(second.runsAs, 'nobody');
});

test('programs below a folder that is closed to their user run all the same', async (t) => {
  if (!rooted) return t.pass('only root changes to another user');
  await using dir = await makeTempDir('embedded');
  await using closed = await makeTempDir('closed', 0o700);
  const { programDirectory } = await startAndStop(join(dir.path, 'pg'));
  t.true(programDirectory.startsWith(dir.path));
  // The machine's own, out of reach, is passed over as if it were not there.
  await symlink(programDirectory, join(closed.path, 'bin'));
  const directory = join(dir.path, 'other');
  await using postgres = await startEmbeddedPostgres({ directory, machinePlaces: [join(closed.path, '*')] });
  t.true(postgres.programDirectory.startsWith(directory), postgres.programDirectory);
});

async function startAndStop(directory: string) {
  await using postgres = await startEmbeddedPostgres({ directory, ...BARE });
  return postgres;
}
