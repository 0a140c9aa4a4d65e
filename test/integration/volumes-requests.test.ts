/** What a Storage Daemon asks of the Catalog, answered from a real PostgreSQL (03 §5, 08a §2–5). */
import test from 'ava';
import { sql } from '../../src/catalog/index.ts';
import type { PoolResource } from '../../src/config/index.ts';
import type { Clock } from '../../src/core/index.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { openVolumeWorld, poolResource, type VolumeJob, type VolumeWorld } from '../support/volume-job.ts';

const DAY_MS = 86_400_000;

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const world = (...pools: (Partial<PoolResource> & { name: string })[]): Promise<VolumeWorld> =>
  openVolumeWorld(postgres, pools.map(poolResource));

const clockAt = (date: Date): Clock => ({ now: () => date, monotonicMs: () => 0, sleep: async () => {} });
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** A Volume with one finished Job on it. */
async function writeVolume(job: VolumeJob, status = 'Full'): Promise<{ volume: string; mediaId: number }> {
  const found = await job.find();
  if (found === undefined) throw new Error('No Volume to write');
  await job.update(found, { relabel: true, status: 'Append', jobs: 1, blocks: 17, bytes: 1_096_923, writes: 18 });
  await job.wrote(found.mediaId);
  const named = await job.update({ ...found, status, jobs: 1, blocks: 18, bytes: 1_096_923, writes: 19 });
  await job.finish('T', job.context.clock.now());
  return { volume: named.volume, mediaId: named.mediaId };
}

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

test('UpdateMedia keeps the dates: first write once, last write with new blocks, label date with a label', async (t) => {
  await using w = await world({ name: 'Full' });
  const [labelTime, writeTime, readTime] = [daysAgo(3), daysAgo(2), daysAgo(1)];
  const first = await w.startJob('Full', { clock: clockAt(labelTime) });
  const found = await first.find();
  if (!found) return t.fail();
  await first.update(found, { relabel: true, volumeType: 1 });
  const second = await w.startJob('Full', { clock: clockAt(writeTime) });
  await second.update(found, { jobs: 1, blocks: 4, bytes: 900, writes: 4, files: 2 });
  const third = await w.startJob('Full', { clock: clockAt(readTime) });
  const answer = await third.update(found, { jobs: 1, blocks: 4, bytes: 900, writes: 4, readTimeUs: 77, files: 0 });
  t.like(answer, { jobs: 1, blocks: 4, bytes: 900, readTimeUs: 77, files: 2 });
  const media = await w.catalog.one(sql<Record<string, Date>>`
    SELECT FirstWritten AS first, LastWritten AS last, LabelDate AS label FROM Media`);
  const seconds = (date: Date | undefined): number => Math.floor((date?.getTime() ?? 0) / 1000);
  t.is(seconds(media.first), seconds(labelTime));
  t.is(seconds(media.label), seconds(labelTime));
  t.is(seconds(media.last), seconds(writeTime));
});

test('UpdateMedia of a Volume that nobody knows fails, and says so', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  await t.throwsAsync(job.update({ ...found, volume: 'Gone' }), {
    message: /^1991 Catalog Request for vol=Gone failed/,
  });
});

test('a Volume that has had enough is told in the answer, and not offered again', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumeJobs: 1 });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  const answer = await job.update(found, { jobs: 1, blocks: 4, bytes: 900, writes: 4 });
  t.is(answer.status, 'Used');
  t.true(job.said.includes('info: Max Volume jobs=1 exceeded. Marking Volume "Vol-0001" as Used.'));
  t.is((await job.find())?.volume, 'Vol-0002');
});

test('a status that an operator set is not undone by a Storage that appends', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  await w.catalog.execute(sql`UPDATE Media SET VolStatus = 'Disabled'`);
  t.is((await job.update(found, { jobs: 1, blocks: 2 })).status, 'Disabled');
});

test('GetVolInfo tells why a Volume may not be written', async (t) => {
  await using w = await world({ name: 'Full' }, { name: 'Diff' });
  const job = await w.startJob('Full');
  const { volume } = await writeVolume(await w.startJob('Full'));
  t.is(await job.get('Nix'), '1997 Volume "Nix" not in catalog.\n');
  t.is(
    await job.get(volume),
    `1998 Volume "${volume}" catalog status is Full, but should be Append, Purged or Recycle.\n`,
  );
  t.regex(await job.get(volume, false), /^1000 OK VolName=Vol-0001 /);
  t.regex(await (await w.startJob('Diff')).get(volume), /catalog status is Full, not in Pool\./);
  await w.catalog.execute(sql`UPDATE Media SET Recycle = 0`);
  t.regex(await job.get(volume), /volume has recycling disabled/);
  await w.catalog.execute(sql`UPDATE Media SET MediaType = 'Tape'`);
  t.regex(await job.get(volume), /not correct MediaType/);
  await w.catalog.execute(sql`UPDATE Media SET MediaType = 'File', Enabled = 0`);
  t.regex(await job.get(volume), /is not Enabled/);
  t.regex(await job.get(volume, false), /is not Enabled/);
});

