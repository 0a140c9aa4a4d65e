/** What becomes of Jobs, running and queued, when their Director hands over, or dies (docs/decisions/0052). */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import {
  allIsThereOnce,
  endsInCatalog,
  journalsOf,
  rowsCome,
  rowsOf,
  setJournalStage,
  startProcess,
  statusOf,
} from '../support/journal-stage.ts';
import { startOurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { rememberCatalog } from '../support/set-back.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const leads = (epoch: bigint) => ({ start: { leadership: { epoch, durable: async () => {} } } });
const ONE_AT_A_TIME = { 'Maximum Concurrent Jobs': 1 };

test('a Director that hands over leaves its running Job running, and those that wait queued as they were ordered', async (t) => {
  const stage = await setJournalStage(t, postgres, {
    many: 100,
    large: 40,
    bandwidth: '1 mb/s',
    jobDirectives: ONE_AT_A_TIME,
  });
  const { sql, config } = stage;
  const first = await startOurDirector({ ...config, ...leads(1n) });
  t.teardown(() => first[Symbol.asyncDispose]());
  const running = await first.run({ job: 'Backup' });
  const waiting = await first.run({ job: 'Backup', level: 'I', priority: 12, comment: 'as \xc3\xa4sked' });
  const later = await first.run({ job: 'Backup', level: 'D', when: new Date(Date.now() + 3_600_000), priority: 7 });
  const waited = t.throwsAsync(first.waitFor(running.jobId), { code: 'DIRECTOR_STEPS_DOWN' });
  await rowsCome(stage, running.jobId, 3);
  await first.stop({ jobs: 'leave' });
  await waited;
  await t.throwsAsync(first.run({ job: 'Backup' }), { code: 'DIRECTOR_STEPS_DOWN' });
  t.is(await sql('SELECT string_agg(jobstatus, $$$$ ORDER BY jobid) FROM job'), 'RCC');

  await using next = await startOurDirector({ ...config, ...leads(2n) });
  t.is((await next.waitFor(running.jobId))?.status, 'T');
  const second = await next.waitFor(waiting.jobId);
  t.is(second?.status, 'T');
  t.is(second?.job, waiting.job);
  t.regex(await next.log(), /Backup Level: +Full \(upgraded from Incremental\)/, 'the level that was ordered');
  t.is(await sql(`SELECT comment FROM job WHERE jobid = ${waiting.jobId}`), 'as \xc3\xa4sked');
  const left = next.status().active.map(({ jobId, status, priority }) => ({ jobId, status, priority }));
  t.deepEqual(left, [{ jobId: later.jobId, status: 't', priority: 7 }]);
  await next.cancel(later.jobId);
  t.is((await next.waitFor(later.jobId))?.status, 'A');
  await allIsThereOnce(t, stage, running.jobId);
  t.is(await sql('SELECT count(*) FROM job'), '3', 'nothing is run twice');
  t.is(await sql('SELECT count(*) FROM understudy.job_order'), '0');
  t.is(await sql("SELECT count(*) FROM log WHERE logtext ~ 'stopped|has died'"), '0');
});

test('a Director steps down within seconds also where the Catalog is away', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 30, bandwidth: '500 kb/s' });
  const way = await startFaultProxy(stage.database);
  t.teardown(() => way[Symbol.asyncDispose]());
  const through = { ...stage.database, host: '127.0.0.1', port: way.port };
  const first = await startOurDirector({ ...stage.config, catalog: through, ...leads(1n) });
  t.teardown(() => first[Symbol.asyncDispose]());
  const { jobId } = await first.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 1);
  way.freeze();
  let isDown = false;
  const down = first.stop({ jobs: 'leave' }).then(() => {
    isDown = true;
  });
  await until(() => isDown, { what: 'the Director to be down', timeoutMs: 10_000 });
  await down;
  way.thaw();
  way.refuse();
  way.cut();
  await using next = await startOurDirector({ ...stage.config, ...leads(2n) });
  t.is((await next.waitFor(jobId))?.status, 'T');
  await allIsThereOnce(t, stage, jobId);
});

