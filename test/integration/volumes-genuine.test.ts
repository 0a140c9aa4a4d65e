/** Volumes as genuine Storage Daemons of both releases fill them on our word: spanning, limits, recycling, labels. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { sql } from '../../src/catalog/index.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { BACKUP_JOB } from '../support/director-config.ts';
import { bextract, bls, GENUINE_VERSIONS, type StorageDaemon } from '../support/genuine.ts';
import type { OurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { setStage } from '../support/stage.ts';
import { makeTempDir } from '../support/temp-dir.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

interface VolumeRow {
  readonly volume: string;
  readonly status: string;
  readonly bytes: number;
  readonly jobs: number;
  readonly recycled: number;
}

const volumes = (director: OurDirector): Promise<VolumeRow[]> =>
  director.catalogAccess.query(sql<VolumeRow>`
    SELECT VolumeName AS volume, VolStatus AS status, VolBytes AS bytes, VolJobs AS jobs, RecycleCount AS recycled
      FROM Media ORDER BY MediaId`);

const sizeOnDisk = async (storage: StorageDaemon, volume: string): Promise<number> =>
  (await stat(join(storage.volumeDirectory, volume))).size;

const backup = { job: BACKUP_JOB };

for (const version of GENUINE_VERSIONS) {
  test(`${version}: a backup spans Volumes, and they hold all of it`, async (t) => {
    const pool = { 'Maximum Volume Bytes': 1_100_000 };
    const { director, storage, tree } = await setStage(t, postgres, {
      version,
      poolDirectives: pool,
      files: [1_500_000, 1_200_000, 100],
    });
    const done = await director.runAndWait(backup);
    t.is(done.status, 'T', await director.log());
    const rows = await volumes(director);
    t.deepEqual(
      rows.map(({ volume, status }) => `${volume} ${status}`),
      ['Vol-0001 Full', 'Vol-0002 Full', 'Vol-0003 Append'],
    );
    for (const { volume, bytes } of rows) t.is(bytes, await sizeOnDisk(storage, volume), volume);
    const ranges = await director.catalogAccess.query(sql<{ first: number; last: number; place: number }>`
      SELECT FirstIndex AS first, LastIndex AS last, VolIndex AS place FROM JobMedia ORDER BY VolIndex`);
    t.true(ranges.length >= 3);
    t.true(ranges.every(({ first }) => first > 0));
    await using target = await makeTempDir('spanned');
    await bextract(storage, { target: target.path, volumes: rows.map(({ volume }) => volume) });
    t.deepEqual(await compareTrees(tree, join(target.path, tree)), []);
  });

  test(`${version}: with Maximum Volume Jobs = 1 each Job has a Volume of its own`, async (t) => {
    const { director } = await setStage(t, postgres, { version, poolDirectives: { 'Maximum Volume Jobs': 1 } });
    for (const _ of [1, 2]) t.is((await director.runAndWait(backup)).status, 'T', await director.log());
    t.like(await volumes(director), [
      { volume: 'Vol-0001', status: 'Used', jobs: 1 },
      { volume: 'Vol-0002', status: 'Used', jobs: 1 },
    ]);
    t.regex(await director.log(), /Max Volume jobs=1 exceeded\. Marking Volume "Vol-0001" as Used\./);
  });

  test(`${version}: a Volume past its retention is overwritten, and only then`, async (t) => {
    const pool = { 'Maximum Volume Jobs': 1, 'Maximum Volumes': 1, 'Auto Prune': true };
    const { director, storage } = await setStage(t, postgres, { version, poolDirectives: pool });
    t.is((await director.runAndWait(backup)).status, 'T');
    await director.catalogAccess.execute(sql`UPDATE Job SET JobTDate = 1`);
    t.is((await director.runAndWait(backup)).status, 'T', await director.log());
    t.like(await volumes(director), [{ volume: 'Vol-0001', status: 'Used', jobs: 1, recycled: 1 }]);
    const jobs = await director.catalogAccess.query(sql<{ jobId: number }>`SELECT JobId AS "jobId" FROM Job`);
    t.deepEqual(
      jobs.map(({ jobId }) => jobId),
      [2],
    );
    const { stdout } = await bls(storage, { volumes: ['Vol-0001'], args: ['-j'] });
    t.deepEqual(stdout.match(/Begin Job Session Record.*JobId=\d+|JobId: *\d+/g)?.length ?? 0, 1, stdout);
  });

  test(`${version}: eight Jobs at once share one Volume, and each has its own ranges`, async (t) => {
    const { director, storage } = await setStage(t, postgres, { version, files: [300_000, 10] });
    const done = await Promise.all(Array.from({ length: 8 }, () => director.runAndWait(backup)));
    t.deepEqual(
      done.map(({ status }) => status),
      Array(8).fill('T'),
      await director.log(),
    );
    const rows = await volumes(director);
    t.like(rows, [{ volume: 'Vol-0001', status: 'Append', jobs: 8 }]);
    t.is(rows[0]?.bytes, await sizeOnDisk(storage, 'Vol-0001'));
    const { jobs } = await director.catalogAccess.one(sql<{ jobs: number }>`
      SELECT COUNT(DISTINCT JobId)::integer AS jobs FROM JobMedia WHERE FirstIndex > 0`);
    t.is(jobs, 8);
  });

  test(`${version}: two drives are filled at once, each with its own Volume`, async (t) => {
    const drive = { directives: { 'Maximum Concurrent Jobs': 1 } };
    const { director, storage } = await setStage(t, postgres, {
      version,
      files: [4_000_000],
      storage: {
        autochanger: 'Changer',
        devices: [
          { name: 'Drive-0', ...drive },
          { name: 'Drive-1', ...drive },
        ],
      },
    });
    const done = await Promise.all([1, 2].map(() => director.runAndWait(backup)));
    t.deepEqual(
      done.map(({ status }) => status),
      ['T', 'T'],
      await director.log(),
    );
    const rows = await volumes(director);
    t.like(
      rows,
      [
        { volume: 'Vol-0001', jobs: 1 },
        { volume: 'Vol-0002', jobs: 1 },
      ],
      await director.log(),
    );
    for (const { volume, bytes } of rows) t.is(bytes, await sizeOnDisk(storage, volume), volume);
  });

  test(`${version}: four Jobs at once cross from Volume to Volume, and none loses a byte`, async (t) => {
    const { director, storage, tree } = await setStage(t, postgres, {
      version,
      poolDirectives: { 'Maximum Volume Bytes': 2_000_000 },
      files: [1_500_000, 10],
    });
    const done = await Promise.all([1, 2, 3, 4].map(() => director.runAndWait(backup)));
    t.deepEqual(
      done.map(({ status }) => status),
      ['T', 'T', 'T', 'T'],
      await director.log(),
    );
    const rows = await volumes(director);
    t.true(rows.length >= 4 && rows.slice(0, -1).every(({ status }) => status === 'Full'));
    for (const { volume, bytes } of rows) t.is(bytes, await sizeOnDisk(storage, volume), volume);
    for (const { jobId } of done) {
      await using target = await makeTempDir('crossed');
      await bextract(storage, { volumes: [], target: target.path, bootstrap: await bootstrapOf(director, jobId) });
      t.deepEqual(await compareTrees(tree, join(target.path, tree)), [], `JobId ${jobId}`);
    }
  });
}

/** All ranges of a Job, as a restore would ask for them. */
async function bootstrapOf(director: OurDirector, jobId: number): Promise<string> {
  const ranges = await director.catalogAccess.query(sql<Record<string, number | string>>`
    SELECT VolumeName AS volume, VolSessionId AS id, VolSessionTime AS time, FirstIndex AS first, LastIndex AS last,
           (StartFile::bigint << 32) + StartBlock AS begin, (JobMedia.EndFile::bigint << 32) + JobMedia.EndBlock AS end
      FROM JobMedia JOIN Media USING (MediaId) JOIN Job USING (JobId)
     WHERE JobId = ${jobId} ORDER BY VolIndex`);
  return ranges
    .map(
      ({ volume, id, time, first, last, begin, end }) =>
        `Volume="${volume}"\nMediaType="File"\nVolSessionId=${id}\nVolSessionTime=${time}\nVolAddr=${begin}-${end}\nFileIndex=${first}-${last}\n`,
    )
    .join('');
}