test('GetVolInfo recycles a Purged Volume before it is written', async (t) => {
  await using w = await world({ name: 'Full' });
  const { volume } = await writeVolume(await w.startJob('Full'));
  await w.catalog.execute(sql`UPDATE Media SET VolStatus = 'Purged'`);
  const job = await w.startJob('Full');
  t.regex(await job.get(volume), /^1000 OK .* VolBytes=1 .* VolStatus=Recycle /);
  t.deepEqual(job.said, ['info: Recycled current volume "Vol-0001"']);
});

test('RecycleCurrentVolume takes the Volume in the drive when its time is over', async (t) => {
  await using w = await world({ name: 'Full', recycleCurrentVolume: true, volumeRetentionSec: 86_400 });
  const recent = await writeVolume(await w.startJob('Full'));
  const old = await writeVolume(await w.startJob('Full', { clock: clockAt(daysAgo(9)) }));
  const job = await w.startJob('Full');
  t.regex(await job.get(recent.volume), /1998 .*cannot automatically recycle current volume/);
  t.regex(await job.get(old.volume), /^1000 OK .* VolStatus=Recycle /);
});

test('pruning frees the oldest Volume whose Jobs are all past their retention', async (t) => {
  await using w = await world({ name: 'Full', volumeRetentionSec: 5 * 86_400 });
  const recent = await writeVolume(await w.startJob('Full'));
  const old = await writeVolume(await w.startJob('Full', { clock: clockAt(daysAgo(9)) }));
  const job = await w.startJob('Full');
  const found = await job.find();
  t.like(found, { volume: old.volume, status: 'Recycle', bytes: 1, jobs: 0 });
  t.deepEqual(job.said, [
    `info: All records pruned from Volume "${old.volume}"; marking it "Purged"`,
    `info: Recycled volume "${old.volume}"`,
  ]);
  const jobs = await w.catalog.query(sql<{ mediaId: number }>`SELECT DISTINCT MediaId AS "mediaId" FROM JobMedia`);
  t.deepEqual(
    jobs.map(({ mediaId }) => mediaId),
    [recent.mediaId],
  );
});

test('nothing is pruned where AutoPrune is off, nor a running Job, nor for ever', async (t) => {
  const retention = { volumeRetentionSec: 5 * 86_400 };
  await using w = await world(
    { name: 'Off', autoPrune: false, maximumVolumes: 1, ...retention },
    { name: 'Busy', maximumVolumes: 1, ...retention },
    { name: 'Ever', maximumVolumes: 1, volumeRetentionSec: 0 },
  );
  for (const pool of ['Off', 'Busy', 'Ever']) {
    const old = await w.startJob(pool, { clock: clockAt(daysAgo(9)) });
    await writeVolume(old);
    if (pool === 'Busy') await old.finish('R', daysAgo(9));
    t.is(await (await w.startJob(pool)).find(), undefined, pool);
  }
});

test('the oldest Copy of a pruned Job becomes a Backup', async (t) => {
  await using w = await world({ name: 'Full', volumeRetentionSec: 86_400 });
  const old = await w.startJob('Full', { clock: clockAt(daysAgo(9)) });
  await writeVolume(old);
  const copies = await w.catalog.query(sql<{ jobId: number }>`
    INSERT INTO Job (Job, Name, Type, Level, ClientId, JobStatus, JobTDate, PriorJobId)
    VALUES ('c1', 'Nightly', 'C', 'F', 1, 'T', 0, ${old.jobId}), ('c2', 'Nightly', 'C', 'F', 1, 'T', 0, ${old.jobId})
    RETURNING JobId AS "jobId"`);
  const job = await w.startJob('Full');
  t.truthy(await job.find());
  const types = await w.catalog.query(sql<{ type: string }>`
    SELECT Type AS type FROM Job WHERE JobId = ANY(${copies.map(({ jobId }) => jobId)}::integer[]) ORDER BY JobId`);
  t.deepEqual(
    types.map(({ type }) => type),
    ['B', 'C'],
  );
  t.true(job.said.some((text) => text.includes(`upgraded to Backup jobs: ${copies[0]?.jobId}`)));
});

