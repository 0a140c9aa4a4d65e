/** Who gets which drive, who waits, and what is refused (page 03 §3). */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { DeviceRequest, Reservation, ReserveOutcome } from '../../../../../src/daemons/storage/media/index.ts';
import { deviceRequest, fakeJob, type MediaPremises, mediaPremises } from '../../../../support/media-premises.ts';
import { until } from '../../../../support/wait.ts';

const GOOD = { status: 'T', errors: 0 };
const TWO = { drives: ['D0', 'D1'] };

const refusal = (outcome: ReserveOutcome): string => (outcome.kind === 'refused' ? outcome.reply : '');
const reserve = (premises: MediaPremises, job: ReturnType<typeof fakeJob>, request: Partial<DeviceRequest>) =>
  premises.media.reserve([deviceRequest(TWO, request)], job);
const lineOf = async (premises: MediaPremises): Promise<string> => {
  const [waiting] = await until(async () => {
    const { waiting: jobs } = await premises.media.describe();
    return jobs.length > 0 && jobs;
  });
  return (waiting?.reasons ?? []).join('');
};

test('an unknown device, another media type or a disabled device is refused at once, also to who would wait', async (t) => {
  await using premises = await mediaPremises(TWO);
  const { media, catalog } = premises;
  const job = fakeJob(catalog, 1);
  const no = (name: string) =>
    `3924 Device "${name}" not in SD Device resources or no matching Media Type or is disabled.\n`;
  t.is(refusal(await reserve(premises, job, { devices: ['NoSuch'] })), no('NoSuch'));
  t.is(refusal(await reserve(premises, job, { mediaType: 'LTO' })), no('Changer'));
  await media.commands.disable({ device: 'D0', drive: 0 });
  t.is(refusal(await reserve(premises, job, { devices: ['D0'] })), no('D0'));
  await media.commands.enable({ device: 'D0', drive: 0 });
  using reserved = (await reserve(premises, job, { devices: ['D0'] })) as Reservation;
  t.is(reserved.device, 'D0');
  t.deepEqual(catalog.requests, ['FindMedia=1']);
});

test('without media a place is given all the same; the Job will wait when its data comes', async (t) => {
  await using premises = await mediaPremises(TWO);
  const outcome = await reserve(premises, fakeJob(premises.catalog, 1), {});
  t.is(outcome.kind, 'reserved');
});

test('Jobs of one Pool share a drive, unless they prefer free ones', async (t) => {
  await using premises = await mediaPremises({ ...TWO, prefix: 'Vol-' });
  const { catalog } = premises;
  const device = async (jobId: number, preferMounted: boolean) =>
    (await premises.reserve(fakeJob(catalog, jobId, { preferMounted }), { devices: ['Changer'] })).device;
  t.deepEqual(
    [await device(1, true), await device(2, true), await device(3, false), await device(4, false)],
    ['D0', 'D0', 'D1', 'D1'],
  );
});

test('two Jobs that come at the same moment share a drive and a Volume too', async (t) => {
  await using premises = await mediaPremises({ ...TWO, prefix: 'Vol-' });
  const { catalog } = premises;
  const jobs = [1, 2].map((id) => fakeJob(catalog, id));
  const sessions = await Promise.all(jobs.map((job) => premises.append(job)));
  t.deepEqual(
    sessions.map(({ device }) => device),
    ['D0', 'D0'],
  );
  await Promise.all(sessions.map((session) => session.close(GOOD)));
  t.is(catalog.rows.size, 1);
  t.is(catalog.row('Vol-0001').jobs, 2);
});

test('drives of one folder never append to the same Volume', async (t) => {
  await using premises = await mediaPremises({ ...TWO, prefix: 'Vol-' });
  const { catalog } = premises;
  const jobs = [1, 2].map((id) => fakeJob(catalog, id, { preferMounted: false }));
  const sessions = [];
  for (const job of jobs) sessions.push(await premises.append(job));
  t.deepEqual(
    sessions.map(({ device, figures }) => [device, figures.volume]),
    [
      ['D0', 'Vol-0001'],
      ['D1', 'Vol-0002'],
    ],
  );
  t.true(catalog.requests.includes('FindMedia=2'));
  await Promise.all(sessions.map((session) => session.close(GOOD)));
});

test('Jobs of different Pools do not share a drive', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, media, folder } = premises;
  using _first = await premises.reserve(fakeJob(catalog, 1));
  const other = fakeJob(catalog, 2, { pool: 'Other' });
  const request = deviceRequest({}, { pool: 'Other' });
  t.true(refusal(await media.reserve([{ ...request, wait: false }], other)).startsWith('3924 '));
  const waiting = media.reserve([request], other);
  t.is(
    await lineOf(premises),
    `3608 JobId=2 wants Pool="Other" but have Pool="Default" nreserve=1 on File device "Disk" (${folder}).\n`,
  );
  other.cancel();
  await t.throwsAsync(waiting, { message: 'Canceled by the test' });
  t.deepEqual((await media.describe()).waiting, []);
});

test('who waits is woken by a release, in the order of coming', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: 'MaximumConcurrentJobs = 1' });
  const { catalog } = premises;
  const first = await premises.reserve(fakeJob(catalog, 1));
  const order: number[] = [];
  const later = [2, 3].map(async (id) => {
    using _place = await premises.reserve(fakeJob(catalog, id));
    order.push(id);
  });
  t.is(
    await lineOf(premises),
    `3609 JobId=2 Max concurrent jobs=1 exceeded on File device "Disk" (${premises.folder}).\n`,
  );
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await Promise.all(later);
  t.deepEqual(order, [2, 3]);
});

