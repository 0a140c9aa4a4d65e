/**
 * What happens to Jobs of our File Daemon under a genuine Director 15.0.3: consoles that look, Jobs that are taken back,
 * scripts, plugins, peers that die, and the two ways of calling that begin at the other end.
 */
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import anyTest, { type TestFn } from 'ava';
import { callClient } from '../support/ask-client.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { BACKUP_JOB, FILE_SET, POOL, RESTORE_JOB, restoreWhere } from '../support/director-config.ts';
import {
  type FileDaemon,
  type GenuineDirector,
  runConsole,
  type StorageDaemon,
  startDirector,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

const version = '15.0.3';
const FILES = 40;
const FILE_BYTES = 50_000;

interface Stage {
  readonly client: FileDaemon;
  readonly genuine: FileDaemon;
  readonly storage: StorageDaemon;
  readonly director: GenuineDirector;
  readonly source: string;
  /** Where the plugin's command puts what it is given. */
  readonly piped: string;
}

const test = anyTest as TestFn<{ postgres: Postgres; stage: Stage; stack: AsyncDisposableStack }>;

const job = (name: string, more: string, fileSet = FILE_SET): string => `Job {
  Name = ${name}; Type = Backup; Level = Full; Client = test-fd; Storage = test-sd; FileSet = ${fileSet}
  Pool = ${POOL}; Messages = Standard
  ${more}
}`;

async function setStage(stack: AsyncDisposableStack, postgres: Postgres): Promise<Stage> {
  const dir = stack.use(await makeTempDir('jobs'));
  const [source, piped] = [join(dir.path, 'source'), join(dir.path, 'piped')];
  await mkdir(source);
  for (let i = 0; i < FILES; i++) await writeFile(join(source, `file-${i}`), pseudoRandomBytes(FILE_BYTES, i));
  const client = stack.use(await startOurFileDaemon());
  const genuine = stack.use(await startFileDaemon({ version, name: 'genuine-fd' }));
  const storage = stack.use(await startStorageDaemon({ version }));
  const director = stack.use(
    await startDirector({
      version,
      catalog: await postgres.createGenuineCatalog(version),
      fileDaemons: [client, genuine],
      storageDaemons: [storage],
      fileSets: [{ files: [source] }],
      extra: [
        job('Slow', 'Maximum Bandwidth = 300 kb/s'),
        job('Scripted', 'Client Run Before Job = "echo before %n"\n  Client Run After Job = "echo after %e"'),
        job('Refused', 'Client Run Before Job = "sh -c \'echo no; exit 3\'"'),
        job('Missing', '', 'Gone'),
        job('Piped', '', 'Pipe'),
        `FileSet { Name = Gone; Include { Options { Signature = MD5 }\n File = "${source}"\n File = "/nowhere/at/all" } }`,
        `FileSet { Name = Pipe; Include { Options { Signature = SHA256; Compression = GZIP }
           Plugin = "bpipe:/PIPE/numbers:seq 1 100000:sh -c 'cat > ${piped}'" } }`,
        `Client { Name = other-password; Address = localhost; FD Port = ${client.port}; Password = wrong; Catalog = Catalog }`,
      ].join('\n'),
    }),
  );
  return { client, genuine, storage, director, source, piped };
}

test.before(async (t) => {
  const stack = new AsyncDisposableStack();
  t.context.stack = stack;
  t.context.postgres = stack.use(await startPostgres());
  t.context.stage = await setStage(stack, t.context.postgres);
});
test.after.always((t) => t.context.stack.disposeAsync());

const say = ({ director }: Stage, ...commands: string[]) =>
  runConsole(version, director, commands, { timeoutMs: 120_000 });
/** Runs a Job, and returns what is said of it and of nothing before it. */
async function runs(stage: Stage, name: string, more = ''): Promise<string> {
  await say(stage, 'messages');
  return await say(stage, `run job=${name} ${more} yes`, 'wait', 'messages');
}
/** Orders a slow Job, and returns its JobId when its data flows. */
async function startSlow(stage: Stage): Promise<string> {
  await say(stage, 'messages');
  const said = await say(stage, 'run job=Slow yes');
  const jobId = /JobId=(\d+)/.exec(said)?.[1] ?? '';
  await until(async () => /JobFiles=[1-9]/.test(await running(stage)), { what: 'data to flow', everyMs: 200 });
  return jobId;
}
async function ask(stage: Stage, command: string): Promise<string> {
  await using conversation = await callClient(stage.client);
  await conversation.begin('-Console-.2026-11-20_09.40.21_37', { jobId: 0 });
  await conversation.send(command);
  let said = '';
  for (let text = await conversation.packet(); text !== ''; text = await conversation.packet()) said += text;
  return said;
}
const running = (stage: Stage) => ask(stage, '.status running api=2 api_opts=');

test.serial('a console sees status, sums and listings', async (t) => {
  const said = await say(t.context.stage, 'status client=test-fd', `estimate job=${BACKUP_JOB} listing`);
  t.regex(said, /test-fd Version: 15\.0\.3 .*understudy/);
  t.regex(said, /No Jobs running\./);
  t.regex(said, /-rw-r--r-- +1 root +root +50000 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\S+\/source\/file-39\n/);
  t.regex(said, new RegExp(`2000 OK estimate files=${FILES + 1} bytes=2,000,000\n`));
});

test.serial('a canceled Job ends at once, a stopped one is resumed, and all of it comes back', async (t) => {
  const { stage } = t.context;
  const canceled = await startSlow(stage);
  t.regex(await say(stage, `cancel jobid=${canceled} yes`, 'wait', 'messages'), /Termination: +Backup Canceled\n/);
  t.regex(await running(stage), /running:\n\0?\n\0?DirectorConnected/);

  const stopped = await startSlow(stage);
  const incomplete = await say(stage, `stop jobid=${stopped} yes`, 'wait', 'messages');
  t.regex(incomplete, /FD termination status: +Incomplete job\n/);
  t.regex(incomplete, /Termination: +Backup failed -- Incomplete\n/);
  t.regex(await say(stage, `resume jobid=${stopped} yes`, 'wait', 'messages'), /Termination: +Backup OK\n/);
  const where = restoreWhere(stage.director.workingDirectory);
  await say(stage, `restore client=test-fd restorejob=${RESTORE_JOB} jobid=${stopped} all done yes`, 'wait');
  t.deepEqual(await compareTrees(stage.source, join(where, stage.source)), []);
  await run(['rm', '-rf', where]);
});

test.serial('a Director with another password is told so', async (t) => {
  t.regex(await say(t.context.stage, 'status client=other-password'), /Check the passwords\./);
  t.regex(await runs(t.context.stage, BACKUP_JOB), /Termination: +Backup OK\n/, 'and nobody else is kept from it');
});

test.serial('an accurate estimate counts what the Catalog does not know, however old it is', async (t) => {
  const { stage } = t.context;
  const estimate = () => say(stage, `estimate job=${BACKUP_JOB} level=Incremental accurate=yes listing`);
  t.regex(await estimate(), /2000 OK estimate files=0 bytes=0\n/);
  const old = join(stage.source, 'old-file-new-name');
  await writeFile(old, 'x');
  await utimes(old, 1, 1);
  t.regex(
    await estimate(),
    /\/source\/old-file-new-name\n[\s\S]*2000 OK estimate files=2 bytes=1\n/,
    'it and its folder',
  );
  await rm(old);
});

test.serial('scripts run, what they print is in the log, and one that fails keeps its Job from running', async (t) => {
  const said = await runs(t.context.stage, 'Scripted');
  t.regex(said, /Client\w*BeforeJob: before Scripted\n/);
  t.regex(said, /Client\w*AfterJob: after OK\n/);
  t.regex(said, /Termination: +Backup OK\n/);
  const refused = await runs(t.context.stage, 'Refused');
  t.regex(refused, /Child exited with code 3/);
  t.regex(refused, /Termination: +\*\*\* Backup Error \*\*\*\n/);
});

test.serial('what is not there is named, and the rest is saved', async (t) => {
  const said = await runs(t.context.stage, 'Missing');
  t.regex(said, /Could not stat "\/nowhere\/at\/all": ERR=No such file or directory/);
  t.regex(said, new RegExp(`FD Files Written: +${FILES + 1}\n`));
  t.regex(said, /Termination: +Backup OK -- with warnings\n/);
});

test.serial(
  'what a bpipe command prints goes to the other command, through our Client and the genuine one',
  async (t) => {
    const { stage } = t.context;
    const expected = (await run(['seq', '1', '100000'])).stdout;
    for (const [from, to] of [
      ['test-fd', 'genuine-fd'],
      ['genuine-fd', 'test-fd'],
      ['test-fd', 'test-fd'],
    ]) {
      const said = await runs(stage, 'Piped', `client=${from}`);
      t.regex(said, /Termination: +Backup OK\n/);
      const jobId = /Job queued\. JobId=(\d+)/.exec(said)?.[1];
      await writeFile(stage.piped, '');
      const restored = await say(
        stage,
        `restore client=${from} restoreclient=${to} restorejob=${RESTORE_JOB} jobid=${jobId} all done yes`,
        'wait',
      );
      t.true((await readFile(stage.piped, 'latin1')) === expected, `${from} to ${to}: ${restored}`);
    }
  },
);

test.serial('a Storage that dies ends the Job with a sentence, and the next one runs', async (t) => {
  const { stage } = t.context;
  const jobId = await startSlow(stage);
  await stage.storage.kill('SIGKILL');
  await until(async () => !/JobId=/.test(await running(stage)), { what: 'the Client to end its Job' });
  t.regex(
    await ask(stage, '.status terminated api=2 api_opts='),
    new RegExp(`jobid=${jobId}\nlevel=F\ntype=B\nstatus=f\n`),
  );
  await stage.storage.start();
  t.regex(await say(stage, `cancel jobid=${jobId} yes`, 'wait', 'messages'), /The Storage at \S+ is gone/);
  t.regex(await runs(stage, BACKUP_JOB), /Termination: +Backup OK/);
});

test.serial('a Job outlives its Director, and tells whoever asks how it ended', async (t) => {
  const { stage } = t.context;
  const jobId = await startSlow(stage);
  await stage.director.kill('SIGKILL');
  const ended = await until(
    async () =>
      new RegExp(`jobid=${jobId}\nlevel=F\ntype=B\nstatus=(.)\n.*\n.*\njobfiles=(\\d+)\n`).exec(
        await ask(stage, '.status terminated api=2 api_opts='),
      ),
    { what: 'the Client to end its Job' },
  );
  t.deepEqual(ended.slice(1), ['T', String(FILES + 1)]);
  await stage.director.start();
});

test.serial('a Client that cannot be called calls its Director, and a Storage calls the Client', async (t) => {
  const { postgres, stage } = t.context;
  await using client = await startOurFileDaemon();
  await using director = await startDirector({
    version,
    catalog: await postgres.createGenuineCatalog(version, 'other'),
    fileDaemons: [client],
    storageDaemons: [stage.storage],
    fileSets: [{ files: [stage.source] }],
    clientDirectives: { 'SD Calls Client': true },
  });
  const said = () =>
    runConsole(version, director, ['messages', `run job=${BACKUP_JOB} yes`, 'wait', 'messages'], {
      timeoutMs: 120_000,
    });
  t.regex(await said(), /test-sd JobId \d+: Connected to Client[\s\S]*Termination: +Backup OK\n/);

  await client.stop();
  await director.stop();
  await director.reconfigure((text) =>
    text.replace(/SD Calls Client = yes/, 'Allow FD Connections = yes').replace(/FD Port = \d+/, 'FD Port = 1'),
  );
  await client.reconfigure((text) =>
    text.replace(
      /Director \{/,
      `Director {\n Address = localhost; Dir Port = ${director.port}; Connect To Director = yes\n`,
    ),
  );
  await director.start();
  await client.start();
  await until(async () => /Termination: +Backup OK/.test(await said()), {
    what: 'the Director to use our call',
    timeoutMs: 120_000,
  });
  t.pass();
});
