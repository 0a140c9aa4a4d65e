/** `understudy init`: what it writes is closed to others, and good for our programs and the genuine ones alike. */
import { appendFile, cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { openCatalog } from '../../src/catalog/index.ts';
import { startEmbeddedPostgres } from '../../src/replication/index.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { type GenuineProgram, genuineCommand } from '../support/genuine-programs.ts';
import { openOneMachine, PROGRAM } from '../support/one-machine.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const understudy = (...args: string[]) => run([PROGRAM, ...args], { mayFail: true });
const FILES = ['bacula-dir.conf', 'bacula-fd.conf', 'bacula-sd.conf', 'bconsole.conf', 'understudy.conf'];

test('the files are closed to others, and no password is ever printed', async (t) => {
  await using dir = await makeTempDir('init');
  const target = join(dir.path, 'new', 'one');
  const { status, stdout } = await understudy('init', target, '--backup', '/etc', '--name', 'here', '--json');
  t.is(status, 0);
  const summary = JSON.parse(stdout);
  t.is(summary.client, 'here-fd');
  t.deepEqual(summary.ports, { director: 9101, client: 9102, storage: 9103 });
  for (const file of summary.files) t.is((await stat(file)).mode & 0o077, 0, file);
  t.is((await stat(join(target, 'etc'))).mode & 0o077, 0);
  const written = await Promise.all(FILES.map((name) => readFile(join(target, 'etc', name), 'utf8')));
  const secrets = written.flatMap((text) => [...text.matchAll(/Password = "(.+)"/g)].map((match) => match[1] ?? ''));
  t.is(new Set(secrets).size, 3);
  for (const secret of secrets) t.false(stdout.includes(secret));
});

test('our check and the genuine daemons accept what was written', async (t) => {
  await using dir = await makeTempDir('init');
  const target = join(dir.path, 'one');
  t.is((await understudy('init', target, '--backup', '/odd "name" \\ #', '--port-base', '19101')).status, 0);
  for (const name of FILES) {
    const { status, stdout } = await understudy('check', join(target, 'etc', name));
    t.is(status, 0, stdout);
    t.notRegex(stdout, /warning/i);
  }
  // A genuine Director opens the Catalog where its file says: ours has the PostgreSQL there.
  await using postgres = await startEmbeddedPostgres({ directory: join(target, 'catalog') });
  await using _catalog = await openCatalog(postgres);
  const programs: GenuineProgram[] = ['bacula-dir', 'bacula-sd', 'bacula-fd', 'bconsole'];
  for (const program of programs) {
    const tested = genuineCommand('15.0.3', program, ['-t', '-c', join(target, 'etc', `${program}.conf`)]);
    const { status, stdout, stderr } = await run(tested, { mayFail: true });
    t.is(status, 0, `${program}: ${stdout}${stderr}`);
  }
});

test('a folder that holds anything is left as it is', async (t) => {
  await using dir = await makeTempDir('init');
  await writeFile(join(dir.path, 'mine'), 'precious');
  const refused = await understudy('init', dir.path, '--json');
  t.is(refused.status, 5);
  t.is(JSON.parse(refused.stdout).error.code, 'CLI_INIT_NOT_EMPTY');
  t.deepEqual(await readdir(dir.path), ['mine']);
});

test('what cannot work is refused before anything is written', async (t) => {
  await using dir = await makeTempDir('init');
  const deep = await understudy('init', join(dir.path, 'x'.repeat(90)), '--json');
  t.is(JSON.parse(deep.stdout).error.code, 'POSTGRES_SOCKET_PATH');
  const file = join(dir.path, 'file');
  await writeFile(file, '');
  t.is(JSON.parse((await understudy('init', join(file, 'below'), '--json')).stdout).error.code, 'CLI_INIT_WRITE');
  if (process.getuid?.() === 0) {
    const closed = join(dir.path, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const refused = await understudy('init', join(closed, 'one'), '--json');
    t.is(JSON.parse(refused.stdout).error.code, 'POSTGRES_FOLDER_CLOSED');
    t.regex(JSON.parse(refused.stdout).error.message, new RegExp(`may not pass through ${closed}$`));
    t.deepEqual(await readdir(closed), []);
  }
  t.is((await understudy('init')).status, 2);
});

test('genuine daemons that read the files save and restore under our Director', async (t) => {
  await using dir = await makeTempDir('tree');
  const source = join(dir.path, 'source');
  await cp('src/cli', source, { recursive: true, preserveTimestamps: true });
  await using machine = await openOneMachine([source]);
  await machine.startGenuine('bacula-sd');
  await machine.startGenuine('bacula-fd');
  await machine.start('director', '-c', machine.file('bacula-dir.conf'));
  const ended = async (...args: string[]) => {
    const { status, stdout } = await machine.cli([...args, '--wait', '--json'], { mayFail: true, timeoutMs: 120_000 });
    if (status !== 0) t.log(await machine.log());
    t.is(status, 0, stdout);
    return JSON.parse(stdout) as { files: number; status: string };
  };
  const full = await ended('run', machine.job);
  await appendFile(join(source, 'main.ts'), '// changed\n');
  const incremental = await ended('run', machine.job);
  t.true(incremental.files < full.files);
  t.regex((await machine.cli(['list', 'volumes'])).stdout, /Full-0001[\s\S]*Inc-0002/);
  await ended('restore', '--client', machine.client);
  t.deepEqual(await compareTrees(source, join(machine.directory, 'restores', source)), []);
});
