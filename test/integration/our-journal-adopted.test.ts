/** A Director of ours is killed in the midst of a Job, and the next one finds what its Storage Daemon has written down. */
import test, { type ExecutionContext } from 'ava';
import {
  allIsThereOnce,
  endsInCatalog,
  hasEnded,
  type JournalStage,
  journalsOf,
  rowsCome,
  setJournalStage,
  startProcess,
  statusOf,
} from '../support/journal-stage.ts';
import { startMomentProxy } from '../support/moment-proxy.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { standStill } from '../support/stand-still.ts';
import { startUnderstudy, type Understudy } from '../support/understudy.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

async function endsWell(t: ExecutionContext, stage: JournalStage, director: Understudy, jobId: number): Promise<void> {
  await endsInCatalog(stage, jobId);
  if ((await statusOf(stage, jobId)) !== 'T') t.log(await director.log(), await stage.storage.log());
  t.is(await statusOf(stage, jobId), 'T');
}

/** The Client stands still meanwhile: the Job has not ended when its Director does, however long that takes. */
async function killInMidJob(stage: JournalStage, director: Understudy): Promise<void> {
  await stage.client.kill('SIGSTOP');
  await director.kill('SIGKILL');
  await stage.client.kill('SIGCONT');
}

test('a Job whose Director is killed goes on, and the next Director follows it to a good end', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 300, large: 60, bandwidth: '700 kb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 3);
  await killInMidJob(stage, director);
  t.is(await statusOf(stage, jobId), 'R');
  await director.start();
  const { active } = await director.get<{ active: { jobId: number; status: string }[] }>('/status');
  t.is(active.find((job) => job.jobId === jobId)?.status, 'R', 'it is among the running Jobs');
  await endsWell(t, stage, director, jobId);
  const log = await director.jobLog(jobId);
  t.regex(log, /The Director that began this Job ended without a word/);
  t.regex(log, /Termination: +Backup OK/);
  await allIsThereOnce(t, stage, jobId);
  t.is(await stage.sql(`SELECT jobbytes > 6000000 FROM job WHERE jobid = ${jobId}`), 't');
});

test('what ended well while no Director was there is a good backup when one is, with the time of its end', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 20_000, large: 20, bandwidth: '1 mb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 3);
  await killInMidJob(stage, director);
  await until(() => hasEnded(stage), {
    what: 'the Job to end without its Director',
    timeoutMs: 60_000,
  });
  const endedBefore = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await director.start();
  await endsWell(t, stage, director, jobId);
  await allIsThereOnce(t, stage, jobId);
  const endMs =
    Number(await stage.sql(`SELECT extract(epoch FROM endtime::timestamptz) FROM job WHERE jobid = ${jobId}`)) * 1000;
  t.true(endMs <= endedBefore, `${endMs} ${endedBefore}`);
  const next = await director.ended(await director.run({ job: 'Backup', level: 'Incremental' }), 60_000);
  t.is(next.status, 'T');
  t.is(next.level, 'I', 'the adopted Full is what the next one builds on');
});

test('killed again and again, also before anything was acknowledged, the Director loses and doubles nothing', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 15_000, large: 40, bandwidth: '700 kb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 0);
  stage.proxy.swallow();
  const fact = () => stage.sql(`SELECT fact FROM understudy.journal WHERE jobid = ${jobId}`).then(Number);
  const then = await fact();
  await until(async () => (await fact()) > then + 5, { what: 'facts that nobody acknowledges', timeoutMs: 60_000 });
  for (let kills = 0; kills < 3; kills++) {
    await rowsCome(stage, jobId, kills * 10);
    await director.kill('SIGKILL');
    await director.start();
  }
  await endsWell(t, stage, director, jobId);
  await allIsThereOnce(t, stage, jobId);
});

test('an adopted Job can be canceled, and its rows go', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 25, bandwidth: '100 kb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 1);
  await stage.client.kill('SIGSTOP');
  await director.kill('SIGKILL');
  await director.start();
  await stage.client.kill('SIGCONT');
  await director.cli(['cancel', String(jobId)]);
  await endsInCatalog(stage, jobId);
  t.is(await statusOf(stage, jobId), 'A');
  t.is(await stage.sql(`SELECT count(*) FROM file WHERE jobid = ${jobId}`), '0');
  await until(async () => (await journalsOf(stage.storage)).length === 0, {
    what: 'the journal to be gone',
    timeoutMs: 60_000,
  });
  const next = await director.ended(await director.run({ job: 'Backup' }), 120_000);
  t.is(next.status, 'T');
});

