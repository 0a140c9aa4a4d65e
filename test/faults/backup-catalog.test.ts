/** A PostgreSQL that restarts, stays away or has no connection left while backups run. */
import test from 'ava';
import { countFiles, jobById } from '../../src/catalog/index.ts';
import { startPostgres } from '../support/postgres.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { until } from '../support/wait.ts';

const SLOW = { 'Maximum Bandwidth': '10 kb/s', 'Spool Attributes': false };
const files = Array.from({ length: 60 }, () => 100_000);
const running = (stage: Stage): Promise<boolean> =>
  until(async () => (await stage.director.log()).includes('Wrote label'), { what: 'data to flow' });

for (const how of ['fast', 'immediate'] as const) {
  test(`a Job lives through a restart (${how}) of the Catalog, and misses no file`, async (t) => {
    await using postgres = await startPostgres();
    const stage = await setStage(t, postgres, { version: '15.0.3', jobDirectives: SLOW, files });
    const { jobId } = await stage.director.run({ job: 'Backup' });
    await running(stage);
    await postgres.restart(how);
    t.is(stage.director.status().active.length, 1, 'the Job was over before the restart was');
    const ended = await stage.director.waitFor(jobId);
    if (ended?.status !== 'T') t.log(await stage.director.log());
    t.is(ended?.status, 'T');
    t.is((await stage.director.catalogAccess.one(countFiles(jobId))).files, files.length + 1);
    t.is((await stage.director.catalogAccess.one(jobById(jobId))).jobStatus, 'T');
  });
}

test('a Catalog that stays away fails the Job in bounded time, and the next one runs when it is back', async (t) => {
  await using postgres = await startPostgres();
  const stage = await setStage(t, postgres, { version: '15.0.3', jobDirectives: SLOW, files, outageLimitMs: 3_000 });
  const { jobId } = await stage.director.run({ job: 'Backup' });
  await running(stage);
  await postgres.stop();
  const ended = await stage.director.waitFor(jobId);
  t.true('Ef'.includes(ended?.status ?? 'none'), ended?.status);
  await postgres.start();
  // The row is put right as soon as it can be.
  await until(async () => (await stage.director.catalogAccess.one(jobById(jobId))).jobStatus === ended?.status, {
    what: 'the row to say how the Job ended',
  });
  stage.director.change({ jobDirectives: {} });
  t.true((await stage.director.reload()).applied);
  t.is((await stage.director.runAndWait({ job: 'Backup' })).status, 'T');
});

test('more Jobs than the Catalog has connections wait for one another, or say why they cannot', async (t) => {
  await using postgres = await startPostgres({
    settings: { max_connections: '14', superuser_reserved_connections: '3' },
  });
  const stage = await setStage(t, postgres, { version: '15.0.3', files: [1_000] });
  const ordered = await Promise.all(Array.from({ length: 24 }, () => stage.director.run({ job: 'Backup' })));
  const ended = await Promise.all(ordered.map(({ jobId }) => stage.director.waitFor(jobId)));
  const failed = ended.filter((job) => job?.status !== 'T');
  if (failed.length > 0) t.log(failed.length, (await stage.director.log()).match(/Fatal error.*/g));
  t.deepEqual(failed, []);
});
