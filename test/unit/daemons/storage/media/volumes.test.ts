/** Volumes come to their end, begin anew, and are not what the Catalog thinks. */
import { hash } from 'node:crypto';
import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  fakeJob,
  labelOf,
  type MediaPremises,
  mediaPremises,
  readBack,
  recordsOf,
  writeFileRecords,
} from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';
import { until } from '../../../../support/wait.ts';

const GOOD = { status: 'T', errors: 0 };

async function backUp(premises: MediaPremises, jobId: number, size = 1000) {
  const job = fakeJob(premises.catalog, jobId);
  const session = await premises.append(job);
  await writeFileRecords(session, 1, pseudoRandomBytes(size, jobId));
  await session.close(GOOD);
  return job;
}
const sizeOf = async (premises: MediaPremises, volume: string) => (await stat(join(premises.folder, volume))).size;
/** Digests of a Job's files, as they are read back, and as they should be. */
const contentOf = async (premises: MediaPremises, job: ReturnType<typeof fakeJob>) =>
  [...(await readBack(premises, job)).files.values()].map((data) => hash('sha1', data));
const files = (...contents: [size: number, seed: number][]) =>
  contents.map(([size, seed]) => hash('sha1', pseudoRandomBytes(size, seed)));

test('a full Volume is followed by the next, in the middle of a record, for all Jobs on it', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', limits: { maxBytes: 1_100_000 } });
  const { catalog } = premises;
  const jobs = [1, 2].map((id) => fakeJob(catalog, id));
  const sessions = await Promise.all(jobs.map((job) => premises.append(job)));
  const data = [pseudoRandomBytes(1_500_000, 1), pseudoRandomBytes(1_500_000, 2)];
  for (let at = 0; at < 1_500_000; at += 65_536) {
    for (const [index, session] of sessions.entries()) {
      await session.write(1, 2, data[index]?.subarray(at, at + 65_536) ?? Buffer.alloc(0));
    }
  }
  await Promise.all(sessions.map((session) => session.close(GOOD)));

  t.deepEqual([...catalog.rows.keys()], ['Vol-0001', 'Vol-0002', 'Vol-0003']);
  t.deepEqual(
    [...catalog.rows.values()].map(({ status }) => status),
    ['Full', 'Full', 'Append'],
  );
  for (const [index, job] of jobs.entries()) {
    t.deepEqual(
      catalog.ranges(job.jobId).map(({ volume }) => volume),
      ['Vol-0001', 'Vol-0002', 'Vol-0003'],
    );
    t.deepEqual(await contentOf(premises, job), files([1_500_000, index + 1]));
    t.deepEqual((await readBack(premises, job)).damages, []);
  }
  for (const { volume, bytes } of catalog.rows.values()) {
    t.true(bytes < 1_100_000 && (volume === 'Vol-0003' || bytes > 1_100_000 - 64_512));
    t.is(bytes, await sizeOf(premises, volume));
  }
  t.deepEqual(
    [...catalog.rows.values()].map((row) => row.jobs),
    [2, 2, 2],
  );
  t.deepEqual((await recordsOf(premises.folder, 'Vol-0002'))[0]?.stream, 2);
  t.deepEqual(catalog.broken, []);
});

test('Maximum Volume Size of the device ends a Volume too', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: 'MaximumVolumeSize = 300000' });
  const job = await backUp(premises, 1, 800_000);
  t.is(premises.catalog.rows.size, 3);
  t.true((await sizeOf(premises, 'Vol-0001')) < 300_000);
  t.deepEqual(await contentOf(premises, job), files([800_000, 1]));
});

test('a Volume too small for one block takes one all the same', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', limits: { maxBytes: 1000 } });
  const job = await backUp(premises, 1, 100_000);
  t.is(premises.catalog.rows.size, 2);
  t.deepEqual(await contentOf(premises, job), files([100_000, 1]));
});

test('a recycled Volume begins anew', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  await backUp(premises, 1, 500_000);
  catalog.set('Vol-0001', { status: 'Purged' });
  catalog.requests.length = 0;
  const job = await backUp(premises, 2);
  t.true(job.said.some((text) => text.includes('Recycled volume "Vol-0001"')));
  t.true((await sizeOf(premises, 'Vol-0001')) < 5000);
  t.like(catalog.row('Vol-0001'), { status: 'Append', jobs: 1, blocks: 1 });
  t.true(catalog.requests.includes('UpdateMedia Vol-0001 Append relabel=1 jobs=1'));
  t.deepEqual(await contentOf(premises, job), files([1000, 2]));
});

test('a Volume that is being read is not recycled', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', drives: ['D0', 'D1'] });
  const { catalog, media } = premises;
  const first = await backUp(premises, 1, 200_000);
  const reader = fakeJob(catalog, 9);
  const reading = media.openRead(await premises.reserve(reader, { append: false }), reader, [
    { ...emptyPart(), volumes: ['Vol-0001'] },
  ]);
  const batches = reading[Symbol.asyncIterator]();
  await batches.next();
  catalog.set('Vol-0001', { status: 'Purged' });
  await backUp(premises, 2);
  t.deepEqual(await contentOf(premises, first), files([200_000, 1]));
  t.deepEqual(
    catalog.ranges(2).map(({ volume }) => volume),
    ['Vol-0002'],
  );
  await reading[Symbol.asyncDispose]();
});

