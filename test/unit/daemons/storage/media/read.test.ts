/** Jobs read Volumes back by bootstrap: several Volumes, damaged ones, missing ones, and while others append. */
import { hash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { ReadSession } from '../../../../../src/daemons/storage/media/index.ts';
import { type BootstrapPart, bootstrapPart } from '../../../../../src/volume/index.ts';
import {
  type FakeJob,
  fakeJob,
  type MediaPremises,
  mediaPremises,
  writeFileRecords,
} from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';
import { passUntil, TestClock } from '../../../../support/test-clock.ts';
import { until } from '../../../../support/wait.ts';

const GOOD = { status: 'T', errors: 0 };

async function backUp(premises: MediaPremises, jobId: number, sizes: readonly number[]): Promise<FakeJob> {
  const job = fakeJob(premises.catalog, jobId);
  const session = await premises.append(job);
  for (const [index, size] of sizes.entries())
    await writeFileRecords(session, index + 1, pseudoRandomBytes(size, index));
  await session.close(GOOD);
  return job;
}
const expected = (sizes: readonly number[]) => sizes.map((size, index) => hash('sha1', pseudoRandomBytes(size, index)));

/** As a Director writes it from JobMedia. */
const bootstrapOf = ({ catalog }: MediaPremises, job: FakeJob): BootstrapPart[] =>
  catalog.ranges(job.jobId).map(({ volume, startBlock, endBlock, firstIndex, lastIndex }) =>
    bootstrapPart([volume], {
      sessionIds: [{ first: job.sessionId, last: job.sessionId }],
      sessionTimes: [{ first: job.sessionTime, last: job.sessionTime }],
      addresses: [{ first: startBlock, last: endBlock }],
      fileIndexes: [{ first: firstIndex, last: lastIndex }],
    }),
  );

async function filesOf(session: ReadSession): Promise<Map<number, string>> {
  const files = new Map<number, Buffer[]>();
  for await (const batch of session) {
    for (const { fileIndex, stream, data } of batch) {
      if (fileIndex > 0 && stream === 2) files.set(fileIndex, [...(files.get(fileIndex) ?? []), Buffer.from(data)]);
    }
  }
  return new Map([...files].map(([index, parts]) => [index, hash('sha1', Buffer.concat(parts))]));
}
async function openRead(premises: MediaPremises, reader: FakeJob, parts: BootstrapPart[]) {
  return premises.media.openRead(await premises.reserve(reader, { append: false }), reader, parts);
}

test('a Job is read back over several Volumes, in order, and the Director is asked and told', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', limits: { maxBytes: 1_000_000 } });
  const sizes = [700_000, 900_000, 500_000];
  const job = await backUp(premises, 1, sizes);
  const { catalog } = premises;
  const reader = fakeJob(catalog, 9, { type: 'R' });
  catalog.requests.length = 0;
  const session = await openRead(premises, reader, bootstrapOf(premises, job));
  t.deepEqual([...(await filesOf(session)).values()], expected(sizes));
  t.like(session.figures, { files: 3, errors: 0, volume: 'Vol-0003' });
  t.deepEqual(catalog.requests.slice(0, 4), [
    'GetVolInfo Vol-0001 write=0',
    'GetVolInfo Vol-0001 write=0',
    'UpdateMedia Vol-0001 Full relabel=0 jobs=1',
    'GetVolInfo Vol-0002 write=0',
  ]);
  const said = reader.said.map((text) => text.split(' on ')[0]?.replace(/\d{3,}$/, 'N'));
  t.is(said[0], 'info: Ready to read from volume "Vol-0001"');
  t.regex(reader.said[1] ?? '', /^info: Forward spacing Volume "Vol-0001" to addr=\d+\n$/);
  t.regex(reader.said[2] ?? '', /^info: End of Volume "Vol-0001" at addr=\d+ on device "Disk"/);
  t.regex(reader.said.at(-1) ?? '', /^info: Elapsed time=/);
  t.deepEqual((await premises.media.describe()).devices[0]?.jobIds, []);
  t.deepEqual(catalog.broken, []);
});

test('of two interleaved Jobs only the one that is wanted comes', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const jobs = [1, 2].map((id) => fakeJob(premises.catalog, id));
  const sessions = await Promise.all(jobs.map((job) => premises.append(job)));
  for (let index = 1; index <= 10; index++) {
    for (const session of sessions) await writeFileRecords(session, index, pseudoRandomBytes(40_000, index));
  }
  await Promise.all(sessions.map((session) => session.close(GOOD)));
  const [first] = jobs;
  const session = await openRead(premises, fakeJob(premises.catalog, 9), first ? bootstrapOf(premises, first) : []);
  const seen = new Set<number>();
  let records = 0;
  for await (const batch of session) {
    for (const record of batch) {
      seen.add(record.sessionId);
      records++;
    }
  }
  t.deepEqual([...seen], [1]);
  t.is(records, 10 * 3 + 2);
});

