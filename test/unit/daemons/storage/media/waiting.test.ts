/** Jobs wait for Volumes, room and operators, with a bound and in genuine words. */
import { hash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  fakeJob,
  type MediaPremises,
  mediaPremises,
  readBack,
  writeFileRecords,
} from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';
import { passUntil, TestClock } from '../../../../support/test-clock.ts';
import { until } from '../../../../support/wait.ts';

const GOOD = { status: 'T', errors: 0 };
const HOUR_MS = 3_600_000;
const AT = { device: 'Disk', drive: 0, slot: 0 };

const label = (premises: MediaPremises, volume: string) =>
  premises.media.commands.label({ ...AT, volume, pool: 'Default', mediaType: 'File', release: '9.6' });

test('without a Volume a Job waits until one is labelled and mounted', async (t) => {
  await using premises = await mediaPremises();
  const { catalog, media } = premises;
  const job = fakeJob(catalog, 1);
  const opening = premises.append(job);
  await until(() => job.statuses.length > 0);
  t.deepEqual(job.statuses, ['m']);
  t.is(
    job.said[0],
    `mount: Job ${job.job} is waiting. Cannot find any appendable volumes.\nPlease use the "label" command to create a new Volume for:\n    Storage:      "Disk" (${premises.folder})\n    Pool:         Default\n    Media type:   File\n`,
  );
  t.like((await media.describe()).devices[0], { blocked: 'waiting to create a volume', blockedForPool: 'Default' });

  const bytes = Number(/VolBytes=(\d+)/.exec(await label(premises, 'Tape-1'))?.[1]);
  catalog.add('Tape-1', { bytes });
  t.is(await media.commands.mount(AT), `3001 OK mount requested. Device="Disk" (${premises.folder})\n`);
  const session = await opening;
  t.deepEqual(job.statuses, ['m', 'R']);
  await writeFileRecords(session, 1, pseudoRandomBytes(100, 1));
  await session.close(GOOD);
  t.is((await readBack(premises, job)).files.size, 1);
});

test('the wait is said again after one, two, four hours …, and ends after nine times', async (t) => {
  const clock = new TestClock();
  await using premises = await mediaPremises({ clock });
  const job = fakeJob(premises.catalog, 1);
  const opening = premises.append(job);
  const said = () => job.said.filter((text) => text.startsWith('mount: ')).length;
  await until(() => said() === 1 && clock.sleeping > 0);
  await clock.pass(HOUR_MS + 1);
  await until(() => said() === 2 && clock.sleeping > 0);
  await clock.pass(HOUR_MS + 1);
  t.is(said(), 2);
  await t.throwsAsync(passUntil(clock, HOUR_MS, opening), { code: 'STORAGE_NO_VOLUME_IN_TIME' });
  t.is(said(), 9);
  t.deepEqual((await premises.media.describe()).devices[0]?.jobIds, []);
});

test('a Job that is canceled while it waits gives its place back at once', async (t) => {
  await using premises = await mediaPremises();
  const job = fakeJob(premises.catalog, 1);
  const opening = premises.append(job);
  await until(() => job.statuses.length > 0);
  job.cancel();
  await t.throwsAsync(opening, { message: 'Canceled by the test' });
  t.like((await premises.media.describe()).devices[0], { jobIds: [], blocked: undefined });
});

test('of two that wait, the one that is left goes on alone', async (t) => {
  await using premises = await mediaPremises();
  const { catalog, media } = premises;
  const [first, second] = [fakeJob(catalog, 1), fakeJob(catalog, 2)];
  const openings = [premises.append(first), premises.append(second)];
  await until(() => first.statuses.length > 0);
  const canceled = t.throwsAsync(openings[0] ?? Promise.resolve(), { message: 'Canceled by the test' });
  first.cancel();
  await canceled;
  await until(() => second.statuses.length > 0);
  catalog.add('Tape-1', {});
  await media.commands.mount(AT);
  const session = await openings[1];
  await session?.close(GOOD);
  t.is(catalog.row('Tape-1').jobs, 1);
});