test('a Volume for so many Jobs gets no more', async (t) => {
  await using premises = await mediaPremises();
  premises.catalog.add('Tape-1', { maxJobs: 2, jobs: 1 });
  const session = await premises.append(fakeJob(premises.catalog, 1));
  const outcome = await premises.media.reserve([{ ...deviceRequest({}), wait: false }], fakeJob(premises.catalog, 2));
  t.is(outcome.kind, 'refused');
  await session.close(GOOD);
});

test('a reader wants a drive alone, and a writer none that is read', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, media } = premises;
  const read = { ...deviceRequest({}), append: false, wait: false };
  const write = { ...deviceRequest({}), wait: false };
  const one = (await media.reserve([read], fakeJob(catalog, 1))) as Reservation;
  t.is((await media.reserve([read], fakeJob(catalog, 2))).kind, 'refused');
  t.is((await media.reserve([write], fakeJob(catalog, 3))).kind, 'refused');
  one[Symbol.dispose]();
  using _writer = (await media.reserve([write], fakeJob(catalog, 3))) as Reservation;
  t.is((await media.reserve([read], fakeJob(catalog, 2))).kind, 'refused');
});

test('a Job that would wait for itself is refused', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const job = fakeJob(premises.catalog, 1);
  using _reading = await premises.reserve(job, { append: false });
  t.true(refusal(await premises.media.reserve([deviceRequest({})], job)).startsWith('3924 '));
});

test('of several Storages the first with a free device is taken', async (t) => {
  await using premises = await mediaPremises({ ...TWO, prefix: 'Vol-' });
  const requests = [
    deviceRequest(TWO, { devices: ['NoSuch'] }),
    deviceRequest(TWO, { mediaType: 'LTO' }),
    deviceRequest(TWO, { devices: ['D1'] }),
  ];
  const outcome = await premises.media.reserve(requests, fakeJob(premises.catalog, 1));
  t.like(outcome, { kind: 'reserved', device: 'D1' });
});

test('an idle device that is unmounted is there for the next Job all the same, as at genuine daemons', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, media } = premises;
  await (await premises.append(fakeJob(catalog, 1))).close(GOOD);
  const at = { device: 'Disk', drive: 0, slot: 0 };
  const already = `3901 Device ""Disk" (${premises.folder})" is already unmounted.\n`;
  t.is(await media.commands.unmount(at), already);
  (await premises.reserve(fakeJob(catalog, 2)))[Symbol.dispose]();
  t.is(await media.commands.unmount(at), already);
});

test('the Volume that the last Job left is preferred, if the Director still wants it', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  await (await premises.append(fakeJob(catalog, 1))).close(GOOD);
  catalog.requests.length = 0;
  (await premises.reserve(fakeJob(catalog, 2)))[Symbol.dispose]();
  t.deepEqual(catalog.requests, ['GetVolInfo Vol-0001 write=1']);
  catalog.set('Vol-0001', { status: 'Used' });
  catalog.requests.length = 0;
  (await premises.reserve(fakeJob(catalog, 3)))[Symbol.dispose]();
  t.deepEqual(catalog.requests, ['GetVolInfo Vol-0001 write=1', 'FindMedia=1']);
});

test('a place serves one session, of its own kind', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { media, catalog } = premises;
  const job = fakeJob(catalog, 1);
  const place = await premises.reserve(job);
  t.throws(() => media.openRead(place, job, []), { code: 'STORAGE_NOT_RESERVED' });
  const session = await media.openAppend(place, job);
  await t.throwsAsync(async () => media.openAppend(place, job), { code: 'STORAGE_NOT_RESERVED' });
  await session.close(GOOD);
  t.deepEqual((await media.describe()).devices[0]?.jobIds, []);
});

test('a Director that is lost while it is asked leaves no place taken', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const job = fakeJob(premises.catalog, 1);
  job.lost = new Error('Director is gone');
  await t.throwsAsync(premises.reserve(job), { message: 'Director is gone' });
  t.deepEqual((await premises.media.describe()).devices[0]?.jobIds, []);
});

test('a device that is no folder of files, or was to encrypt, is not served', async (t) => {
  for (const directive of ['DeviceType = Tape', 'VolumeEncryption = Yes', 'LabelType = ANSI']) {
    const device = (index: number): string => (index === 0 ? directive : '');
    await using premises = await mediaPremises({ ...TWO, prefix: 'Vol-', device });
    const take = (name: string) =>
      premises.media.reserve([deviceRequest({}, { devices: [name] })], fakeJob(premises.catalog, 1));
    t.is((await take('D0')).kind, 'refused', directive);
    t.is((await take('D1')).kind, 'reserved', directive);
  }
});

test('a Volume is not appended to twice, also where another path leads to its folder', async (t) => {
  const archives = (folder: string, index: number) => (index === 0 ? folder : `${folder}/link`);
  await using premises = await mediaPremises({ ...TWO, prefix: 'Vol-', archives });
  await symlink('.', join(premises.folder, 'link'));
  const { catalog } = premises;
  const first = await premises.append(fakeJob(catalog, 1), { devices: ['D0'] });
  const other = fakeJob(catalog, 2);
  const second = await premises.append(other, { devices: ['D1'] });
  t.deepEqual([first.figures.volume, second.figures.volume], ['Vol-0001', 'Vol-0002']);
  t.true(other.said.some((text) => text.includes('it is being appended to through another device')));
  await Promise.all([first.close(GOOD), second.close(GOOD)]);
  const third = await premises.append(fakeJob(catalog, 3), { devices: ['D1'] });
  await third.close(GOOD);
  t.deepEqual(catalog.broken, []);
});