const emptyPart = () => ({
  sessionIds: [],
  sessionTimes: [],
  addresses: [],
  fileIndexes: [],
  streams: [],
  jobs: [],
  jobIds: [],
  clients: [],
});

test('a file that is shorter than the Catalog says is left alone and marked', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, folder } = premises;
  await backUp(premises, 1, 100_000);
  await truncate(join(folder, 'Vol-0001'), 50_000);
  const before = await readFile(join(folder, 'Vol-0001'));
  const job = await backUp(premises, 2);
  t.is(catalog.row('Vol-0001').status, 'Error');
  t.true(job.said.some((text) => text.startsWith('error: Bacula cannot write on disk Volume "Vol-0001" because:')));
  t.deepEqual(await readFile(join(folder, 'Vol-0001')), before);
  t.deepEqual(
    catalog.ranges(2).map(({ volume }) => volume),
    ['Vol-0002'],
  );
});

test('a file that is longer corrects the Catalog, and nothing of it is lost', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  const first = await backUp(premises, 1, 10_000);
  const { bytes } = catalog.row('Vol-0001');
  const second = await backUp(premises, 2, 90_000);
  catalog.set('Vol-0001', { bytes });
  const third = await backUp(premises, 3);
  t.true(third.said.some((text) => text.includes('The sizes do not match!')));
  t.is(catalog.row('Vol-0001').bytes, await sizeOf(premises, 'Vol-0001'));
  for (const [job, size] of [
    [first, 10_000],
    [second, 90_000],
    [third, 1000],
  ] as const) {
    t.deepEqual(await contentOf(premises, job), files([size, job.jobId]));
  }
});

test('a torn block at the end is taken away, and said', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, folder } = premises;
  const first = await backUp(premises, 1, 10_000);
  const whole = await readFile(join(folder, 'Vol-0001'));
  const block = whole.subarray(catalog.ranges(1)[0]?.startBlock);
  await appendFile(join(folder, 'Vol-0001'), block.subarray(0, 3000));
  const second = await backUp(premises, 2);
  t.true(
    second.said.some((text) => text.startsWith('warning: Volume "Vol-0001" ended in a block that was never finished')),
  );
  t.is(catalog.ranges(2)[0]?.startBlock, whole.length);
  t.deepEqual((await recordsOf(folder, 'Vol-0001')).length > 0, true);
  for (const job of [first, second]) t.deepEqual((await readBack(premises, job)).damages, []);
});

test('a torn block that the Catalog counts is taken away too: nobody could read it', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, folder } = premises;
  await backUp(premises, 1, 10_000);
  const whole = await readFile(join(folder, 'Vol-0001'));
  await appendFile(join(folder, 'Vol-0001'), whole.subarray(catalog.ranges(1)[0]?.startBlock).subarray(0, 3000));
  catalog.set('Vol-0001', { bytes: whole.length + 3000 });
  await backUp(premises, 2);
  t.is(catalog.ranges(2)[0]?.startBlock, whole.length);
});

test('where more than one block of what the Catalog promises is damaged, nothing is taken away', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, folder } = premises;
  await backUp(premises, 1, 400_000);
  const path = join(folder, 'Vol-0001');
  const damaged = await readFile(path);
  damaged.fill(0, damaged.length - 200_000);
  await writeFile(path, damaged);
  await backUp(premises, 2);
  t.is(catalog.row('Vol-0001').status, 'Error');
  t.deepEqual(await readFile(path), damaged);
});

test('a file that is no Volume, or another one, is not touched', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, folder } = premises;
  await backUp(premises, 1);
  const volume = await readFile(join(folder, 'Vol-0001'));
  for (const [name, content] of [
    ['Letter', Buffer.from('Dear Sir')],
    ['Twin', volume],
  ] as const) {
    await writeFile(join(folder, name), content);
    catalog.add(name, { bytes: 0, written: 100 });
    premises.restart();
    const job = await backUp(premises, catalog.rows.size + 10);
    t.deepEqual(await readFile(join(folder, name)), content, name);
    t.is(catalog.row(name).status, 'Error');
    t.true(job.said.some((text) => text.startsWith(`error: Cannot write on Volume "${name}"`)));
  }
});

test('without LabelMedia no Volume is labelled for a Job', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: 'LabelMedia = no' });
  const job = fakeJob(premises.catalog, 1);
  const opening = premises.append(job);
  await until(() => job.statuses.length > 0);
  t.true(job.said.some((text) => text.startsWith('mount: Please mount append Volume "Vol-0001" or label a new one')));
  t.deepEqual(job.statuses, ['M']);
  job.cancel();
  await t.throwsAsync(opening, { message: 'Canceled by the test' });
});

