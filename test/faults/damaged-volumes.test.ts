/**
 * A Volume that was damaged where it lies: whoever restores from it hears which Volume, block and Job it is about, gets
 * everything that is whole, and the other Jobs on it notice nothing.
 */
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { formatBootstrap } from '../../src/volume/index.ts';
import { compareSums } from '../crash/file-sums.ts';
import { bootstrapOf, restoreJobs } from '../crash/read-back.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { startFileDaemon } from '../support/genuine.ts';
import { startOurDirector } from '../support/our-director.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { backUp, type PlayedBackup, playedJobName } from '../support/played-backup.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openPlayedStorage, type PlayedStorage } from '../support/played-storage.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { keepCopy } from '../support/restoring.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const JOBS = 3;
const BLOCK_BYTES = 64_512;
const VOLUME = 'Vol-0001';

/** Of the second Job: where its blocks begin and end on the Volume. */
interface Place {
  readonly first: number;
  readonly last: number;
}

type Harm = (path: string, place: Place) => Promise<void>;

/** `spares`: the Jobs that notice nothing. */
const HARMS: Record<string, { readonly harm: Harm; readonly said: RegExp; readonly spares: readonly number[] }> = {
  'a flipped bit in the data': {
    harm: (path, { first }) =>
      edit(path, (bytes) => {
        const at = first + 2 * BLOCK_BYTES + 30_000;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
      }),
    said: /Error: Volume "Vol-0001", block \d+ of session 2\/\d+, at address \d+: .*checksum.*\(JobId 2 Backup\.[\d.:_-]+\)/,
    spares: [1, 3],
  },
  'a flipped bit in the head of a block': {
    harm: (path, { first }) =>
      edit(path, (bytes) => {
        const at = first + 2 * BLOCK_BYTES + 13;
        bytes[at] = (bytes[at] ?? 0) ^ 4;
      }),
    said: /Error: Volume "Vol-0001", at address \d+: .*\(JobId 2 Backup\.[\d.:_-]+\)/,
    spares: [1, 3],
  },
  'two blocks in each other’s place': {
    harm: (path, { first }) =>
      edit(path, (bytes) => {
        const [a, b] = [2, 3].map((number) => first + number * BLOCK_BYTES) as [number, number];
        const before = Buffer.from(bytes.subarray(a, a + BLOCK_BYTES));
        bytes.copyWithin(a, b, b + BLOCK_BYTES);
        before.copy(bytes, b);
      }),
    said: /Error: Volume "Vol-0001", block \d+ of session 2\/\d+, at address \d+: .*(JobId 2 Backup\.[\d.:_-]+\))/,
    spares: [1, 3],
  },
  'a piece of zeros, as a disk leaves it': {
    harm: (path, { first }) => edit(path, (bytes) => bytes.fill(0, first + 90_000, first + 90_000 + 8192)),
    said: /Error: Volume "Vol-0001", .*at address \d+: .*\(JobId 2 Backup\.[\d.:_-]+\)/,
    spares: [1, 3],
  },
  'an end within a block': {
    harm: (path, { first }) => truncate(path, first + 2 * BLOCK_BYTES + 1000),
    said: /Error: Volume "Vol-0001" ends at address \d+, but data up to address \d+ are wanted of it \(JobId 2 Backup/,
    spares: [1],
  },
  'an end between two blocks': {
    harm: (path, { first }) => truncate(path, first + 2 * BLOCK_BYTES),
    said: /Error: Volume "Vol-0001" ends at address \d+, but data up to address \d+ are wanted of it \(JobId 2 Backup/,
    spares: [1],
  },
};

async function edit(path: string, change: (bytes: Buffer) => unknown): Promise<void> {
  const bytes = await readFile(path);
  change(bytes);
  await writeFile(path, bytes);
}

async function written(storage: PlayedStorage): Promise<PlayedBackup[]> {
  const jobs: PlayedBackup[] = [];
  for (let jobId = 1; jobId <= JOBS; jobId++) {
    const files = Array.from({ length: 12 }, (_, index) => pseudoRandomBytes(30_000, jobId * 100 + index));
    jobs.push(await backUp(storage, files, { jobId }));
  }
  return jobs;
}

async function placeOf(job: PlayedBackup, storage: PlayedStorage): Promise<Place> {
  const [address] = bootstrapOf(job, storage.catalog)[0]?.addresses ?? [];
  if (address === undefined) throw new Error(`JobId ${job.jobId} lies nowhere`);
  return address;
}

async function isWhole(t: ExecutionContext, storage: PlayedStorage, job: PlayedBackup): Promise<void> {
  const { sums, said, ended } = await restoreJobs([job], storage, 50 + job.jobId);
  t.is(compareSums(job.sums, sums.get(job.jobId) ?? new Map()), undefined, playedJobName(job.jobId));
  t.is(ended.errors, 0, said.join(''));
  t.notRegex(said.join(''), /(Error|Warning): /);
}

for (const [what, { harm, said, spares }] of Object.entries(HARMS)) {
  test(`${what} is named with its Job, and costs no other Job anything`, async (t) => {
    await using storage = await openPlayedStorage();
    const jobs = await written(storage);
    const [, second] = jobs;
    if (second === undefined) throw new Error('There is no second Job');
    await harm(join(storage.volumes, VOLUME), await placeOf(second, storage));
    for (const job of jobs) if (spares.includes(job.jobId)) await isWhole(t, storage, job);

    const restored = await restoreJobs([second], storage, 60);
    t.regex(restored.said.join(''), said);
    t.is(restored.ended.status, 'E');
    t.true(restored.ended.errors > 0);
    const found = restored.sums.get(second.jobId) ?? new Map();
    const whole = [...second.sums].filter(([fileIndex, sum]) => found.get(fileIndex) === sum);
    t.true(
      whole.length < second.sums.size && whole.length >= 3,
      `${whole.length} of ${second.sums.size} files are whole`,
    );
  });
}

test('with a genuine Client: the damaged Job ends with an error that names the place, the other one is restored', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('damaged');
  const source = join(dir.path, 'source');
  await mkdir(source);
  await using client = await startFileDaemon({ version: '15.0.3' });
  await using storage = await startOurStorageDaemon();
  await using director = await startOurDirector({
    catalog: await postgres.createDatabase('damaged'),
    fileDaemons: [client],
    storageDaemons: [storage],
    fileSets: [{ files: [source], options: { Signature: 'MD5' } }],
  });
  const jobs: { jobId: number; copy: string }[] = [];
  for (const seed of [1, 2]) {
    for (let i = 0; i < 10; i++) await writeFile(join(source, `file-${i}`), pseudoRandomBytes(60_000, seed * 50 + i));
    const { jobId, status } = await director.runAndWait({ job: 'Backup', level: 'F' });
    t.is(status, 'T');
    jobs.push({ jobId, copy: await keepCopy(source, join(dir.path, `copy-${jobId}`)) });
  }
  const [volume] = await readdir(storage.volumeDirectory);
  await edit(join(storage.volumeDirectory, volume ?? ''), (bytes) => {
    bytes[200_000] = (bytes[200_000] ?? 0) ^ 1;
  });
  const [hurt, whole] = jobs;
  const restore = async (job: (typeof jobs)[number] | undefined) => {
    const where = join(dir.path, `restored-${job?.jobId}`);
    await mkdir(where);
    const { jobId } = await director.restore({ from: { kind: 'job', jobId: job?.jobId ?? 0 }, where });
    const ended = await director.waitFor(jobId);
    return { ended, differences: await compareTrees(job?.copy ?? '', join(where, source)) };
  };
  const good = await restore(whole);
  t.is(good.ended?.status, 'T');
  t.deepEqual(good.differences, []);
  const bad = await restore(hurt);
  t.true('Ef'.includes(bad.ended?.status ?? 'none'), bad.ended?.status);
  const place = new RegExp(
    `Error: Volume "${volume}", block \\d+ of session \\d+/\\d+, at address \\d+: .*\\(JobId ${hurt?.jobId} Backup\\.`,
  );
  t.regex(await director.log(), place);
  t.true(bad.differences.length > 0 && bad.differences.length < 6, bad.differences.join('\n'));
});

test('a consolidation of Jobs one of which is damaged fails, and says where', async (t) => {
  await using storage = await openPlayedStorage();
  const jobs = await written(storage);
  const [, second] = jobs;
  if (second === undefined) throw new Error('There is no second Job');
  await HARMS['a flipped bit in the data']?.harm(join(storage.volumes, VOLUME), await placeOf(second, storage));
  await using director = await PlayedDirector.call(storage);
  await director.startJob({ jobId: 70, level: 'f' });
  const parts = jobs.flatMap((job) => bootstrapOf(job, storage.catalog));
  t.regex(await director.bootstrap([...formatBootstrap(parts)].join('')), /^3000 /);
  t.regex(await director.use('Drive-0', false), /^3000 /);
  t.regex(await director.use('Drive-1', true, { pool: 'Fulls' }), /^3000 /);
  await director.run();
  t.is((await director.end()).status, 'f');
  t.regex(director.said.join(''), /Fatal error: What was read is damaged in \d+ places, so it is not consolidated/);
});
