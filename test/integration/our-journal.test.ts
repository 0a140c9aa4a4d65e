/**
 * A Job of our Director at our Storage Daemon (docs/decisions/0050): it outlives its connection and its Director, and every
 * row is in the Catalog once.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { restoreWhere } from '../support/director-config.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { FileDaemon, StorageDaemon } from '../support/genuine.ts';
import { type OurDirector, type OurDirectorOptions, startOurDirector } from '../support/our-director.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { type Database, type Postgres, startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { restoreWell } from '../support/restoring.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { startUnderstudy, type Understudy } from '../support/understudy.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

interface Stage {
  readonly database: Database;
  readonly client: FileDaemon;
  readonly storage: StorageDaemon;
  /** The Director's way to the Storage; the Client has its own. */
  readonly proxy: FaultProxy;
  readonly tree: string;
  readonly files: number;
  readonly config: Omit<OurDirectorOptions, 'edit' | 'start'>;
  sql(text: string): Promise<string>;
}

interface StageOptions {
  /** Empty files in a folder. */
  readonly many?: number;
  /** Files of 100 kB. */
  readonly large?: number;
  readonly bandwidth?: string;
  readonly directives?: OurDirectorOptions['directives'];
}

let stages = 0;

async function setStage(t: ExecutionContext, options: StageOptions = {}): Promise<Stage> {
  const { many = 0, large = 0, bandwidth, directives } = options;
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('journal'));
  const tree = join(dir.path, 'tree');
  await mkdir(join(tree, 'many'), { recursive: true });
  for (let i = 0; i < many; i++) await writeFile(join(tree, 'many', `empty-${i}`), '');
  for (let i = 0; i < large; i++) await writeFile(join(tree, `large-${i}`), pseudoRandomBytes(100_000, i));
  const client = stack.use(await startOurFileDaemon());
  const storage = stack.use(await startOurStorageDaemon());
  const proxy = stack.use(await startFaultProxy({ port: storage.port }));
  const database = await postgres.createDatabase(`journal${++stages}`);
  const config = {
    catalog: database,
    fileDaemons: [client],
    storageDaemons: [{ ...storage, port: proxy.port }],
    fileSets: [{ files: [tree], options: { Signature: 'MD5' } }],
    // The Storage calls the Client, so that only the Director's way leads through the proxy.
    clientDirectives: { 'SD Calls Client': true },
    ...(bandwidth === undefined ? {} : { jobDirectives: { 'Maximum Bandwidth': bandwidth } }),
    ...(directives && { directives }),
  };
  const kept = stack.move();
  t.teardown(() => kept.disposeAsync());
  const sql = async (text: string) => (await postgres.psql(database.database, text)).trim();
  return { database, client, storage, proxy, tree, files: many + large + 2, config, sql };
}

const journalsOf = (storage: StorageDaemon): Promise<string[]> =>
  readdir(storage.workingDirectory)
    .then((names) => names.filter((name) => name.endsWith('.journal')))
    .then((names) => Promise.all(names.map((name) => readdir(join(storage.workingDirectory, name)))))
    .then((lists) => lists.flat());

/** Each file once, with its digest; one row in Log for each thing said by the Storage; nothing is left of the journal. */
async function allIsThereOnce(t: ExecutionContext, stage: Stage, jobId: number): Promise<void> {
  const { sql, files } = stage;
  const where = `WHERE jobid = ${jobId}`;
  t.is(await sql(`SELECT count(*), count(DISTINCT fileindex) FROM file ${where}`), `${files}|${files}`);
  t.is(await sql(`SELECT jobfiles FROM job ${where}`), `${files}`);
  t.is(await sql(`SELECT count(*) FROM file ${where} AND filename <> '' AND length(md5) < 20`), '0', 'digests');
  t.is(
    await sql(
      `SELECT count(*) FROM (SELECT 1 FROM log ${where} AND logtext LIKE 'test-sd JobId%' GROUP BY time, logtext HAVING count(*) > 1) AS twice`,
    ),
    '0',
  );
  t.is(await sql(`SELECT min(firstindex), max(lastindex) FROM jobmedia ${where}`), `1|${files}`);
  t.is(await sql('SELECT count(*) FROM understudy.journal'), '0');
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journal to be gone' });
}