test('a Volume comes from Scratch with the limits of its new Pool, and goes to RecyclePool when purged', async (t) => {
  const scratch = poolResource({ name: 'Scratch', poolType: 'Scratch', labelFormat: undefined });
  const full = {
    name: 'Full',
    labelFormat: undefined,
    maximumVolumeJobs: 5,
    volumeRetentionSec: 86_400,
    recyclePool: scratch,
  };
  await using w = await world(scratch, full);
  await w.catalog.execute(sql`
    INSERT INTO Media (VolumeName, PoolId, MediaType, VolStatus, Recycle, RecyclePoolId)
    SELECT 'Spare', PoolId, 'File', 'Append', 1, PoolId FROM Pool WHERE Name = 'Scratch'`);
  const job = await w.startJob('Full', { clock: clockAt(daysAgo(9)) });
  t.is(await job.find(1, { create: false }), undefined);
  t.like(await job.find(), { volume: 'Spare', maxJobs: 5 });
  t.is(job.said.at(-1), `info: Using Volume "Spare" from 'Scratch' pool.`);
  await writeVolume(job);
  const later = await w.startJob('Full');
  t.like(await later.find(), { volume: 'Spare', status: 'Recycle' });
  const pools = await w.catalog.query(sql<{ numVols: number }>`SELECT NumVols AS "numVols" FROM Pool ORDER BY Name`);
  t.deepEqual(
    pools.map(({ numVols }) => numVols),
    [1, 0],
  );
});

test('PurgeOldestVolume ignores retention, RecycleOldestVolume does not', async (t) => {
  const full = { maximumVolumes: 1, autoPrune: false };
  await using w = await world(
    { name: 'Purge', purgeOldestVolume: true, ...full },
    { name: 'Recycle', recycleOldestVolume: true, ...full },
    { name: 'Never', purgeOldestVolume: true, recycle: false, ...full },
  );
  for (const pool of ['Purge', 'Recycle', 'Never']) await writeVolume(await w.startJob(pool));
  t.like(await (await w.startJob('Purge')).find(), { status: 'Recycle' });
  t.is(await (await w.startJob('Recycle')).find(), undefined);
  t.is(await (await w.startJob('Never')).find(), undefined);
  await w.catalog.execute(sql`UPDATE Job SET JobTDate = 1`);
  t.like(await (await w.startJob('Recycle')).find(), { status: 'Recycle' });
});

test('a Volume that a running Job writes to keeps its data, whatever becomes of the Jobs before', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumeJobs: 2, maximumVolumes: 1, volumeRetentionSec: 86_400 });
  const { volume } = await writeVolume(await w.startJob('Full', { clock: clockAt(daysAgo(9)) }), 'Append');
  const running = await w.startJob('Full');
  const found = await running.find();
  if (found?.volume !== volume) return t.fail();
  t.is((await running.update(found, { jobs: 2, blocks: 18, writes: 20 })).status, 'Used');
  t.is(await (await w.startJob('Full')).find(), undefined);
  t.regex(await running.get(volume, false), /VolStatus=Used/);
});

test('ranges are numbered on, twice the same is one, and placeholders go at the end', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const [a, b] = [await job.find(1), await job.find(2)];
  if (!a || !b) return t.fail();
  t.is(await job.wrote(a.mediaId, [0, 0]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(a.mediaId, [1, 3]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(a.mediaId, [1, 3]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(b.mediaId, [3, 9]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(4711), '1992 Create JobMedia error\n');
  const rows = () =>
    w.catalog.query(sql<{ text: string }>`
    SELECT MediaId || ': ' || FirstIndex || '-' || LastIndex || ' #' || VolIndex AS text FROM JobMedia ORDER BY VolIndex`);
  const texts = (await rows()).map(({ text }) => text);
  t.deepEqual(texts, [`${a.mediaId}: 0-0 #1`, `${a.mediaId}: 1-3 #2`, `${b.mediaId}: 3-9 #3`]);
  const { end } = await w.catalog.one(
    sql<{ end: number }>`SELECT EndBlock AS end FROM Media WHERE MediaId = ${a.mediaId}`,
  );
  t.is(end, 4785);
});

test('numbers that no row can hold are refused, and nothing changes', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  await t.throwsAsync(job.update(found, { jobs: 4_294_967_295, bytes: 9 }), { message: /^1993 Update Media error/ });
  t.is(await job.wrote(found.mediaId, [1, 4_294_967_295]), '1992 Create JobMedia error\n');
  t.is(job.said.filter((text) => text.startsWith('error: Catalog refused')).length, 2);
  t.like(await job.find(), { bytes: 0, jobs: 0 });
});

test('what is no request of ours is answered as that', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  t.is(
    await job.ask({ kind: 'unknown-request', text: 'CatReq JobId=1 Nonsense\n' }),
    '1990 Invalid Catalog Request: CatReq JobId=1 Nonsense\n',
  );
});
