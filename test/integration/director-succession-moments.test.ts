/**
 * A Director is killed at the hard moments of a Job (docs/decisions/0052): between a question and its answer, between what is done
 * and the word of it. The next one goes on, and nothing is lost, nor done twice. All on one stage: a PostgreSQL, our Storage
 * Daemon, our Client, and ways between them that stand still at the named word.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { endsInCatalog, type JournalStage, journalsOf, setJournalStage, statusOf } from '../support/journal-stage.ts';
import { type MomentProxy, startMomentProxy } from '../support/moment-proxy.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { startUnderstudy, type Understudy } from '../support/understudy.ts';
import { until } from '../support/wait.ts';

const stack = new AsyncDisposableStack();
let stage: JournalStage;
let director: Understudy;
let storageWay: MomentProxy;
let catalogWay: MomentProxy;

/** A Full needs three. */
const VOLUME_BYTES = 1_000_000;
const LARGE = 25;

test.before(async () => {
  const postgres = stack.use(await startPostgres());
  const owner = { teardown: (work: () => unknown) => stack.defer(async () => void (await work())) };
  stage = await setJournalStage(owner, postgres, { tls: 'none', many: 20, large: LARGE });
  storageWay = stack.use(await startMomentProxy(stage.storage));
  catalogWay = stack.use(await startMomentProxy(stage.database));
  const config = {
    ...stage.config,
    catalog: { ...stage.database, port: catalogWay.port },
    fileSets: [{ files: [stage.tree], options: { Signature: 'MD5', Sparse: false } }],
    storageDaemons: [{ ...stage.storage, port: storageWay.port }],
    poolDirectives: { 'Maximum Volume Bytes': VOLUME_BYTES },
    jobDirectives: { 'Spool Attributes': true, Accurate: true },
  };
  director = stack.use(await startUnderstudy(config));
});
test.after.always(async () => {
  await stack.disposeAsync();
});

/** The Director is killed when that moment comes, and the next one starts; the moment after that is awaited already. */
async function killedAt<T>(moment: Promise<void>, next: () => T): Promise<T> {
  await moment;
  await director.kill('SIGKILL');
  const awaited = next();
  await director.start();
  return awaited;
}

const nothing = (): void => {};

/** One row, one end, one report, each file and each byte once, nothing left over, and all comes back as it was. */
async function endedOnceAndWell(t: ExecutionContext, jobId: number, files: number, bytes: number): Promise<void> {
  const { sql } = stage;
  await endsInCatalog(stage, jobId);
  if ((await statusOf(stage, jobId)) !== 'T') t.log(await director.log(), await stage.storage.log());
  t.is(await statusOf(stage, jobId), 'T');
  const where = `WHERE jobid = ${jobId}`;
  t.is(
    await sql(`SELECT count(*), count(DISTINCT fileindex), max(fileindex) FROM file ${where}`),
    `${files}|${files}|${files}`,
  );
  t.is(await sql(`SELECT jobfiles, jobbytes FROM job ${where}`), `${files}|${bytes}`);
  t.is(await sql(`SELECT min(firstindex), max(lastindex) FROM jobmedia ${where}`), `1|${files}`);
  t.is(await sql(`SELECT count(*) FROM log ${where} AND logtext LIKE '%Termination: %Backup OK%'`), '1', 'reports');
  t.is(await sql(`SELECT count(*) FROM understudy.restart WHERE predecessor = ${jobId}`), '0', 'nothing is run again');
  await nothingIsLeft(t);
}

async function nothingIsLeft(t: ExecutionContext): Promise<void> {
  for (const table of ['journal', 'job_order'])
    t.is(await stage.sql(`SELECT count(*) FROM understudy.${table}`), '0', table);
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journals to be gone' });
  const wrong = `SELECT volumename, volbytes FROM media WHERE volstatus NOT IN ('Full', 'Used', 'Append') OR volbytes < 1000`;
  t.is(await stage.sql(wrong), '', 'Volumes');
}