test('a Job of a genuine Storage Daemon that dies with its Director is stopped at its Client, and started again by itself, once', async (t) => {
  const marks = 'scripts.log';
  const stage = await setJournalStage(t, postgres, {
    client: '15.0.3',
    storage: '15.0.3',
    clientCalls: true,
    large: 60,
    bandwidth: '5 kb/s',
    jobDirectives: {
      'Run Before Job': `sh -c 'echo before %i >> ${marks}'`,
      'Run After Failed Job': `sh -c 'echo failed %i >> ${marks}'`,
      'Spool Attributes': true,
    },
  });
  const director = await startProcess(t, stage);
  const { sql } = stage;
  const jobId = await director.run({ job: 'Backup', comment: 'nightly' });
  await until(async () => (await sql(`SELECT run FROM understudy.job_order WHERE jobid = ${jobId}`)) !== '', {
    what: 'the Storage to have the Job',
  });
  await until(async () => /Wrote label/.test(await director.jobLog(jobId)), { what: 'data to flow' });
  await director.kill('SIGKILL');
  await stage.storage.kill('SIGKILL');
  await stage.storage.start();
  const config = await readFile(director.configFile, 'latin1');
  await writeFile(director.configFile, config.replace(/Maximum Bandwidth = .*/, ''), 'latin1');
  await director.start();
  await endsInCatalog(stage, jobId);
  t.is(await statusOf(stage, jobId), 'f');
  const next = Number(await sql(`SELECT jobid FROM understudy.restart WHERE predecessor = ${jobId}`));
  t.true(next > jobId);
  t.regex(await director.jobLog(jobId), new RegExp(`started again by itself, as JobId ${next}`));
  const again = await director.ended(next);
  if (again.status !== 'T') t.log(await director.log());
  t.is(again.status, 'T');
  t.regex(await director.jobLog(next), new RegExp(`takes the place of JobId ${jobId}`));
  t.is(await sql(`SELECT comment FROM job WHERE jobid = ${next}`), 'nightly');
  t.is(await sql(`SELECT count(*) FROM file WHERE jobid = ${next}`), `${stage.files}`);
  t.is(await sql('SELECT count(*) FROM job'), '2');
  const scripts = await readFile(join(director.workingDirectory, marks), 'latin1');
  t.is(scripts, `before ${jobId}\nfailed ${jobId}\nbefore ${next}\n`, 'each script once for each Job, in order');
});

const PAIRS = [
  { client: undefined, storage: undefined },
  { client: '15.0.3', storage: undefined },
  { client: '9.6.7', storage: '9.6.7' },
] as const;

for (const { client, storage } of PAIRS) {
  const daemons = `Client ${client ?? 'of ours'}, Storage ${storage ?? 'of ours'}`;
  test(`a restore goes on without its Director, and ends well under the next one (${daemons})`, async (t) => {
    const stage = await setJournalStage(t, postgres, {
      ...(client && { client }),
      ...(storage && { storage }),
      ...(client === '9.6.7' && { tls: 'none' }),
      clientCalls: true,
      large: 300,
    });
    const first = await startOurDirector({ ...stage.config, ...leads(1n) });
    t.teardown(() => first[Symbol.asyncDispose]());
    t.is((await first.runAndWait({ job: 'Backup' })).status, 'T');
    const where = join(first.workingDirectory, 'back');
    const { jobId } = await first.restore({ from: { kind: 'point-in-time', client: 'test-fd' }, where });
    await until(() => existsSync(join(where, stage.tree, 'large-1')), { what: 'files to come back', everyMs: 5 });
    await stage.client.kill('SIGSTOP');
    await first.stop({ jobs: 'leave' });
    process.kill(stage.client.pid ?? 0, 'SIGCONT');
    t.is(await statusOf(stage, jobId), 'R');
    await using next = await startOurDirector({ ...stage.config, ...leads(2n) });
    const ended = await next.waitFor(jobId);
    if (ended?.status !== 'T') t.log(await next.log(), await stage.storage.log());
    t.is(ended?.status, 'T');
    t.is(ended?.files, stage.files);
    t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);
    t.is(await stage.sql('SELECT count(*) FROM job'), '2');
    t.is(await stage.sql('SELECT count(*) FROM understudy.journal'), '0');
    if (storage === undefined) {
      await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journal to be gone' });
    }
  });
}

test('a Catalog that is set back while a Job runs, or has just ended, hears again what it lacks, and nothing twice', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 100, large: 70, bandwidth: '1 mb/s' });
  let isDurable = true;
  const durable = async () => {
    if (!isDurable) throw new Error('no standby has it');
  };
  await using director = await startOurDirector({
    ...stage.config,
    start: { leadership: { epoch: 1n, durable } },
  });
  const isWhole = async (jobId: number): Promise<void> => {
    const ended = await director.waitFor(jobId);
    if (ended?.status !== 'T') t.log(await director.log(), await stage.storage.log());
    t.is(ended?.status, 'T');
    t.is(await statusOf(stage, jobId), 'T');
    await allIsThereOnce(t, stage, jobId);
  };

  const first = await director.run({ job: 'Backup' });
  await rowsCome(stage, first.jobId, 2);
  isDurable = false;
  const setBack = await rememberCatalog(stage);
  const known = await rowsOf(stage, first.jobId);
  await rowsCome(stage, first.jobId, known + 3);
  await setBack();
  isDurable = true;
  await isWhole(first.jobId);
  t.regex(await director.log(), /The Director that began this Job ended/, 'without having been told of it');

  const second = await director.run({ job: 'Backup' });
  await rowsCome(stage, second.jobId, 2);
  isDurable = false;
  const setBackAgain = await rememberCatalog(stage);
  t.is((await director.waitFor(second.jobId))?.status, 'T');
  await setBackAgain();
  t.is(await statusOf(stage, second.jobId), 'R');
  isDurable = true;
  await director.catalogMoved({ lost: true });
  await isWhole(second.jobId);
});

