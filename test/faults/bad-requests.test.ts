/** Mistakes of people, at the command line of a running Director: each is named with what would be right, and nothing is harmed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { BACKUP_JOB, RESTORE_JOB } from '../support/director-config.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { dataFlows, endsWith, nextJobRuns, openPremises, type Premises, rewrite, SLOW } from '../support/premises.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';

let postgres: Postgres;
let premises: Premises;

/** The FileSet of `Nothing` has no File at all; `Nowhere`'s is not there; `Single` allows no second one beside it. */
const MORE = `
FileSet { Name = Empty; Include { Options { Signature = MD5 } } }
FileSet { Name = Nowhere; Include { Options { Signature = MD5 } File = "/no/such/place" } }
JobDefs { Name = Shared; Type = Backup; Level = Full; Client = test-fd; Storage = test-sd; Pool = Default
  Messages = Standard; FileSet = Tree; Maximum Concurrent Jobs = 10 }
Job { Name = Nothing; JobDefs = Shared; FileSet = Empty }
Job { Name = Nowhere; JobDefs = Shared; FileSet = Nowhere }
Job { Name = Single; JobDefs = Shared; Allow Duplicate Jobs = no; Maximum Bandwidth = ${SLOW['Maximum Bandwidth']} }
`;

test.before(async () => {
  postgres = await startPostgres();
  const files = Array.from({ length: 40 }, () => 100_000);
  premises = await openPremises(postgres, { files, extra: MORE });
});
test.after.always(async () => {
  await premises?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

const NAMES: readonly (readonly [args: readonly string[], said: RegExp])[] = [
  [['run', 'Bakcup'], /No Job is called "Bakcup" .*It has: Backup, Restore/],
  [['run', BACKUP_JOB, '--client', 'web'], /No Client is called "web" .*It has: test-fd/],
  [['run', BACKUP_JOB, '--pool', 'Tapes'], /No Pool is called "Tapes" .*It has: Default/],
  [['run', BACKUP_JOB, '--storage', 'Tower'], /No Storage is called "Tower" .*It has: test-sd/],
  [['run', BACKUP_JOB, '--fileset', 'All'], /No FileSet is called "All" .*It has: Tree, Empty, Nowhere/],
  [['run', BACKUP_JOB, '--messages', 'Loud'], /No Messages is called "Loud" .*It has: Standard/],
  [
    ['run', RESTORE_JOB],
    /Job "Restore" is of Type Restore, not a Backup \(restores are asked for with the restore command\)/,
  ],
  [['run', 'Zur\u00fcck\n\u001b[31m'], /No Job is called "Zur\u00fcck\\x0a\\x1b\[31m"/],
  [['estimate', 'Bakcup'], /No Job is called "Bakcup"/],
  [['status', 'client', 'web'], /No Client is called "web" .*It has: test-fd/],
  [['status', 'storage', 'Tower'], /No Storage is called "Tower" .*It has: test-sd/],
  [['restore', '--client', 'web'], /Client "web" has no good backup in the Catalog/],
  [['restore', '--job-id', '4711'], /The Catalog has no JobId 4711/],
  [['list', 'files', '4711'], /The Catalog has no JobId 4711/],
  [['cancel', '4711'], /JobId 4711 is neither queued nor running \("understudy list jobs" shows/],
  [['label', 'Vol', '--pool', 'Tapes', '--storage', 'test-sd'], /No Pool is called "Tapes"/],
];

test('names that are not known are refused at once, with those that are, and no Job comes of it', async (t) => {
  const { director } = premises;
  const jobs = async () => (await director.get<object[]>('/jobs')).length;
  const before = await jobs();
  for (const [args, said] of NAMES) {
    const { status, stderr } = await director.cli(args, { mayFail: true });
    t.is(status, 4, `${args.join(' ')}: ${stderr}`);
    t.regex(Buffer.from(stderr, 'latin1').toString(), said);
    t.notRegex(stderr.trimEnd(), /[\x00-\x1f\x7f]/, 'one line, and nothing that moves a cursor');
  }
  t.true((await jobs()) >= before);
  const { stdout } = await director.cli(['list', 'jobs', '--name', 'Bakcup']);
  t.is(stdout, 'Nothing to list.\n');
  await nextJobRuns(t, director);
});

test('a FileSet that names nothing, or nothing that is there, is told in the Job, which ends with no file', async (t) => {
  const { director } = premises;
  for (const [job, said] of [
    ['Nothing', /Termination: +Backup OK/],
    ['Nowhere', /Could not stat "\/no\/such\/place"[\s\S]*Termination: +Backup OK -- with warnings/],
  ] as const) {
    const jobId = await director.run({ job });
    await endsWith(t, director, jobId, 'T', said);
    t.is((await director.ended(jobId)).files, 0);
  }
  await nextJobRuns(t, director);
});

test('of two runs at once both end well; where duplicates are not allowed one gives way and names the other', async (t) => {
  const { director } = premises;
  const order = (job: string) => director.cli(['run', job, '--json']).then(({ stdout }) => JSON.parse(stdout).jobId);
  const both: number[] = await Promise.all([order(BACKUP_JOB), order(BACKUP_JOB)]);
  t.not(both[0], both[1]);
  for (const jobId of both) await endsWith(t, director, jobId, 'T', /Termination: +Backup OK\n/);

  const first: number = await order('Single');
  await dataFlows(director, first);
  const second = await director.cli(['run', 'Single', '--wait'], { mayFail: true });
  t.is(second.status, 1);
  t.regex(second.stdout, /Backup Canceled/);
  const [, refused] = second.stderr.match(/"understudy list joblog (\d+)" tells why\n$/) ?? [];
  const said = new RegExp(`JobId ${first} already running\\. Duplicate job not allowed\\.`);
  await endsWith(t, director, Number(refused), 'A', said);
  t.is((await director.cli(['cancel', String(first)])).status, 0);
  await endsWith(t, director, first, 'A', /: Canceled by the operator\n/);
  await nextJobRuns(t, director);
});

/** Twenty lines, each with a mistake of its own. */
const MISTAKES = `
Job { Name = M1; Type = Backup; Client = nobody; FileSet = Tree; Storage = test-sd; Pool = Default; Messages = Standard }
Job { Name = M2; Type = Backup; Client = test-fd; FileSet = Treee; Storage = test-sd; Pool = Default; Messages = Standard }
Job { Name = M3; Type = Backup; Client = test-fd; FileSet = Tree; Storage = tset-sd; Pool = Default; Messages = Standard }
Job { Name = M4; Type = Backup; Client = test-fd; FileSet = Tree; Storage = test-sd; Pool = Deflaut; Messages = Standard }
Job { Name = M5; Type = Backup; Client = test-fd; FileSet = Tree; Storage = test-sd; Pool = Default; Messages = Standart }
Job { Name = M6; Type = Bakup; Client = test-fd; FileSet = Tree; Storage = test-sd; Pool = Default; Messages = Standard }
Job { Name = M7; Type = Backup; Level = Ful; Client = test-fd; FileSet = Tree; Storage = test-sd; Pool = Default; Messages = Standard }
Job { Name = M8; Type = Backup; Priorty = 5; Client = test-fd; FileSet = Tree; Storage = test-sd; Pool = Default; Messages = Standard }
Job { Name = M9; Type = Backup; Max Run Time = soon; Client = test-fd; FileSet = Tree; Storage = test-sd; Pool = Default; Messages = Standard }
Pool { Name = P1; Pool Type = Backup; Recycle = perhaps }
Pool { Name = P2; Pool Type = Backup; Maximum Volume Bytes = 5 elephants }
Pool { Name = P3; Pool Type = Backup; Volume Retention = 3 fortnights }
Pool { Name = P4; Pool Typ = Backup }
Client { Name = C1; Address = a; Password = x; Catalog = Katalog }
Client { Name = C2; Address = a; FD Port = ninethousand; Password = x; Catalog = Catalog }
Storage { Name = S1; Address = a; Password = x; Device = d; Media Typ = File }
Schedule { Name = W1; Run = Full mun at 23:05 }
Schedule { Name = W2; Run = Full mon at 25:05 }
FileSet { Name = F1; Include { Options { Signature = MD6 } File = /etc } }
Poool { Name = X1 }
`;

test('a configuration with twenty mistakes shows all twenty, each in its line; the Director that runs keeps its own', async (t) => {
  const { director } = premises;
  let right = '';
  await rewrite(director, (text) => {
    right = text;
    return text + MISTAKES;
  });
  const firstLine = right.split('\n').length + 1;
  const checked = await director.cli(['check', director.configFile], { mayFail: true });
  t.is(checked.status, 1);
  const lines = new Set([...checked.stdout.matchAll(/^[^\s:]+:(\d+):\d+: error: /gm)].map(([, line]) => Number(line)));
  t.deepEqual(
    [...lines].sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => firstLine + i),
    checked.stdout,
  );
  for (const hint of ['`Priority`', '`PoolType`', '`MediaType`', '`Pool`', 'Default', 'Standard']) {
    t.true(checked.stdout.includes(hint), `${hint} is nearest\n${checked.stdout}`);
  }

  const refused = await director.cli(['reload'], { mayFail: true });
  t.is(refused.status, 1);
  t.is(new Set(refused.stderr.match(/bacula-dir\.conf:\d+(?=:\d+: error)/g)).size, 20, refused.stderr);
  await using dir = await makeTempDir('mistakes');
  const copy = join(dir.path, 'bacula-dir.conf');
  await writeFile(copy, right + MISTAKES);
  const program = [new URL('../../bin/understudy', import.meta.url).pathname, 'director', '--config', copy];
  const started = await run(program, { mayFail: true });
  t.is(started.status, 1);
  t.is(new Set(started.stderr.match(/bacula-dir\.conf:\d+(?=:\d+: error)/g)).size, 20, started.stderr);

  await nextJobRuns(t, director);
  await rewrite(director, () => right);
  t.is((await director.cli(['reload'])).status, 0);
});