test('a write error ends the Volume, and the Job goes on with the next one without a gap', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, device } = premises;
  device.faults.unwritable.set('Vol-0001', [1_500_000, 1_500_001]);
  const job = await backUp(premises, 1, 6_000_000);
  t.deepEqual(
    [...catalog.rows.values()].map(({ status }) => status),
    ['Error', 'Append'],
  );
  t.deepEqual(await contentOf(premises, job), files([6_000_000, 1]));
  t.true(job.said.some((text) => text.startsWith('error: End of Volume "Vol-0001" at addr=')));
  t.deepEqual(catalog.broken, []);
});

test('where one Volume after the other fails, the Job fails and leaves the rest of the Pool alone', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, device } = premises;
  for (let n = 1; n <= 20; n++) device.faults.unwritable.set(`Vol-${`${n}`.padStart(4, '0')}`, [300, 1_000_000]);
  await t.throwsAsync(backUp(premises, 1, 300_000), { code: 'STORAGE_VOLUMES_FAILING' });
  t.true(catalog.rows.size < 8);
  t.deepEqual((await premises.media.describe()).devices[0]?.jobIds, []);
});

test('what was not synced is not promised: a sync that fails fails the Job and gives the Volume up', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, device } = premises;
  const job = fakeJob(catalog, 1);
  const session = await premises.append(job);
  await writeFileRecords(session, 1, pseudoRandomBytes(100_000, 1));
  device.faults.syncFails = true;
  await t.throwsAsync(session.close(GOOD), { code: 'STORAGE_VOLUME_RUINED' });
  device.faults.syncFails = false;
  t.deepEqual(catalog.ranges(1), []);
  const second = await backUp(premises, 2);
  t.deepEqual(await contentOf(premises, second), files([1000, 2]));
  t.deepEqual(catalog.broken, []);
});

test('a Director that is lost fails its own Job, and no other on the same Volume', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: 'MaximumFileSize = 1 MB' });
  const { catalog } = premises;
  const jobs = [1, 2].map((id) => fakeJob(catalog, id));
  const [lost, good] = await Promise.all(jobs.map((job) => premises.append(job)));
  await Promise.all(
    [lost, good].map((session) => session && writeFileRecords(session, 1, pseudoRandomBytes(500_000, 1))),
  );
  const [first, second] = jobs;
  if (first) first.lost = new Error('Director is gone');
  await t.throwsAsync(lost?.close(GOOD) ?? Promise.resolve(), { message: 'Director is gone' });
  if (good) await writeFileRecords(good, 2, pseudoRandomBytes(1_500_000, 2));
  await good?.close(GOOD);
  t.deepEqual(second && (await contentOf(premises, second)), files([500_000, 1], [1_500_000, 2]));
  t.deepEqual(catalog.broken, []);
});

test('a Volume keeps the time of its label when it is recycled anew only', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  await backUp(premises, 1);
  const before = await labelOf(premises.folder, 'Vol-0001');
  await backUp(premises, 2);
  t.deepEqual(await labelOf(premises.folder, 'Vol-0001'), before);
  premises.catalog.set('Vol-0001', { status: 'Purged' });
  await backUp(premises, 3);
  t.true((await labelOf(premises.folder, 'Vol-0001')).label.labelTimeUs > before.label.labelTimeUs);
});

test('a Job that ends while its Volume is being left is good only when that is safe and told', async (t) => {
  for (let turns = 0; turns < 12; turns++) {
    await using premises = await mediaPremises({ prefix: 'Vol-', limits: { maxBytes: 400_000 } });
    const { catalog, device } = premises;
    const jobs = [1, 2].map((id) => fakeJob(catalog, id));
    const [ending, going] = await Promise.all(jobs.map((job) => premises.append(job)));
    if (ending === undefined || going === undefined) throw new Error('No sessions');
    await writeFileRecords(ending, 1, pseudoRandomBytes(10_000, 1));
    await writeFileRecords(going, 1, pseudoRandomBytes(100_000, 2));
    device.faults.delayMs = 5;
    const closed = ending.close(GOOD);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    const written = writeFileRecords(going, 2, pseudoRandomBytes(700_000, 3));
    await closed;
    t.is(catalog.ranges(1).length, 1, `after ${turns} turns`);
    await written;
    await going.close(GOOD);
    t.deepEqual(catalog.broken, []);
  }
});

test('a label that was never finished is written again; a small Volume with a damaged one is not', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, folder } = premises;
  await backUp(premises, 1);
  const volume = await readFile(join(folder, 'Vol-0001'));
  const label = Buffer.from(volume.subarray(0, volume.readUInt32BE(4)));
  label.fill(0, 60);
  const damaged = Buffer.from(volume);
  damaged.fill(0, 60, 90);
  for (const [name, content, isUsed] of [
    ['Torn', label, true],
    ['Zero', Buffer.alloc(200), true],
    ['Hurt', damaged, false],
  ] as const) {
    await writeFile(join(folder, name), content);
    catalog.add(name, { written: 100 });
    premises.restart();
    const job = await backUp(premises, catalog.rows.size + 20);
    t.deepEqual(
      catalog.ranges(job.jobId).map((range) => range.volume === name),
      [isUsed],
      name,
    );
    catalog.set(name, { status: 'Used' });
  }
  t.deepEqual(await readFile(join(folder, 'Hurt')), damaged);
});
