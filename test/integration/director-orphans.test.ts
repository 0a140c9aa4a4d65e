/**
 * Backups at genuine daemons that go on without their Director: where both end them well their rows are rebuilt from the
 * Volume, and what cannot be concluded so is started again (docs/decisions/0052).
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { setJournalStage } from '../support/journal-stage.ts';
import { startOurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const leads = (epoch: bigint) => ({ start: { leadership: { epoch, durable: async () => {} } } });

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`a Job that ${version} ends well without its Director is rebuilt from its Volume, and can be built upon`, async (t) => {
    const stage = await setJournalStage(t, postgres, {
      ...{ client: version, storage: version, clientCalls: true, large: 20, many: 30, bandwidth: '700 kb/s' },
      ...(version === '9.6.7' && { tls: 'none' }),
      jobDirectives: { 'Spool Attributes': true, Accurate: true },
    });
    const { sql, config } = stage;
    const first = await startOurDirector({ ...config, ...leads(1n) });
    t.teardown(() => first[Symbol.asyncDispose]());
    t.is((await first.runAndWait({ job: 'Backup' })).status, 'T');
    const before = await sql('SELECT string_agg(md5, $$,$$ ORDER BY fileindex) FROM file');
    const { jobId } = await first.run({ job: 'Backup', level: 'F' });
    await until(async () => (await sql(`SELECT run FROM understudy.job_order WHERE jobid = ${jobId}`)) !== '', {
      what: 'the Storage to have the Job',
    });
    await until(async () => /Ready to append/.test(await first.log()), { what: 'data to flow' });
    await first.stop({ jobs: 'leave' });

    await using next = await startOurDirector({ ...config, ...leads(2n) });
    const ended = await next.waitFor(jobId);
    if (ended?.status !== 'T') t.log(await next.log(), await stage.storage.log());
    t.is(ended?.status, 'T');
    t.is(ended?.files, stage.files);
    t.regex(await next.log(), /were rebuilt from Volume "\S+"\. Its Client was not read again/);
    t.is(await sql(`SELECT string_agg(md5, $$,$$ ORDER BY fileindex) FROM file WHERE jobid = ${jobId}`), before);
    t.is(
      await sql('SELECT count(*) FROM jobmedia JOIN media USING (mediaid) WHERE jobmedia.endblock = volbytes - 1'),
      '1',
      'the Volume ends where the Job does',
    );
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
