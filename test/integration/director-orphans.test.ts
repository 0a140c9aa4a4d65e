/**
 * Backups at genuine daemons that go on without their Director: where both end them well their rows are rebuilt from the
 * Volume, and what cannot be concluded so is started again (docs/decisions/0052).
 */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { setJournalStage, statusOf } from '../support/journal-stage.ts';
import { startOurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

/** Files of 100 kB, which take six seconds: the Director has to go meanwhile. */
const LARGE = 12;
const leads = (epoch: bigint) => ({ start: { leadership: { epoch, durable: async () => {} } } });

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`a Job that ${version} ends well without its Director is rebuilt from its Volume, and can be built upon`, async (t) => {
    const stage = await setJournalStage(t, postgres, {
      ...{ client: version, storage: version, clientCalls: true, many: 30, bandwidth: '200 kb/s' },
      ...(version === '9.6.7' && { tls: 'none' }),
      jobDirectives: { 'Spool Attributes': true, Accurate: true },
    });
    const { sql, config } = stage;
    const first = await startOurDirector({ ...config, ...leads(1n) });
    t.teardown(() => first[Symbol.asyncDispose]());
    t.is((await first.runAndWait({ job: 'Backup' })).status, 'T');
    for (let i = 0; i < LARGE; i++) await writeFile(join(stage.tree, `large-${i}`), pseudoRandomBytes(100_000, i));
    const { jobId } = await first.run({ job: 'Backup', level: 'F' });
    await until(async () => (await sql(`SELECT run FROM understudy.job_order WHERE jobid = ${jobId}`)) !== '', {
      what: 'the Storage to have the Job',
    });
    // What a Storage Daemon has to say at the beginning of the data it must not say in vain.
    const volume = join(stage.storage.volumeDirectory, 'Vol-0001');
    await until(async () => (await stat(volume)).size > 200_000, { what: 'data to flow' });
    // It shall not end before its Director.
    await stage.client.kill('SIGSTOP');
    await first.stop({ jobs: 'leave' });
    t.is(await statusOf(stage, jobId), 'R');
    process.kill(stage.client.pid ?? 0, 'SIGCONT');

    await using next = await startOurDirector({ ...config, ...leads(2n) });
    const ended = await next.waitFor(jobId);
    if (ended?.status !== 'T') t.log(await next.log(), await stage.storage.log());
    t.is(ended?.status, 'T');
    t.is(ended?.files, stage.files + LARGE);
    t.regex(await next.log(), /were rebuilt from Volume "\S+"\. Its Client was not read again/);
    t.is(
      await sql(`SELECT count(*), count(DISTINCT fileindex) FROM file WHERE jobid = ${jobId}`),
      `${stage.files + LARGE}|${stage.files + LARGE}`,
    );
    const digests = `SELECT count(*) FROM file WHERE jobid = ${jobId} AND filename <> '' AND length(md5) < 20`;
    t.is(await sql(digests), '0', 'digests');
    const rows = 'FROM jobmedia JOIN media USING (mediaid)';
    t.is(
      await sql(`SELECT max(jobmedia.endblock) = max(volbytes) - 1 ${rows}`),
      't',
      'the Volume ends where the Job does',
    );
    t.is(await sql(`SELECT count(*) ${rows} WHERE jobmedia.endblock < jobmedia.startblock`), '0');
    t.is(await sql('SELECT count(*) FROM job'), '2', 'nothing is run twice');

    const where = join(next.workingDirectory, 'back');
    t.is((await next.waitFor((await next.restore({ from: { kind: 'job', jobId }, where })).jobId))?.status, 'T');
    t.deepEqual(await compareTrees(stage.tree, join(where, stage.tree)), []);

    await writeFile(join(stage.tree, 'new'), 'new');
    const later = await next.runAndWait({ job: 'Backup', level: 'I' });
    t.is(later.status, 'T');
    t.notRegex(await next.log(), /sizes do not match/);
    t.is(
      await sql(`SELECT count(*) FROM file WHERE jobid = ${later.jobId} AND fileindex > 0`),
      '2',
      'the file and its folder',
    );
    t.is(await sql('SELECT string_agg(volstatus, $$,$$) FROM media'), 'Append');
  });
}