async function comesBack(t: ExecutionContext, director: OurDirector, tree: string): Promise<void> {
  const where = restoreWhere(director.workingDirectory);
  await restoreWell(t, director, { from: { kind: 'point-in-time', client: 'test-fd' }, where });
  t.deepEqual(await compareTrees(tree, join(where, tree)), []);
}

test('a backup and its restore leave nothing behind', async (t) => {
  const stage = await setStage(t, { many: 500, large: 3 });
  await using director = await startOurDirector(stage.config);
  const { status, jobId } = await director.runAndWait({ job: 'Backup' });
  if (status !== 'T') t.log(await director.log());
  t.is(status, 'T');
  await allIsThereOnce(t, stage, jobId);
  await comesBack(t, director, stage.tree);
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journals to be gone' });
});

test('a connection that is cut in the midst of attributes loses no row, and none comes twice', async (t) => {
  const stage = await setStage(t, { many: 30_000 });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  let cuts = 0;
  const ended = director.waitFor(jobId);
  for (let bytes = stage.proxy.bytesReturned; cuts < 3; cuts++) {
    const target = bytes + 1_000_000;
    await until(async () => stage.proxy.bytesReturned > target, { what: 'a megabyte of facts', timeoutMs: 60_000 });
    stage.proxy.cut();
    bytes = stage.proxy.bytesReturned;
  }
  const finished = await ended;
  const log = await director.log();
  if (finished?.status !== 'T') t.log(log, await stage.storage.log());
  t.is(finished?.status, 'T');
  t.true((log.match(/was lost: .*The Job goes on there/g) ?? []).length >= 1);
  t.regex(log, /is there again, and goes on from fact \d+/);
  await allIsThereOnce(t, stage, jobId);
});

test('a connection that is cut while data flows, and a Storage that is not reached for a while, cost nothing', async (t) => {
  const stage = await setStage(t, { large: 60, bandwidth: '1 mb/s' });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await until(async () => Number(await stage.sql(`SELECT count(*) FROM file WHERE jobid = ${jobId}`)) > 3, {
    what: 'files in the Catalog',
    timeoutMs: 60_000,
  });
  stage.proxy.refuse();
  stage.proxy.cut();
  await until(async () => /calling it again/.test(await director.log()), { what: 'the loss to be said' });
  stage.proxy.accept();
  const finished = await director.waitFor(jobId);
  if (finished?.status !== 'T') t.log(await director.log(), await stage.storage.log());
  t.is(finished?.status, 'T');
  await allIsThereOnce(t, stage, jobId);
  await comesBack(t, director, stage.tree);
});

test('a Volume that is full while nobody is connected is changed when the Director is there again', async (t) => {
  const stage = await setStage(t, { large: 60, bandwidth: '1 mb/s' });
  await using director = await startOurDirector({
    ...stage.config,
    poolDirectives: { 'Maximum Volume Bytes': 1_500_000 },
  });
  const { jobId } = await director.run({ job: 'Backup' });
  for (let cut = 1; cut <= 3; cut++) {
    const volumes = () => stage.sql(`SELECT count(DISTINCT mediaid) FROM jobmedia WHERE jobid = ${jobId}`);
    await until(async () => Number(await volumes()) >= cut, { what: `Volume ${cut}`, timeoutMs: 60_000 });
    stage.proxy.cut();
  }
  const finished = await director.waitFor(jobId);
  if (finished?.status !== 'T') t.log(await director.log(), await stage.storage.log());
  t.is(finished?.status, 'T');
  await allIsThereOnce(t, stage, jobId);
  t.is(await stage.sql("SELECT count(*) FROM media WHERE volstatus = 'Full' AND volbytes > 1500000"), '0');
  await comesBack(t, director, stage.tree);
});

test('a Storage that does not come back fails the Job within the patience for it, with a sentence', async (t) => {
  const stage = await setStage(t, {
    large: 60,
    bandwidth: '500 kb/s',
    directives: { 'SD Connect Timeout': '3 seconds' },
  });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await until(async () => Number(await stage.sql(`SELECT count(*) FROM file WHERE jobid = ${jobId}`)) > 1, {
    what: 'files in the Catalog',
    timeoutMs: 60_000,
  });
  stage.proxy.refuse();
  stage.proxy.cut();
  const finished = await director.waitFor(jobId);
  t.is(finished?.status, 'E');
  t.regex(
    await director.log(),
    /Fatal error: Storage "test-sd" was lost while the Job ran, and did not come back within 3 s/,
  );
});

