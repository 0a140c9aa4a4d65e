/** What stands around the data of a Job: scripts on both machines, mails, log files, and their order. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { FILE_SET, POOL } from '../support/director-config.ts';
import { startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { startUnderstudy } from '../support/understudy.ts';

const JOB = (name: string, fileDaemon: string, storageDaemon: string, more: string): string => `
Job { Name = ${name}; Type = Backup; Client = ${fileDaemon}; Storage = ${storageDaemon}; Pool = ${POOL}
  FileSet = ${FILE_SET}; Messages = Loud; Level = Full
${more} }
`;

test('scripts of both machines run in their order, the report stands before the After scripts, one mail follows', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('surroundings');
  const source = join(dir.path, 'source');
  await mkdir(source);
  await writeFile(join(source, 'one.txt'), 'one');
  const mail = join(dir.path, 'mail');
  await using fileDaemon = await startFileDaemon({ version: '15.0.3', tls: 'psk' });
  await using storageDaemon = await startStorageDaemon({ version: '15.0.3', tls: 'psk' });
  const job = (name: string, more: string): string => JOB(name, fileDaemon.name, storageDaemon.name, more);
  await using director = await startUnderstudy({
    catalog: await postgres.createDatabase(),
    fileDaemons: [fileDaemon],
    storageDaemons: [storageDaemon],
    fileSets: [{ files: [source] }],
    extra: `
Messages { Name = Loud; MailCommand = "sh -c 'cat > ${mail}.$0' %n"
  Mail = root = all
  MailOnError = root = all
  Append = "${dir.path}/log" = all
  Append = "${dir.path}/no/such/folder" = all
  Catalog = all }
${job(
  'Good',
  `  RunBeforeJob = "echo before %n %l"
  ClientRunBeforeJob = "echo client-before %j"
  ClientRunAfterJob = "echo client-after"
  RunAfterJob = "echo after %e"
  RunAfterFailedJob = "echo failed"
  RunScript { RunsWhen = Before; RunsOnClient = yes; Command = "echo new-client-before" }
  RunScript { RunsWhen = After; RunsOnClient = no; Console = "run job=Refused level=Full yes" }
  RunScript { RunsWhen = AtJobCompletion; RunsOnClient = no; Command = "echo completion" }`,
)}
${job('Refused', '  RunBeforeJob = "false"\n  RunAfterFailedJob = "echo sorry %e"')}`,
  });

  const good = await director.ended(await director.run({ job: 'Good' }));
  const log = await director.jobLog(good.jobId);
  t.is(good.status, 'T', log);
  const order = [
    'BeforeJob: before Good Full',
    'ClientBeforeJob: new-client-before',
    'ClientAfterJob: client-after',
    'AtJobCompletion: completion',
    'Termination:            Backup OK',
    'AfterJob: after Backup OK',
  ];
  const places = order.map((line) => log.indexOf(line));
  t.false(places.includes(-1), log);
  t.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
    log,
  );
  t.notRegex(log, /AfterJob: failed/);
  t.regex(log, /console command: run AfterJob "run job=Refused level=Full yes"\n\n?.*AfterJob: Job queued\. JobId=2/);
  t.regex(log, /client-before Good\./);
  t.regex(log, /Warning: Messages "Loud", Append = .*no\/such\/folder/);

  const mailed = await readFile(`${mail}.Good`, 'utf8');
  t.regex(mailed, /Termination: +Backup OK[\s\S]*AfterJob: after Backup OK\n/);
  t.regex(await readFile(join(dir.path, 'log'), 'utf8'), /^\d\d-\w{3} \d\d:\d\d test-dir JobId 1: /);

  // The console command of the first Job has started it.
  const refused = await director.ended(2);
  t.is(refused.name, 'Refused');
  const told = await director.jobLog(refused.jobId);
  t.is(refused.status, 'E', told);
  t.regex(told, /Error: Runscript: BeforeJob returned non-zero status=1\. ERR=Child exited with code 1/);
  t.regex(told, /AfterJob: sorry \*\*\* Backup Error \*\*\*/);
  t.is((await director.ended(await director.run({ job: 'Good' }))).status, 'T');
});