test('the journal of a Job that is not in the Catalog any more is forgotten', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 20, bandwidth: '300 kb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 1);
  await killInMidJob(stage, director);
  await until(() => hasEnded(stage), { what: 'the Job to end without its Director', timeoutMs: 60_000 });
  t.is((await journalsOf(stage.storage)).length, 1);
  for (const table of ['file', 'jobmedia', 'log', 'job'])
    await stage.sql(`DELETE FROM ${table} WHERE jobid = ${jobId}`);
  await director.start();
  const isGone = async () => (await journalsOf(stage.storage)).length === 0;
  await until(isGone, { what: 'the journal to be gone', timeoutMs: 120_000 });
  t.is(await stage.sql('SELECT count(*) FROM understudy.journal'), '0');
});

test('a Job whose Client had not been told to begin fails soon, with a sentence, and is started again', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 1, clientCalls: true });
  const director = await startProcess(t, stage);
  const { pid = 0 } = stage.client;
  await standStill(pid);
  const jobId = await director.run({ job: 'Backup' });
  await until(async () => (await stage.sql(`SELECT count(*) FROM understudy.journal WHERE jobid = ${jobId}`)) === '1', {
    what: 'the Storage to wait for the Client',
  });
  await director.kill('SIGKILL');
  process.kill(pid, 'SIGCONT');
  await director.start();
  await endsInCatalog(stage, jobId);
  t.regex(await statusOf(stage, jobId), /[fE]/, 'nobody has canceled it');
  // Which of the two depends on whether the Storage had been told to wait for the Client.
  t.regex(await director.jobLog(jobId), /had not begun when the Director died|ended there before it began to write/);
  const again = Number(await stage.sql(`SELECT jobid FROM understudy.restart WHERE predecessor = ${jobId}`));
  t.is((await director.ended(again, 120_000)).status, 'T');
});

test('a genuine Client that never heard what to save takes leave in good order, and that is no backup', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 1, clientCalls: true, client: '15.0.3', tls: 'none' });
  const way = await startMomentProxy(stage.client);
  t.teardown(() => way[Symbol.asyncDispose]());
  const fileDaemons = [{ ...stage.client, port: way.port }];
  const director = await startUnderstudy({ ...stage.config, fileDaemons });
  t.teardown(() => director[Symbol.asyncDispose]());
  const told = way.before('dialler', 'storage address=', 'backup');
  const jobId = await director.run({ job: 'Backup' });
  await told;
  await director.kill('SIGKILL');
  await until(() => hasEnded(stage), { what: 'the Storage to have ended the Job' });
  await director.start();
  await endsInCatalog(stage, jobId);
  t.is(await statusOf(stage, jobId), 'f');
  const again = Number(await stage.sql(`SELECT jobid FROM understudy.restart WHERE predecessor = ${jobId}`));
  t.is((await director.ended(again, 120_000)).status, 'T');
});

test('a Job whose Storage is not there when the Director starts is waited for, and not marked as failed', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 200, large: 60, bandwidth: '1 mb/s' });
  const director = await startProcess(t, stage);
  const jobId = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 1);
  await killInMidJob(stage, director);
  stage.proxy.refuse();
  await director.start();
  t.is(await statusOf(stage, jobId), 'R');
  stage.proxy.accept();
  await endsInCatalog(stage, jobId);
  t.is(await statusOf(stage, jobId), 'T');
  await allIsThereOnce(t, stage, jobId);
});

/** 15.0.3 sends its first megabytes as fast as it can; 9.6.7 keeps to the limit from the first byte on. */
const GENUINE = [
  { client: '9.6.7', tls: 'none', bandwidth: '1 mb/s' },
  { client: '15.0.3', bandwidth: '5 kb/s' },
] as const;

for (const choice of GENUINE) {
  test(`a genuine Client ${choice.client} goes on, too, and says in the end how it went`, async (t) => {
    const stage = await setJournalStage(t, postgres, { ...choice, large: 60 });
    const director = await startProcess(t, stage);
    const jobId = await director.run({ job: 'Backup' });
    await rowsCome(stage, jobId, 1);
    await killInMidJob(stage, director);
    await director.start();
    await endsWell(t, stage, director, jobId);
    await allIsThereOnce(t, stage, jobId);
    t.notRegex(await director.jobLog(jobId), /did not say how the Job ended/);
    t.is(await stage.sql(`SELECT jobbytes BETWEEN 6000000 AND 6010000 FROM job WHERE jobid = ${jobId}`), 't');
  });
}
