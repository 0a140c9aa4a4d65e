/** Which Volume a Storage Daemon is offered (FindMedia), from a real PostgreSQL (03 §5, 08a §2, §3). */
import test from 'ava';
import { mediaByNameLocked, recycleMedia, sql } from '../../src/catalog/index.ts';
import { lockAwaited, volumeWorlds, writeVolume } from '../support/volume-job.ts';

const world = volumeWorlds();

test('an empty Pool gets a Volume of its own making, and the next Job the same one', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumeBytes: 1_100_000, maximumVolumeJobs: 7 });
  const first = await w.startJob('Full');
  const volume = await first.find();
  t.is(volume?.volume, 'Vol-0001');
  t.like(volume, { status: 'Append', maxBytes: 1_100_000, maxJobs: 7, bytes: 0, volumeType: 0, enabled: 1 });
  t.deepEqual(first.said, ['info: Created new Volume="Vol-0001", Pool="Full", MediaType="File" in catalog.']);
  const second = await w.startJob('Full');
  t.is((await second.find())?.volume, 'Vol-0001');
  t.deepEqual(second.said, []);
});

test('the second candidate is another Volume, and FindMedia 1 begins anew', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  t.is((await job.find(1))?.volume, 'Vol-0001');
  t.is((await job.find(2))?.volume, 'Vol-0002');
  t.is((await job.find(3))?.volume, 'Vol-0003');
  t.is((await job.find(1))?.volume, 'Vol-0001');
});

test('a Volume fills before another opens: the one written last comes first', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const [a, b] = [await job.find(1), await job.find(2)];
  if (!a || !b) return t.fail();
  await job.update(b, { jobs: 1, blocks: 3, bytes: 700, writes: 3 });
  t.is((await job.find(1))?.volume, b.volume);
});

test('media type, Pool and type of device are those of the request', async (t) => {
  await using w = await world({ name: 'Full' }, { name: 'Diff', labelFormat: undefined });
  const job = await w.startJob('Full');
  const other = await job.find(1, { mediaType: 'File3' });
  t.is(other?.volume, 'Vol-0001');
  t.is((await job.find(1))?.volume, 'Vol-0002');
  const request = { kind: 'find-media', jobId: job.jobId, index: 1, pool: 'Diff', mediaType: 'File' } as const;
  const flags = { volumeType: 1, create: true, useProtect: false, encrypted: false };
  t.regex(await job.ask({ ...request, ...flags }), /^1901 No Media\. Pool "Diff" is not the Pool of this Job/);
});

test('without LabelFormat there is No Media, and no error', async (t) => {
  await using w = await world({ name: 'NoLabel', labelFormat: undefined });
  const job = await w.startJob('NoLabel');
  const request = { kind: 'find-media', jobId: job.jobId, index: 1, pool: 'NoLabel', mediaType: 'File' } as const;
  const packet = await job.ask({ ...request, volumeType: 1, create: true, useProtect: false, encrypted: false });
  t.is(packet, '1901 No Media. \n');
});

test('a nearly full file system gets nothing new', async (t) => {
  await using w = await world({ name: 'Full', purgeOldestVolume: true });
  const job = await w.startJob('Full');
  t.is(await job.find(1, { create: false }), undefined);
  t.truthy(await job.find(1));
});

test('Maximum Volumes is a limit', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumes: 2 });
  const job = await w.startJob('Full');
  t.truthy(await job.find(1));
  t.truthy(await job.find(2));
  t.is(await job.find(3), undefined);
});

test('a name with an illegal character is said to the Job, which waits for a Volume', async (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: LabelFormat's own syntax
  await using w = await world({ name: 'Full', labelFormat: '${Pool}/${Year}' });
  const job = await w.startJob('Full');
  t.is(await job.find(1), undefined);
  t.regex(job.said.join('\n'), /^error: Illegal character in Volume name "Full\/\d{4}"/);
});

test('a counter in LabelFormat moves with each Volume, and only with it', async (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: LabelFormat's own syntax
  await using w = await world({ name: 'Full', labelFormat: 'V${Ctr+:p/3/0/r}', maximumVolumes: 2 });
  await w.catalog.execute(sql`INSERT INTO Counters (Counter, MinValue, MaxValue, CurrentValue, WrapCounter)
                              VALUES ('Ctr', 1, 99, 7, '')`);
  const job = await w.startJob('Full', { counters: new Map([['Ctr', { minimum: 1, maximum: 99 }]]) });
  t.is((await job.find(1))?.volume, 'V007');
  t.is((await job.find(2))?.volume, 'V008');
  t.is(await job.find(3), undefined);
  const row = await w.catalog.one(sql<{ value: number }>`SELECT CurrentValue AS value FROM Counters`);
  t.is(row.value, 9);
});

