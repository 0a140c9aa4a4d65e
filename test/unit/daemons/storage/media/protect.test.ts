/** Volumes that are protected when they are full or used: their files, what is told, and that nothing writes on them. */
import { chmod, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { fakeJob, type MediaPremises, mediaPremises, writeFileRecords } from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const GOOD = { status: 'T', errors: 0 };
const DEVICE = 'Set Volume Read Only = yes\n Minimum Volume Protection Time = 1 hour';
const HOUR_MS = 3_600_000;
const AT = { device: 'Disk', drive: 0 };

async function backUp(premises: MediaPremises, jobId: number, bytes: number) {
  const job = fakeJob(premises.catalog, jobId);
  const session = await premises.append(job);
  await writeFileRecords(session, 1, pseudoRandomBytes(bytes, jobId));
  await session.close(GOOD);
  return job;
}

const fileOf = async ({ folder }: MediaPremises, volume: string) => {
  const { mode, atimeMs, mtimeMs } = await stat(join(folder, volume));
  return { mode: mode & 0o777, atimeMs, mtimeMs };
};

test('a Volume that is full is read-only for at least the time of its device, and the Director is told', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: DEVICE, limits: { maxBytes: 200_000 } });
  const job = await backUp(premises, 1, 300_000);
  const { mode, atimeMs } = await fileOf(premises, 'Vol-0001');
  t.is(mode, 0o400);
  t.true(atimeMs > Date.now() + HOUR_MS - 60_000 && atimeMs < Date.now() + HOUR_MS + 60_000);
  t.like(premises.catalog.row('Vol-0001'), { status: 'Full', protected: true, useProtect: true });
  t.regex(
    job.said.join(''),
    /Marking Volume "Vol-0001" as read-only\. Retention set to \d\d-\w{3}-\d{4} \d\d:\d\d \(1 hour\)\./,
  );
  t.is((await fileOf(premises, 'Vol-0002')).mode, 0o640);
  t.like(premises.catalog.row('Vol-0002'), { status: 'Append', protected: false, useProtect: true });
});

test('the retention of the Catalog counts where it is longer', async (t) => {
  const limits = { maxBytes: 200_000, retentionSec: 86_400 };
  await using premises = await mediaPremises({ prefix: 'Vol-', device: DEVICE, limits });
  const job = await backUp(premises, 1, 300_000);
  t.regex(job.said.join(''), /Retention set to .* \(1 day\)\./);
});

test('a Volume for one Job is protected when that Job has left it', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: DEVICE, limits: { maxJobs: 1 } });
  await backUp(premises, 1, 10_000);
  t.like(premises.catalog.row('Vol-0001'), { status: 'Used', protected: true });
  t.is((await fileOf(premises, 'Vol-0001')).mode, 0o400);
});

test('what is protected is neither recycled nor relabelled before its day, and both afterwards', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: DEVICE, limits: { maxBytes: 200_000 } });
  await backUp(premises, 1, 300_000);
  const { catalog, media, folder } = premises;
  catalog.set('Vol-0001', { status: 'Recycle' });
  catalog.set('Vol-0002', { status: 'Full' });
  const size = (await stat(join(folder, 'Vol-0001'))).size;
  const job = await backUp(premises, 2, 10_000);
  t.regex(job.said.join(''), /Cannot write on Volume "Vol-0001" .* is protected until \d{4}-/);
  t.is((await stat(join(folder, 'Vol-0001'))).size, size);
  const command = {
    ...AT,
    slot: 0,
    volume: 'Vol-0001',
    oldVolume: 'Vol-0001',
    pool: 'Default',
    mediaType: 'File',
    release: '15.0',
  } as const;
  t.regex(await media.commands.relabel(command), /^3912 .* is protected until /);
  t.is((await stat(join(folder, 'Vol-0001'))).size, size);

  await utimes(join(folder, 'Vol-0001'), new Date(Date.now() - 1000), new Date());
  t.regex(await media.commands.relabel(command), /^3000 OK label\. .*UseProtect=1 .*Volume="Vol-0001"/);
  t.is((await fileOf(premises, 'Vol-0001')).mode, 0o640);
});

test('an operator protects a Volume, never for less than before, and only where the device does that', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: DEVICE });
  await backUp(premises, 1, 10_000);
  const protect = (retentionSec: number) =>
    premises.media.commands.protect({ ...AT, volume: 'Vol-0001', retentionSec });
  t.regex(await protect(7200), /^3000 Marking Volume "Vol-0001" as read-only\. Retention set to .* \(2 hours\)\.\n$/);
  const { atimeMs } = await fileOf(premises, 'Vol-0001');
  await protect(60);
  t.is((await fileOf(premises, 'Vol-0001')).atimeMs, atimeMs);
  t.regex(await premises.media.commands.protect({ ...AT, volume: 'NoSuch', retentionSec: 60 }), /^3901 .*No Volume/);

  await using plain = await mediaPremises({ prefix: 'Vol-' });
  await backUp(plain, 1, 10_000);
  t.regex(
    await plain.media.commands.protect({ ...AT, volume: 'Vol-0001', retentionSec: 60 }),
    /^3900 .*does not protect Volumes/,
  );
});

test('a device that protects nothing leaves the mode of its Volumes to others', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', limits: { maxBytes: 200_000 } });
  await backUp(premises, 1, 300_000);
  t.is((await fileOf(premises, 'Vol-0001')).mode, 0o640);
  await chmod(join(premises.folder, 'Vol-0001'), 0o440);
  premises.catalog.set('Vol-0001', { status: 'Recycle' });
  await backUp(premises, 2, 10_000);
  t.is((await fileOf(premises, 'Vol-0001')).mode, 0o440);
});

test('a Volume that was protected, and of which the Catalog was never told, is full', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: DEVICE });
  await backUp(premises, 1, 10_000);
  await chmod(join(premises.folder, 'Vol-0001'), 0o400);
  await utimes(join(premises.folder, 'Vol-0001'), new Date(Date.now() + HOUR_MS), new Date());
  premises.restart();
  const job = await backUp(premises, 2, 10_000);
  t.is(premises.catalog.row('Vol-0001').status, 'Full');
  t.regex(job.said.join(''), /is protected until /);
  t.is(premises.catalog.ranges(2)[0]?.volume, 'Vol-0002');
});