test('a Storage whose process died says when it is back that the Job has failed', async (t) => {
  const stage = await setStage(t, { large: 60, bandwidth: '500 kb/s' });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await until(async () => Number(await stage.sql(`SELECT count(*) FROM file WHERE jobid = ${jobId}`)) > 1, {
    what: 'files in the Catalog',
    timeoutMs: 60_000,
  });
  await stage.storage.kill('SIGKILL');
  await stage.storage.start();
  const finished = await director.waitFor(jobId);
  const log = await director.log();
  if (!/The Storage Daemon ended while the Job ran/.test(log)) t.log(log, await stage.storage.log());
  t.is(finished?.status, 'f');
  t.regex(log, /test-sd JobId \d+: Fatal error: The Storage Daemon ended while the Job ran/);
  t.is(await stage.sql(`SELECT jobstatus FROM job WHERE jobid = ${jobId}`), 'f');
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journal to be gone' });
});

// --- the Director's own death

async function startProcess(t: ExecutionContext, stage: Stage): Promise<Understudy> {
  const director = await startUnderstudy(stage.config);
  t.teardown(() => director[Symbol.asyncDispose]());
  return director;
}

const rows = (stage: Stage, jobId: number): Promise<number> =>
  stage.sql(`SELECT count(*) FROM file WHERE jobid = ${jobId}`).then(Number);
const statusOf = (stage: Stage, jobId: number): Promise<string> =>
  stage.sql(`SELECT jobstatus FROM job WHERE jobid = ${jobId}`);
const endsBy = (stage: Stage, jobId: number) =>
  until(async () => /[TWEefAI]/.test(await statusOf(stage, jobId)), {
    what: () => `JobId ${jobId} to end`,
    timeoutMs: 120_000,
  });

test('a Job whose Director is killed goes on, and the next Director follows it to a good end', async (t) => {
  const stage = await setStage(t, { many: 300, large: 60, bandwidth: '700 kb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await until(async () => (await rows(stage, jobId)) > 3, { what: 'files in the Catalog', timeoutMs: 60_000 });
  await director.kill('SIGKILL');
  t.is(await statusOf(stage, jobId), 'R');
  await director.start();
  const { active } = await director.get<{ active: { jobId: number; status: string }[] }>('/status');
  t.is(active.find((job) => job.jobId === jobId)?.status, 'R', 'it is among the running Jobs');
  await endsBy(stage, jobId);
  const log = await director.jobLog(jobId);
  if ((await statusOf(stage, jobId)) !== 'T') t.log(await director.log(), await stage.storage.log());
  t.is(await statusOf(stage, jobId), 'T');
  t.regex(log, /The Director that began this Job ended without a word/);
  t.regex(log, /Termination: +Backup OK/);
  await allIsThereOnce(t, stage, jobId);
  t.is(await stage.sql(`SELECT jobbytes > 6000000 FROM job WHERE jobid = ${jobId}`), 't');
});

test('what ended well while no Director was there is a good backup when one is, with the time of its end', async (t) => {
  const stage = await setStage(t, { many: 20_000, large: 20, bandwidth: '1 mb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await until(async () => (await rows(stage, jobId)) > 3, { what: 'files in the Catalog', timeoutMs: 60_000 });
  await director.kill('SIGKILL');
  await until(() => hasEnded(stage), {
    what: 'the Job to end without its Director',
    timeoutMs: 60_000,
  });
  const endedBefore = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await director.start();
  await endsBy(stage, jobId);
  if ((await statusOf(stage, jobId)) !== 'T') t.log(await director.log(), await stage.storage.log());
  t.is(await statusOf(stage, jobId), 'T');
  await allIsThereOnce(t, stage, jobId);
  const endMs =
    Number(await stage.sql(`SELECT extract(epoch FROM endtime::timestamptz) FROM job WHERE jobid = ${jobId}`)) * 1000;
  t.true(endMs <= endedBefore, `${endMs} ${endedBefore}`);
  const next = await director.ended(await director.run({ job: 'Backup', level: 'Incremental' }), 60_000);
  t.is(next.status, 'T');
  t.is(next.level, 'I', 'the adopted Full is what the next one builds on');
});

/** The Storage lists it among the ended ones. */
async function hasEnded(stage: Stage): Promise<boolean> {
  return /A Job has ended/.test(await stage.storage.log());
}