test.serial('at the label of a Volume, and where it is full', async (t) => {
  const labelled = storageWay.before('dialled', 'UpdateMedia');
  const jobId = await director.run({ job: 'Backup' });
  const full = await killedAt(labelled, () => ({ moment: storageWay.before('dialled', 'FindMedia=') }));
  t.is(await stage.sql('SELECT count(*) FROM media'), '1');
  await killedAt(full.moment, nothing);
  await endedOnceAndWell(t, jobId, stage.files, LARGE * 100_000);
  t.is(await stage.sql('SELECT count(*) FROM media'), '3');
  t.is(await stage.sql(`SELECT count(DISTINCT mediaid) FROM jobmedia WHERE jobid = ${jobId}`), '3');
});

test.serial('in an Incremental, and when its end is written while nobody knows', async (t) => {
  await writeFile(join(stage.tree, 'large-0'), pseudoRandomBytes(70_000, 100));
  await writeFile(join(stage.tree, 'new'), pseudoRandomBytes(50_000, 101));
  const tells = storageWay.before('dialled', 'UpdCat JobId=');
  const jobId = await director.run({ job: 'Backup', level: 'Incremental' });
  const written = await killedAt(tells, () => ({ moment: catalogWay.behind('dialler', 'WITH unpinned') }));
  await written.moment;
  await endsInCatalog(stage, jobId);
  await killedAt(written.moment, nothing);
  await endedOnceAndWell(t, jobId, 3, 120_000);
  t.is(await stage.sql(`SELECT level FROM job WHERE jobid = ${jobId}`), 'I');
  const where = join(director.workingDirectory, 'both');
  t.is((await director.ended(await director.restore({ from: { client: 'test-fd' }, where }))).status, 'T');
  t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);
});

test.serial('while attributes go into the Catalog, before and behind their commit', async (t) => {
  const copies = catalogWay.before('dialler', 'COPY File');
  const jobId = await director.run({ job: 'Backup', level: 'Full' });
  const committed = await killedAt(copies, () => ({ moment: catalogWay.behind('dialler', 'COPY File', 'COMMIT') }));
  await committed.moment;
  const rows = `SELECT count(*) FROM file WHERE jobid = ${jobId}`;
  await until(async () => (await stage.sql(rows)) !== '0', { what: 'rows' });
  t.is(await statusOf(stage, jobId), 'R');
  await killedAt(committed.moment, nothing);
  await endedOnceAndWell(t, jobId, stage.files + 1, LARGE * 100_000 + 20_000);
});

test.serial('in a restore, where it comes to the next Volume, and before its end is written', async (t) => {
  const where = join(director.workingDirectory, 'back');
  const asks = storageWay.before('dialled', 'GetVolInfo', 'GetVolInfo');
  const jobId = await director.restore({ from: { client: 'test-fd' }, where });
  const ends = await killedAt(asks, () => ({ moment: catalogWay.before('dialler', 'WITH unpinned') }));
  await ends.moment;
  t.is(await statusOf(stage, jobId), 'R');
  await killedAt(ends.moment, nothing);
  await endsInCatalog(stage, jobId);
  t.is(await statusOf(stage, jobId), 'T');
  t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);
  t.is(await stage.sql(`SELECT jobbytes FROM job WHERE jobid = ${jobId}`), `${LARGE * 100_000 + 20_000}`);
  const reports = `SELECT count(*) FROM log WHERE jobid = ${jobId} AND logtext LIKE '%Termination: %Restore OK%'`;
  t.is(await stage.sql(reports), '1');
  await nothingIsLeft(t);
});

test.serial('a restore that three Directors leave in its first moments is started a fourth time', async (t) => {
  const where = join(director.workingDirectory, 'again');
  const told = () => ({ moment: storageWay.behind('dialler', 'bootstrap', 'run') });
  let { moment } = told();
  let jobId = await director.restore({ from: { client: 'test-fd' }, where });
  for (let left = 3; left > 0; left--) {
    const next = await killedAt(moment, left > 1 ? told : () => ({ moment: Promise.resolve() }));
    await endsInCatalog(stage, jobId);
    t.is(await statusOf(stage, jobId), 'f');
    jobId = Number(await stage.sql(`SELECT jobid FROM understudy.restart WHERE predecessor = ${jobId}`));
    moment = next.moment;
  }
  t.is((await director.ended(jobId)).status, 'T');
  t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);
});
