/** `understudy director` as a process: with a PostgreSQL of its own, over TCP with a token, and when it cannot start. */
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { freePort } from '../support/free-port.ts';
import { type Launched, launch, run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));
const TOKEN = 'correct-horse-battery';

/** The least that a Director needs; no address in the Catalog: it brings its own. */
const configuration = (dir: string, port: number): string => `
Director { Name = lone-dir; Password = x; DirPort = ${port}; DirAddress = 127.0.0.1; QueryFile = ${dir}/query.sql
  WorkingDirectory = ${dir}; PidDirectory = ${dir}; Messages = Standard }
Catalog { Name = MyCatalog; DBName = bacula }
Messages { Name = Standard; Catalog = all }
Client { Name = fd; Address = 127.0.0.1; Password = x; Catalog = MyCatalog }
Storage { Name = File; Address = 127.0.0.1; Password = x; Device = Dev; MediaType = File }
Pool { Name = Default; PoolType = Backup }
FileSet { Name = Set; Include { Options { Signature = MD5 } File = /etc } }
Job { Name = Nightly; Type = Backup; Client = fd; FileSet = Set; Storage = File; Pool = Default; Messages = Standard }
`;

async function lone() {
  const dir = await makeTempDir('lone');
  // PostgreSQL runs as another user below it.
  await chmod(dir.path, 0o755);
  const file = join(dir.path, 'bacula-dir.conf');
  const apiPort = await freePort();
  await writeFile(join(dir.path, 'query.sql'), '');
  await writeFile(file, configuration(dir.path, await freePort()));
  await writeFile(join(dir.path, 'token'), `${TOKEN}\n`, { mode: 0o600 });
  await writeFile(
    join(dir.path, 'understudy.conf'),
    `Api { Name = api; Port = ${apiPort}; TokenFile = "${dir.path}/token" }\n`,
  );
  let director: Launched | undefined;
  const cli = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    run([PROGRAM, ...args], {
      mayFail: true,
      env: { ...process.env, UNDERSTUDY_SOCKET: `${dir.path}/api.socket`, ...env },
    });
  const start = async () => {
    const started = launch([PROGRAM, 'director', '-c', file], { cwd: dir.path });
    director = started;
    await until(
      async () => {
        if (!started.running()) throw new Error(`It ended at its start\n${started.output()}`);
        return (await cli(['status'])).status === 0;
      },
      { timeoutMs: 90_000, what: () => `the Director to answer\n${started.output()}` },
    );
    return started;
  };
  return {
    dir: dir.path,
    file,
    url: `http://127.0.0.1:${apiPort}`,
    cli,
    start,
    [Symbol.asyncDispose]: async () => {
      await director?.stop({ graceMs: 60_000 });
      await dir[Symbol.asyncDispose]();
    },
  };
}

test('one machine, two files: the Director brings its own Catalog, and keeps it between its runs', async (t) => {
  await using node = await lone();
  const first = await node.start();
  t.regex((await node.cli(['list', 'pools'])).stdout, /Default/);
  const { stdout } = await node.cli(['run', 'Nightly', '--when', '2099-01-01', '--json']);
  const { jobId } = JSON.parse(stdout);
  t.is((await node.cli(['cancel', String(jobId)])).status, 0);

  t.is((await stat(`${node.dir}/api.socket`)).mode & 0o777, 0o660);
  await first.stop({ graceMs: 60_000 });
  t.is(first.child.exitCode, 0, first.output());
  await t.throwsAsync(readFile(`${node.dir}/catalog/data/postmaster.pid`), { code: 'ENOENT' });

  await node.start();
  t.regex((await node.cli(['list', 'jobs'])).stdout, /Nightly +fd +Backup.*Canceled/);
});

test('over TCP nothing happens without the token, and it never shows in the log', async (t) => {
  await using node = await lone();
  const director = await node.start();
  const over = (env: NodeJS.ProcessEnv = {}) => node.cli(['status', '--url', node.url], env);
  t.is((await over()).status, 4);
  t.is((await over({ UNDERSTUDY_TOKEN: 'wrong' })).status, 4);
  t.is((await over({ UNDERSTUDY_TOKEN: TOKEN })).status, 0);
  t.is((await node.cli(['status', '--url', node.url, '--token-file', `${node.dir}/token`])).status, 0);
  t.false(director.output().includes(TOKEN));
});

test('a second Director on the same socket is refused before it touches what belongs to the first', async (t) => {
  await using node = await lone();
  await node.start();
  await node.cli(['run', 'Nightly', '--when', '2099-01-01']);
  const second = await run([PROGRAM, 'director', '-c', node.file], { mayFail: true });
  t.is(second.status, 5);
  t.regex(second.stderr, /Somebody answers on the socket/);
  t.regex((await node.cli(['list', 'jobs'])).stdout, /Waiting \(t\)|Queued/);
  t.is((await node.cli(['status'])).status, 0);
});

test('a configuration with mistakes shows all of them, and the exit code is 1', async (t) => {
  await using node = await lone();
  await writeFile(
    node.file,
    (await readFile(node.file, 'utf8')).replace('Pool = Default', 'Pool = Deflaut\nBogus = 1'),
  );
  const refused = await run([PROGRAM, 'director', '-c', node.file], { mayFail: true });
  t.is(refused.status, 1);
  t.regex(refused.stderr, /Deflaut/);
  t.regex(refused.stderr, /Bogus/);
  t.is((await node.cli(['check', node.file])).status, 1);
  t.is((await run([PROGRAM, 'director', '-c', '/nowhere.conf'], { mayFail: true })).status, 1);
});

test('the program runs from anywhere, as a link, with an older Node first on the path', async (t) => {
  await using dir = await makeTempDir('link');
  await symlink(PROGRAM, join(dir.path, 'understudy'));
  await writeFile(join(dir.path, 'node'), '#!/bin/sh\necho "the wrong Node" >&2\nexit 9\n', { mode: 0o755 });
  const env = { ...process.env, PATH: `${dir.path}:${process.env.PATH}` };
  t.regex((await run([join(dir.path, 'understudy'), '--version'], { cwd: '/', env })).stdout, /^understudy \d/);
});

test('output that nobody reads any more ends the program quietly', async (t) => {
  const { status, stdout } = await run(['sh', '-c', `"${PROGRAM}" help | head -1; "${PROGRAM}" help | true`]);
  t.is(status, 0);
  t.is(stdout, 'Understudy, a backup system that speaks Bacula\n');
});