test('one Job appends while another reads the same Volume on another drive', async (t) => {
  await using premises = await mediaPremises({ drives: ['D0', 'D1'], prefix: 'Vol-' });
  const sizes = [3_000_000, 100];
  const job = await backUp(premises, 1, sizes);
  const writer = fakeJob(premises.catalog, 2);
  const appending = await premises.append(writer);
  const reading = await openRead(premises, fakeJob(premises.catalog, 9), bootstrapOf(premises, job));
  t.not(reading.device, appending.device);
  const files = filesOf(reading);
  for (let index = 1; index <= 20; index++) await writeFileRecords(appending, index, pseudoRandomBytes(200_000, index));
  t.deepEqual([...(await files).values()], expected(sizes));
  await appending.close(GOOD);
  t.is(premises.catalog.rows.size, 1);
  const again = await openRead(premises, fakeJob(premises.catalog, 10), bootstrapOf(premises, writer));
  t.is((await filesOf(again)).size, 20);
  t.deepEqual(premises.catalog.broken, []);
});

test('damage is said, and everything else is read', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const sizes = Array.from({ length: 10 }, () => 60_000);
  const job = await backUp(premises, 1, sizes);
  const path = join(premises.folder, 'Vol-0001');
  const bytes = await readFile(path);
  bytes[300_000] = (bytes[300_000] ?? 0) ^ 0xff;
  await writeFile(path, bytes);
  const reader = fakeJob(premises.catalog, 9);
  const session = await openRead(premises, reader, bootstrapOf(premises, job));
  const files = await filesOf(session);
  const whole = [...files].filter(([index, digest]) => digest === expected(sizes)[index - 1]);
  t.true(whole.length >= 7 && whole.length < 10, `${whole.length} whole`);
  t.true(session.figures.errors > 0);
  t.true(reader.said.some((text) => text.startsWith('error: Volume "Vol-0001", block') && text.includes('checksum')));
});

test('what the disk cannot give costs the blocks that lie there, not the rest', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const sizes = Array.from({ length: 40 }, () => 100_000);
  const job = await backUp(premises, 1, sizes);
  premises.device.faults.unreadable.set('Vol-0001', [2_000_000, 2_000_001]);
  const reader = fakeJob(premises.catalog, 9);
  const files = await filesOf(await openRead(premises, reader, bootstrapOf(premises, job)));
  const whole = [...files].filter(([index, digest]) => digest === expected(sizes)[index - 1]);
  t.true(whole.length >= 37 && whole.length < 40, `${whole.length} whole`);
  t.true(reader.said.some((text) => text.startsWith('error: Read error on Volume "Vol-0001" at addr=')));
});

test('a missing Volume is asked for, and read when it is there', async (t) => {
  const clock = new TestClock();
  await using premises = await mediaPremises({ clock, prefix: 'Vol-' });
  const { folder } = premises;
  const job = await backUp(premises, 1, [1000]);
  await rename(join(folder, 'Vol-0001'), join(folder, 'elsewhere'));
  const reader = fakeJob(premises.catalog, 9);
  const files = filesOf(await openRead(premises, reader, bootstrapOf(premises, job)));
  await until(() => reader.statuses.length > 0 && clock.sleeping > 0);
  t.true(
    reader.said.includes(
      `mount: Please mount read Volume "Vol-0001" for:\n    Job:          ${reader.job}\n    Storage:      "Disk" (${folder})\n    Pool:         Default\n    Media type:   File\n`,
    ),
  );
  await rename(join(folder, 'elsewhere'), join(folder, 'Vol-0001'));
  t.deepEqual([...(await passUntil(clock, 10_000, files)).values()], expected([1000]));
  t.deepEqual(reader.statuses, ['M', 'R']);
});

test('a reader that is canceled while it waits ends at once', async (t) => {
  await using premises = await mediaPremises();
  premises.catalog.add('Gone', { bytes: 1000 });
  const reader = fakeJob(premises.catalog, 9);
  const files = filesOf(await openRead(premises, reader, [bootstrapPart(['Gone'])]));
  const failed = t.throwsAsync(files, { message: 'Canceled by the test' });
  await until(() => reader.statuses.length > 0);
  reader.cancel();
  await failed;
  t.deepEqual((await premises.media.describe()).devices[0]?.jobIds, []);
});

test('a Volume that the Director does not know is not read', async (t) => {
  await using premises = await mediaPremises();
  const session = await openRead(premises, fakeJob(premises.catalog, 9), [bootstrapPart(['Unknown'])]);
  await t.throwsAsync(filesOf(session), { code: 'STORAGE_VOLUME_NOT_READABLE', message: /1997 Volume "Unknown"/ });
});

test('who leaves early gives the drive back', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const job = await backUp(premises, 1, [3_000_000]);
  for (const leave of ['break', 'dispose', 'never begin'] as const) {
    const session = await openRead(premises, fakeJob(premises.catalog, 9), bootstrapOf(premises, job));
    if (leave === 'break') for await (const _ of session) break;
    if (leave === 'dispose') await session[Symbol.asyncIterator]().next();
    await session[Symbol.asyncDispose]();
    t.deepEqual((await premises.media.describe()).devices[0]?.jobIds, [], leave);
  }
});

test('reading does not take back what was appended meanwhile', async (t) => {
  await using premises = await mediaPremises({ drives: ['D0', 'D1'], prefix: 'Vol-' });
  const job = await backUp(premises, 1, [500_000]);
  const reading = await openRead(premises, fakeJob(premises.catalog, 9), bootstrapOf(premises, job));
  const batches = reading[Symbol.asyncIterator]();
  await batches.next();
  await backUp(premises, 2, [400_000]);
  const { bytes, jobs } = premises.catalog.row('Vol-0001');
  while (!(await batches.next()).done);
  t.like(premises.catalog.row('Vol-0001'), { bytes, jobs });
  t.is(jobs, 2);
});
