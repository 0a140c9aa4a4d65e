/** `understudy all`: the daemons of one machine in one process, from their start to the last lock file. */
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { openOneMachine, PROGRAM } from '../support/one-machine.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';

test('SIGTERM stops everything in good order, and PostgreSQL with it', async (t) => {
  await using machine = await openOneMachine(['/etc']);
  const all = await machine.start('all', '-c', machine.directory);
  t.regex((await machine.cli(['list', 'pools'])).stdout, /Incremental/);
  await all.stop({ graceMs: 60_000 });
  t.is(all.child.exitCode, 0, all.output());
  t.regex(all.stdout(), /Everything is ready[\s\S]*Everything is being stopped/);
  await t.throwsAsync(readFile(join(machine.directory, 'catalog/data/postmaster.pid')), { code: 'ENOENT' });
});

test('one Ctrl-C that arrives twice still stops everything in good order', async (t) => {
  await using machine = await openOneMachine(['/etc']);
  const all = await machine.start('all', '-c', machine.directory);
  await all.kill('SIGINT');
  await all.stop({ signal: 'SIGTERM', graceMs: 60_000 });
  t.is(all.child.exitCode, 0, all.output());
  await t.throwsAsync(readFile(join(machine.directory, 'catalog/data/postmaster.pid')), { code: 'ENOENT' });
});

test('one process saves a tree, and what changed in it, and brings it back', async (t) => {
  await using dir = await makeTempDir('tree');
  const source = join(dir.path, 'source');
  await cp('src/cli', source, { recursive: true, preserveTimestamps: true });
  await using machine = await openOneMachine([source]);
  await machine.start('all', '-c', machine.directory);
  const ended = async (...args: string[]) => {
    const { status, stdout } = await machine.cli([...args, '--wait', '--json'], { mayFail: true, timeoutMs: 120_000 });
    if (status !== 0) t.log(await machine.log());
    t.is(status, 0, stdout);
    return JSON.parse(stdout) as { files: number };
  };
  const full = await ended('run', machine.job);
  await appendFile(join(source, 'main.ts'), '// changed\n');
  const incremental = await ended('run', machine.job);
  t.true(incremental.files < full.files);
  await ended('restore', '--client', machine.client);
  t.deepEqual(await compareTrees(source, join(machine.directory, 'restores', source)), []);
});

test('the mistakes of all files are told before anything starts', async (t) => {
  await using machine = await openOneMachine(['/etc']);
  for (const name of ['bacula-dir.conf', 'bacula-sd.conf', 'bacula-fd.conf']) {
    const file = machine.file(name);
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('Password =', `Mistake${name[7]} = yes\n  Password =`),
    );
  }
  const refused = await run([PROGRAM, 'all', '-c', machine.directory], { mayFail: true });
  t.is(refused.status, 1);
  for (const letter of 'dsf') t.regex(refused.stderr, new RegExp(`Mistake${letter}`));
  t.is(refused.stdout, '');
});

test('one that cannot start is named, and nothing stays behind', async (t) => {
  await using machine = await openOneMachine(['/etc']);
  await machine.start('all', '-c', machine.directory);
  const second = await run([PROGRAM, 'all', '-c', machine.directory], { mayFail: true });
  t.is(second.status, 5);
  t.regex(second.stderr, /^understudy: The .* did not start: .*stopped again/);
  t.is((await machine.cli(['status'])).status, 0);
});

test('a folder without any of the files is refused with what would be there', async (t) => {
  await using dir = await makeTempDir('all');
  const refused = await run([PROGRAM, 'all', '-c', dir.path], { mayFail: true });
  t.is(refused.status, 5);
  t.regex(refused.stderr, /bacula-dir\.conf.*understudy init/);
});
