/** How Volumes come free again: pruning, purging, recycling, Scratch (08a §4, §5), on a real PostgreSQL. */
import test from 'ava';
import { mediaByNameLocked, pinVolume, sql } from '../../src/catalog/index.ts';
import type { Clock } from '../../src/core/index.ts';
import { daysAgo, lockAwaited, poolResource, volumeWorlds, writeVolume } from '../support/volume-job.ts';

const world = volumeWorlds();

const clockAt = (date: Date): Clock => ({ now: () => date, monotonicMs: () => 0, sleep: async () => {} });

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

test('a Volume to which a Job begins to write at that moment is not purged for another one', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumes: 1, purgeOldestVolume: true, autoPrune: false });
  const { volume } = await writeVolume(await w.startJob('Full'));
  const [running, other] = [await w.startJob('Full'), await w.startJob('Full')];
  const { finding } = await w.catalog.transaction(async (transaction) => {
    const { mediaId } = await transaction.one(mediaByNameLocked(volume));
    const finding = other.find(1);
    await lockAwaited(w.catalog);
    await transaction.execute(pinVolume(running.jobId, mediaId));
    return { finding };
  });
  t.is(await finding, undefined);
  t.deepEqual(await w.catalog.query(sql`SELECT VolStatus AS status FROM Media`), [{ status: 'Full' }]);
  t.deepEqual(await w.catalog.query(sql`SELECT COUNT(*)::integer AS count FROM Job`), [{ count: 3 }]);
});
