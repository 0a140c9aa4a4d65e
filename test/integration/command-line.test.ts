/** The operator's tool beside our Director and genuine daemons: what a person, a script and a program see of it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { toByteString } from '../../src/core/index.ts';
import { BACKUP_JOB, DIRECTOR_NAME } from '../support/director-config.ts';
import { startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { startUnderstudy } from '../support/understudy.ts';

async function stage() {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres());
  const dir = stack.use(await makeTempDir('command-line'));
  const source = join(dir.path, 'source');
  await mkdir(source);
  await writeFile(join(source, 'one.txt'), 'one');
  await writeFile(Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0x67, 0xff])]), 'not UTF-8');
  const fileDaemon = stack.use(await startFileDaemon({ version: '15.0.3', tls: 'psk' }));
  const storageDaemon = stack.use(await startStorageDaemon({ version: '15.0.3', tls: 'psk' }));
  const director = stack.use(
    await startUnderstudy({
      catalog: await postgres.createDatabase(),
      fileDaemons: [fileDaemon],
      storageDaemons: [storageDaemon],
      fileSets: [{ files: [source] }],
    }),
  );
  const owned = stack.move();
  return { source, dir, fileDaemon, storageDaemon, director, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('from the first backup to the files brought back, by the verbs of the guide', async (t) => {
  await using s = await stage();
  const { director, fileDaemon, storageDaemon, source, dir } = s;
  const cli = async (...args: string[]): Promise<string> => (await director.cli(args)).stdout;

  t.regex(await cli('status'), new RegExp(`${DIRECTOR_NAME}, Understudy .*\nJobs run: 0, active: 0`));
  t.regex(await cli('status', 'client', fileDaemon.name), /Version: 15\.0\.3/);
  t.regex(await cli('status', 'storage', storageDaemon.name), /Version: 15\.0\.3/);
  t.regex(await cli('estimate', BACKUP_JOB, '--listing'), /one\.txt\n[\s\S]*Full: 3 files, /);

  const backup = await director.cli(['run', BACKUP_JOB, '--level', 'full', '--wait']);
  t.regex(backup.stdout, /^JobId 1 Backup OK: 3 files, \d+ B in 0:00:\d\d\n$/);
  t.regex(backup.stderr, /Termination: +Backup OK/);

  t.regex(await cli('list', 'jobs'), /^ *JobId +Name .*\n +1 +Backup .* Full .* OK\n$/);
  t.regex(await cli('list', 'volumes'), /Vol-0001 +Default +Append/);
  for (const what of ['pools', 'clients', 'storages', 'filesets'])
    t.is((await cli('list', what)).split('\n').length, 3);
  t.regex(await cli('list', 'joblog', '1'), /Termination: +Backup OK\n/);
  t.true((await cli('list', 'files', '1')).includes(`${source}/g\\xff\n`));
  const files = JSON.parse(await cli('list', 'files', '1', '--json'));
  const odd = files.find((file: { nameBase64?: string }) => file.nameBase64 !== undefined);
  t.is(Buffer.from(odd.nameBase64, 'base64').toString('latin1'), `${source}/g\xff`);
  t.regex(await cli('messages'), /Backup OK/);
  t.is(await cli('messages'), 'You have no messages.\n');

  const where = join(dir.path, 'back');
  const list = join(dir.path, 'list');
  await writeFile(list, Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0x67, 0xff, 0x0a])]));
  const restored = await cli(
    'restore',
    '--client',
    fileDaemon.name,
    '--where',
    where,
    '--files-from',
    list,
    '-w',
    '--json',
  );
  t.is(JSON.parse(restored).status, 'T');
  const name = Buffer.concat([Buffer.from(`${where}${source}/`), Buffer.from([0x67, 0xff])]);
  t.is(await readFile(name, 'utf8'), 'not UTF-8');
  await t.throwsAsync(readFile(`${where}${source}/one.txt`), { code: 'ENOENT' });
});

test('names are told as they are: letters as letters, bytes that are none by their numbers', async (t) => {
  await using s = await stage();
  const { director, source, dir } = s;
  const utf8 = (output: string): string => Buffer.from(output, 'latin1').toString('utf8');
  const told = async (...args: string[]): Promise<string> => {
    const { stderr } = await director.cli(args, { mayFail: true });
    const { stdout } = await director.cli([...args, '--json'], { mayFail: true });
    const { message } = JSON.parse(utf8(stdout)).error;
    t.true(utf8(stderr).includes(message), stderr);
    return message;
  };
  t.is(await told('run', 'Café'), 'No Job is called "Café" in the Director\'s configuration');

  await director.cli(['run', BACKUP_JOB, '--level', 'full', '--wait']);
  const list = join(dir.path, 'list');
  await writeFile(list, Buffer.from(`${toByteString(`${source}/é`)}\n${source}/\xe9\n`, 'latin1'));
  t.is(
    await told('restore', '--job-id', '1', '--files-from', list),
    `None of JobId 1 has ${source}/é, ${source}/\\xe9`,
  );

  const files = [{ base64: Buffer.from('/\xe9', 'latin1').toString('base64') }];
  const refused = await t.throwsAsync(director.post('/restores', { from: { jobId: 1 }, files }));
  t.true(refused?.message.includes('/\\\\xe9'), refused?.message);
});

test('exit codes tell scripts what happened', async (t) => {
  await using s = await stage();
  const { director } = s;
  const exit = async (...args: string[]) => await director.cli(args, { mayFail: true });

  t.is((await exit('frobnicate')).status, 2);
  t.is((await exit('run')).status, 2);
  t.is((await exit('run', BACKUP_JOB, '--level', 'half')).status, 2);
  const unknown = await exit('run', 'Nobody');
  t.is(unknown.status, 4);
  t.regex(unknown.stderr, /No Job is called "Nobody".*It has: .*Backup/);
  t.is((await exit('cancel', '999')).status, 4);
  t.is((await exit('list', 'joblog', '999')).status, 4);
  t.is((await exit('status', '--socket', '/nowhere/api.socket')).status, 3);
  const json = await exit('run', 'Nobody', '--json');
  t.is(JSON.parse(json.stdout).error.code, 'DIRECTOR_UNKNOWN_RESOURCE');

  await s.fileDaemon.stop();
  const failed = await exit('run', BACKUP_JOB, '--wait');
  t.is(failed.status, 1);
  t.regex(failed.stdout, /^JobId 1 Backup Failed: 0 files/);
});

test('reload takes a changed configuration, refuses a broken one with its mistakes, and SIGHUP does the same', async (t) => {
  await using s = await stage();
  const { director } = s;
  const config = await readFile(director.configFile, 'utf8');
  await writeFile(director.configFile, `${config}\nPool { Name = Second; Pool Type = Backup }\n`);
  t.is((await director.cli(['reload'])).stdout, 'Reloaded.\n');
  t.regex((await director.cli(['list', 'pools'])).stdout, /Second/);

  await writeFile(director.configFile, `${config}\nPool { Name = Third; Pool Tipe = Backup }\n`);
  const refused = await director.cli(['reload'], { mayFail: true });
  t.is(refused.status, 1);
  t.regex(refused.stderr, /Pool ?Tipe/);
  const said = (await director.cli(['messages'])).stdout;
  t.regex(said, new RegExp(`${DIRECTOR_NAME} JobId 0: The configuration was reloaded`));
  t.regex(said, /JobId 0: Error: The configuration was not reloaded: it has mistakes\n[\s\S]*Pool ?Tipe/);
  await director.kill('SIGHUP');
  t.is((await director.cli(['status'])).status, 0);
});

test('SIGTERM stops the Director, and nothing is left behind', async (t) => {
  await using s = await stage();
  await s.director.stop();
  t.false(s.director.running());
  await t.throwsAsync(readFile(s.director.socket), { code: 'ENOENT' });
  await s.director.start();
  t.is((await s.director.cli(['status'])).status, 0);
});