test('a Job that the Catalog has never heard of is followed where its Storage knows it, and run anew where its number is gone', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 100, large: 30, bandwidth: '2 mb/s' });
  const { sql, config } = stage;
  // While no standby has what is committed, nothing is acknowledged to the Storage: it has all that a promotion loses.
  let confirmed = true;
  const durable = () => (confirmed ? Promise.resolve() : new Promise<void>(() => {}));
  const leads = (epoch: bigint) => ({ start: { leadership: { epoch, durable } } });
  const first = await startOurDirector({ ...config, ...leads(1n) });
  t.teardown(() => first[Symbol.asyncDispose]());
  t.is((await first.waitFor((await first.run({ job: 'Backup' })).jobId))?.status, 'T', 'a Volume is there');
  const setBack = await rememberCatalog(stage);
  confirmed = false;
  const { jobId, job } = await first.run({ job: 'Backup', level: 'F', comment: 'as \xc3\xa4sked' });
  await rowsCome(stage, jobId, 3);
  await first.stop({ jobs: 'leave' });
  await setBack();
  confirmed = true;
  await sql(`SELECT setval('job_jobid_seq', ${jobId - 1})`);
  t.is(await sql(`SELECT count(*) FROM job WHERE jobid = ${jobId}`), '0');

  const second = await startOurDirector({ ...config, ...leads(2n) });
  t.teardown(() => second[Symbol.asyncDispose]());
  await endsInCatalog(stage, jobId);
  if ((await statusOf(stage, jobId)) !== 'T') t.log(await second.log(), await stage.storage.log());
  t.is(await statusOf(stage, jobId), 'T');
  t.is(await sql(`SELECT job || ' ' || octet_length(comment) FROM job WHERE jobid = ${jobId}`), `${job} 9`);
  await allIsThereOnce(t, stage, jobId);
  t.is(await sql('SELECT count(*) FROM understudy.job_order'), '0');

  const again = await rememberCatalog(stage);
  confirmed = false;
  const lost = await second.run({ job: 'Backup', level: 'F' });
  t.true(lost.jobId > jobId, 'numbers go on behind it');
  await rowsCome(stage, lost.jobId, 3);
  await second.stop({ jobs: 'leave' });
  await again();
  confirmed = true;
  await sql(
    `INSERT INTO job (jobid, job, name, type, level, jobstatus) VALUES (${lost.jobId}, 'Other', 'Other', 'B', 'F', 'T')`,
  );
  await using third = await startOurDirector({ ...config, ...leads(3n) });
  const rewritten = async () => Number(await sql(`SELECT jobid FROM job WHERE job = '${lost.job}'`)) || undefined;
  const old = await until(rewritten, { what: 'the Job to have a row again' });
  await endsInCatalog(stage, old);
  t.is(await statusOf(stage, old), 'f');
  const next = Number(await sql(`SELECT jobid FROM understudy.restart WHERE predecessor = ${old}`));
  t.is((await third.waitFor(next))?.status, 'T');
  await allIsThereOnce(t, stage, next);
});

test('what cannot be followed to a good end, because a daemon died too, is started again by itself', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 300, bandwidth: '1 mb/s' });
  const { sql, config } = stage;
  const successorOf = (jobId: number) =>
    sql(`SELECT jobid FROM understudy.restart WHERE predecessor = ${jobId}`).then(Number);
  const first = await startOurDirector({ ...config, ...leads(1n) });
  t.teardown(() => first[Symbol.asyncDispose]());
  const backup = await first.run({ job: 'Backup' });
  await rowsCome(stage, backup.jobId, 2);
  await first.stop({ jobs: 'leave' });
  await stage.storage.kill('SIGKILL');

  const second = await startOurDirector({ ...config, jobDirectives: { 'Allow Duplicate Jobs': false }, ...leads(2n) });
  t.teardown(() => second[Symbol.asyncDispose]());
  const duplicate = await second.runAndWait({ job: 'Backup' });
  t.is(duplicate.status, 'A', 'an adopted Job counts as a running one');
  await stage.storage.start();
  t.regex((await second.waitFor(backup.jobId))?.status ?? '', /[fE]/);
  const again = await until(() => successorOf(backup.jobId), { what: 'the Job in its place' });
  await endsInCatalog(stage, again);
  if ((await statusOf(stage, again)) !== 'T') t.log(await second.log(), await stage.storage.log());
  t.is(await statusOf(stage, again), 'T');
  await allIsThereOnce(t, stage, again);

  const where = join(second.workingDirectory, 'back');
  const { jobId } = await second.restore({ from: { kind: 'job', jobId: again }, where, replace: 'a' });
  await until(() => existsSync(join(where, stage.tree, 'large-1')), { what: 'files to come back', everyMs: 5 });
  await stage.client.kill('SIGSTOP');
  await second.stop({ jobs: 'leave' });
  await stage.client.kill('SIGKILL');
  await stage.client.start();
  await using third = await startOurDirector({ ...config, ...leads(3n) });
  t.regex((await third.waitFor(jobId))?.status ?? '', /[fE]/);
  const restored = await until(() => successorOf(jobId), { what: 'the restore in its place' });
  await endsInCatalog(stage, restored);
  if ((await statusOf(stage, restored)) !== 'T') t.log(await third.log(), await stage.storage.log());
  t.is(await statusOf(stage, restored), 'T');
  t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);
});