test('a Volume whose file is missing is asked for, and used when it is there', async (t) => {
  const clock = new TestClock();
  await using premises = await mediaPremises({ clock, prefix: 'Vol-' });
  const { catalog, folder } = premises;
  const session = await premises.append(fakeJob(catalog, 1));
  await writeFileRecords(session, 1, pseudoRandomBytes(100, 1));
  await session.close(GOOD);
  await rename(join(folder, 'Vol-0001'), join(folder, 'elsewhere'));

  const job = fakeJob(catalog, 2);
  const opening = premises.append(job);
  await until(() => job.statuses.length > 0 && clock.sleeping > 0);
  t.deepEqual(job.statuses, ['M']);
  t.true(job.said[0]?.startsWith('mount: Please mount append Volume "Vol-0001" or label a new one for:\n    Job:'));
  t.is(catalog.rows.size, 1, 'no Volume is made in place of one that is missing');
  await rename(join(folder, 'elsewhere'), join(folder, 'Vol-0001'));
  await (await passUntil(clock, 60_000, opening)).close(GOOD);
  t.deepEqual(job.statuses, ['M', 'R']);
});

test('a disk that is full holds Jobs up until there is room, and not a byte is lost', async (t) => {
  const clock = new TestClock();
  await using premises = await mediaPremises({ clock, prefix: 'Vol-', device: 'MinimumFeeSpace = 1000000' });
  const { catalog, device } = premises;
  const job = fakeJob(catalog, 1);
  device.faults.roomBytes = 2_000_000;
  const session = await premises.append(job);
  const data = pseudoRandomBytes(6_000_000, 1);
  const writing = writeFileRecords(session, 1, data);
  await until(() => job.statuses.includes('m') && clock.sleeping > 0);
  t.true(job.said.some((text) => text.startsWith('mount: \n\nWARNING: device is full!')));
  t.is(catalog.row('Vol-0001').status, 'Full');
  const rowsWhenFull = catalog.rows.size;
  await clock.pass(60_000);
  t.is(catalog.rows.size, rowsWhenFull, 'no Volume is made on a full disk');

  device.faults.roomBytes = 100_000_000;
  await passUntil(clock, 5000, writing);
  await passUntil(clock, 5000, session.close(GOOD));
  t.is(job.statuses.at(-1), 'R');
  const { files, damages } = await readBack(premises, job);
  t.is(hash('sha1', files.get(1) ?? Buffer.alloc(0)), hash('sha1', data));
  t.deepEqual([damages, catalog.broken], [[], []]);
});

test('a Volume that the Director lets only one Job use is left to it; the next Job waits for its end', async (t) => {
  await using premises = await mediaPremises();
  const { catalog } = premises;
  catalog.add('Tape-1', {});
  const [first, second] = [fakeJob(catalog, 1), fakeJob(catalog, 2)];
  const [one, two] = [await premises.reserve(first), await premises.reserve(second)];
  const session = await premises.media.openAppend(one, first);
  catalog.set('Tape-1', { maxJobs: 1 });
  const opening = premises.media.openAppend(two, second);
  await until(() => second.said.some((text) => text.includes('catalog status is Used')));
  catalog.add('Tape-2', {});
  await session.close(GOOD);
  await (await opening).close(GOOD);
  t.is(catalog.row('Tape-2').jobs, 1);
  t.is(catalog.row('Tape-1').status, 'Used');
});

test('of several that the Director does not let on the Volume none waits for the others', async (t) => {
  await using premises = await mediaPremises();
  const { catalog } = premises;
  catalog.add('Tape-1', {});
  const jobs = [1, 2, 3].map((id) => fakeJob(catalog, id));
  const places = await Promise.all(jobs.map((job) => premises.reserve(job)));
  const open = (index: number) =>
    premises.media.openAppend(places[index] as (typeof places)[0], jobs[index] as (typeof jobs)[0]);
  const session = await open(0);
  catalog.set('Tape-1', { maxJobs: 1 });
  const openings = [open(1), open(2)];
  for (const job of jobs.slice(1)) {
    await until(() => job.said.some((text) => text.includes('catalog status is Used')));
  }
  catalog.add('Tape-2', {});
  await session.close(GOOD);
  for (const opening of openings) await (await opening).close(GOOD);
  t.deepEqual([catalog.row('Tape-1').jobs, catalog.row('Tape-2').jobs], [1, 2]);
  t.deepEqual(catalog.broken, []);
});