test('a LabelFormat that can only give one name gives it once', async (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: LabelFormat's own syntax
  await using w = await world({ name: 'Full', labelFormat: '${Pool}-x' });
  const job = await w.startJob('Full');
  t.is((await job.find(1))?.volume, 'Full-x');
  t.is(await job.find(2), undefined);
  t.is(job.said.filter((text) => text.includes('already exists')).length, 1);
});

test('sixteen Jobs at once share one new Volume', async (t) => {
  await using w = await world({ name: 'Full' });
  const jobs = await Promise.all(Array.from({ length: 16 }, () => w.startJob('Full')));
  const found = await Promise.all(jobs.map((job) => job.find(1)));
  t.deepEqual(new Set(found.map((volume) => volume?.volume)), new Set(['Vol-0001']));
});

test('sixteen Jobs in sixteen Pools at once get sixteen names', async (t) => {
  const names = Array.from({ length: 16 }, (_, i) => `Pool${i}`);
  await using w = await world(...names.map((name) => ({ name })));
  const jobs = await Promise.all(names.map((name) => w.startJob(name)));
  const found = await Promise.all(jobs.map((job) => job.find(1)));
  t.is(new Set(found.map((volume) => volume?.volume)).size, 16);
  t.is(jobs.flatMap(({ said }) => said).filter((text) => text.includes('already exists')).length, 0);
  const pools = await w.catalog.query(sql<{ numVols: number }>`SELECT NumVols AS "numVols" FROM Pool`);
  t.deepEqual(new Set(pools.map(({ numVols }) => numVols)), new Set([1]));
});

test('sixteen Jobs at once recycle a Purged Volume once', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumes: 1 });
  const { volume } = await writeVolume(await w.startJob('Full'));
  await w.catalog.execute(sql`UPDATE Media SET VolStatus = 'Purged'`);
  const jobs = await Promise.all(Array.from({ length: 16 }, () => w.startJob('Full')));
  const found = await Promise.all(
    jobs.map((job, i) => (i % 2 === 0 ? job.find(1) : job.get(volume).then(() => job.find(1)))),
  );
  t.deepEqual(new Set(found.map((answer) => answer?.status)), new Set(['Recycle']));
  const media = await w.catalog.one(sql<{ count: number }>`SELECT RecycleCount AS count FROM Media`);
  t.is(media.count, 1);
});

test('sixteen Jobs that begin to write one Volume at once are all answered, and all pin it', async (t) => {
  await using w = await world({ name: 'Full' });
  const jobs = await Promise.all(Array.from({ length: 16 }, () => w.startJob('Full')));
  const found = await jobs[0]?.find();
  if (!found) return t.fail();
  const answers = await Promise.all(
    jobs.map((job, i) => job.update(found, { jobs: 100 + i, blocks: i + 1, writes: i + 1 })),
  );
  t.true(answers.every(({ status }, i) => status === 'Append' && answers[i]?.jobs === 100 + i));
  const pinned = await w.catalog.one(
    sql<{ jobs: number }>`SELECT COUNT(DISTINCT JobId)::integer AS jobs FROM JobMedia`,
  );
  t.true(pinned.jobs >= 1 && pinned.jobs <= 16);
});

test('a Volume that another Job recycles by its name at that moment is not recycled again', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumes: 1 });
  const { volume } = await writeVolume(await w.startJob('Full'));
  await w.catalog.execute(sql`UPDATE Media SET VolStatus = 'Purged'`);
  const job = await w.startJob('Full');
  const { finding } = await w.catalog.transaction(async (transaction) => {
    const { mediaId } = await transaction.one(mediaByNameLocked(volume));
    const finding = job.find(1);
    await lockAwaited(w.catalog);
    await transaction.one(recycleMedia(mediaId));
    return { finding };
  });
  t.like(await finding, { volume, status: 'Recycle' });
  t.deepEqual(await w.catalog.query(sql`SELECT RecycleCount AS count FROM Media`), [{ count: 1 }]);
});
