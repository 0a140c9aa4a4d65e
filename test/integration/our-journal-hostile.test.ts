/** What a Director of ours makes of a Storage Daemon that tells nonsense, of several Jobs at once, and of another leader. */
import test from 'ava';
import { allIsThereOnce, journalsOf, rowsCome, setJournalStage } from '../support/journal-stage.ts';
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

const frame = (text: string): Buffer => {
  const bytes = Buffer.alloc(4 + text.length);
  bytes.writeInt32BE(text.length);
  bytes.write(text, 4, 'latin1');
  return bytes;
};

test('facts that come too early or again lead to another connection, and change nothing', async (t) => {
  const stage = await setJournalStage(t, postgres, { tls: 'none', large: 60, bandwidth: '300 kb/s' });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 2);
  const nonsense = ['Journal 1 nonsense', 'Journal 2 3099 Job x end', 'Journal 0 x', 'Journal 999999999999999 x'];
  stage.proxy.sayOnOldest(Buffer.concat(nonsense.map(frame)));
  const finished = await director.waitFor(jobId);
  const log = await director.log();
  if (finished?.status !== 'T') t.log(log, await stage.storage.log());
  t.is(finished?.status, 'T');
  t.regex(log, /told fact 999999999999999 where \d+ was due/);
  await allIsThereOnce(t, stage, jobId);
});

test('a fact that makes no sense ends its Job, and no other', async (t) => {
  const stage = await setJournalStage(t, postgres, { tls: 'none', large: 60, bandwidth: '300 kb/s' });
  await using director = await startOurDirector(stage.config);
  const { jobId } = await director.run({ job: 'Backup' });
  await rowsCome(stage, jobId, 2);
  const known = Number(await stage.sql(`SELECT fact FROM understudy.journal WHERE jobid = ${jobId}`));
  const wild = Array.from({ length: 2_000 }, (_, i) => frame(`Journal ${known + 1 + i} UpdCat JobId=77 nonsense`));
  stage.proxy.sayOnOldest(Buffer.concat(wild));
  const finished = await director.waitFor(jobId);
  t.regex(finished?.status ?? '', /[fE]/);
  t.regex(await director.log(), /Fatal error: Malformed attribute packet: "UpdCat JobId=77 nonsense"/);
  await until(async () => (await journalsOf(stage.storage)).length === 0, {
    what: 'the journal to be gone',
  });
  const next = await director.runAndWait({ job: 'Backup' });
  t.is(next.status, 'T');
});

test('Jobs that share a Volume count themselves on it, each once', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 50, large: 2 });
  await using director = await startOurDirector({
    ...stage.config,
    jobDirectives: { 'Maximum Concurrent Jobs': 10, 'Allow Duplicate Jobs': true },
  });
  const jobIds: number[] = [];
  for (let round = 0; round < 3; round++) {
    const queued = await Promise.all([1, 2, 3, 4].map(() => director.run({ job: 'Backup', ignoreDuplicates: true })));
    for (const { jobId } of queued) {
      t.is((await director.waitFor(jobId))?.status, 'T');
      jobIds.push(jobId);
    }
  }
  for (const jobId of jobIds) await allIsThereOnce(t, stage, jobId);
  t.is(await stage.sql('SELECT count(*), sum(voljobs) FROM media'), '1|12');
  const size = await stage.sql('SELECT volbytes FROM media');
  t.is(
    await stage.sql(
      'SELECT max(j.endblock) + 4294967296 * max(j.endfile) < volbytes FROM jobmedia AS j, media GROUP BY volbytes',
    ),
    't',
    size,
  );
});

test('a Job reported as done has its receipt only when what was committed will stay', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 10 });
  const durable = Promise.withResolvers<void>();
  await using director = await startOurDirector({
    ...stage.config,
    start: { leadership: { epoch: 7n, durable: () => durable.promise } },
  });
  const { jobId } = await director.run({ job: 'Backup' });
  const over = () => stage.sql(`SELECT jobstatus FROM job WHERE jobid = ${jobId}`);
  await until(async () => (await over()) === 'T', { what: 'the end record' });
  t.is((await journalsOf(stage.storage)).length, 1, 'the journal is kept for another Catalog');
  durable.resolve();
  t.is((await director.waitFor(jobId))?.status, 'T');
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journal to be gone' });
});

test('a Director with a lower epoch than the Storage has heard is told so', async (t) => {
  const stage = await setJournalStage(t, postgres, { many: 1 });
  const leadership = (epoch: bigint) => ({ leadership: { epoch, durable: async () => {} } });
  {
    await using leader = await startOurDirector({ ...stage.config, start: leadership(9n) });
    t.is((await leader.runAndWait({ job: 'Backup' })).status, 'T');
  }
  await using late = await startOurDirector({ ...stage.config, start: leadership(8n) });
  t.regex((await late.runAndWait({ job: 'Backup' })).status, /[fE]/);
  t.regex(
    await late.log(),
    /refuses this Director, which holds epoch 8: 3990 .*holds epoch 8, one with epoch 9 was here/,
  );
  await t.throwsAsync(late.storageStatus('test-sd'), { code: 'DIRECTOR_SUPERSEDED' });
});
