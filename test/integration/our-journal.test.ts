/**
 * A Job of our Director at our Storage Daemon (docs/decisions/0050): it outlives its connection, and every row is in the
 * Catalog once.
 */
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { restoreWhere } from '../support/director-config.ts';
import { allIsThereOnce, journalsOf, rowsCome, setJournalStage } from '../support/journal-stage.ts';
import { type OurDirector, startOurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { restoreWell } from '../support/restoring.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

async function comesBack(t: ExecutionContext, director: OurDirector, tree: string): Promise<void> {
  const where = restoreWhere(director.workingDirectory);
  await restoreWell(t, director, { from: { kind: 'point-in-time', client: 'test-fd' }, where });
  t.deepEqual(await compareTrees(tree, join(where, tree)), []);
}

test('a backup and its restore leave nothing behind', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 500, large: 3 });
  await using director = await startOurDirector(stage.config);
  const { status, jobId } = await director.runAndWait({ job: 'Backup' });
  if (status !== 'T') t.log(await director.log());
  t.is(status, 'T');
  await allIsThereOnce(t, stage, jobId);
  await comesBack(t, director, stage.tree);
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journals to be gone' });
});

test('a connection that is cut in the midst of attributes loses no row, and none comes twice', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 30_000 });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  let cuts = 0;
  const ended = director.waitFor(jobId);
  for (let bytes = stage.proxy.bytesReturned; cuts < 3; cuts++) {
    const target = bytes + 1_000_000;
    await until(async () => stage.proxy.bytesReturned > target, { what: 'a megabyte of facts' });
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
  const stage = await setJournalStage(t, postgres, { large: 60, bandwidth: '1 mb/s' });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 3);
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
  const stage = await setJournalStage(t, postgres, { large: 60, bandwidth: '1 mb/s' });
  await using director = await startOurDirector({
    ...stage.config,
    poolDirectives: { 'Maximum Volume Bytes': 1_500_000 },
  });
  const { jobId } = await director.run({ job: 'Backup' });
  for (let cut = 1; cut <= 3; cut++) {
    const volumes = () => stage.sql(`SELECT count(DISTINCT mediaid) FROM jobmedia WHERE jobid = ${jobId}`);
    await until(async () => Number(await volumes()) >= cut, { what: `Volume ${cut}` });
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
  const stage = await setJournalStage(t, postgres, {
    large: 60,
    bandwidth: '500 kb/s',
    directives: { 'SD Connect Timeout': '3 seconds' },
  });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 1);
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
  const stage = await setJournalStage(t, postgres, { large: 60, bandwidth: '500 kb/s' });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 1);
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

test('a restore goes on over another connection', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 3_000, large: 150 });
  await using director = await startOurDirector(stage.config);
  t.is((await director.runAndWait({ job: 'Backup' })).status, 'T');
  const where = restoreWhere(director.workingDirectory);
  const { jobId } = await director.restore({ from: { kind: 'point-in-time', client: 'test-fd' }, where });
  await until(async () => /to read\./.test(await director.log()), { what: 'the Storage to be read', everyMs: 20 });
  stage.proxy.cutOldest(); // the Client takes the same way here
  const finished = await director.waitFor(jobId);
  if (finished?.status !== 'T') t.log(await director.log(), await stage.storage.log());
  t.is(finished?.status, 'T');
  t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journals to be gone' });
});

test('a Director that loses both daemons of a Job at once finds them again', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 60, bandwidth: '500 kb/s', clientCalls: true });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 2);
  stage.clientProxy.cut();
  stage.proxy.cutOldest();
  const finished = await director.waitFor(jobId);
  const log = await director.log();
  if (finished?.status !== 'T') t.log(log, await stage.storage.log());
  t.is(finished?.status, 'T');
  t.regex(log, /Client "test-fd" was lost\. Its Job goes on/);
  t.regex(log, /Storage "test-sd" was lost: .*The Job goes on there/);
  t.regex(log, /FD termination status: +OK/);
  await allIsThereOnce(t, stage, jobId);
});

test('a Client that dies ends its Job at once, though its Storage could wait', async (t) => {
  const stage = await setJournalStage(t, postgres, { large: 60, bandwidth: '300 kb/s' });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 2);
  await stage.client.kill('SIGKILL');
  const finished = await director.waitFor(jobId);
  t.regex(finished?.status ?? '', /[fEI]/);
  t.is(
    await stage.sql(`SELECT count(*) = count(DISTINCT fileindex) FROM file WHERE jobid = ${jobId}`),
    't',
    'what came of it stays, once',
  );
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journal to be gone' });
});
