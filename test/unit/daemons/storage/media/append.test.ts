/** Jobs write Volumes: labels, the Director's questions in their order, what is told and when. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import test from 'ava';
import { decodeSessionEnd, LABEL_KIND } from '../../../../../src/volume/index.ts';
import {
  fakeJob,
  labelOf,
  mediaPremises,
  readBack,
  recordsOf,
  writeFileRecords,
} from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';
import { until } from '../../../../support/wait.ts';

const GOOD = { status: 'T', errors: 0 };

test('a Job writes on a Volume that is made for it, and everything can be read back', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  const job = fakeJob(catalog, 1);
  const session = await premises.append(job);
  const contents = [100_000, 0, 3, 200_000].map((size, index) => pseudoRandomBytes(size, index));
  for (const [index, data] of contents.entries()) await writeFileRecords(session, index + 1, data);
  const totals = await session.close(GOOD);

  t.is(totals.files, 4);
  t.deepEqual(catalog.requests, [
    'FindMedia=1',
    'GetVolInfo Vol-0001 write=1',
    'CreateJobMedia 0-0',
    'UpdateMedia Vol-0001 Append relabel=1 jobs=1',
    'CreateJobMedia 1-4',
    'UpdateMedia Vol-0001 Append relabel=0 jobs=1',
  ]);
  const { bytes, blocks, writes, jobs, mounts, volumeType } = catalog.row('Vol-0001');
  t.is(bytes, (await stat(join(premises.folder, 'Vol-0001'))).size);
  t.deepEqual(
    { blocks, writes, jobs, mounts, volumeType },
    { blocks: 5, writes: 6, jobs: 1, mounts: 1, volumeType: 1 },
  );
  const { files, damages } = await readBack(premises, job);
  t.deepEqual([...files.values()], contents);
  t.deepEqual([damages, catalog.broken], [[], []]);
});

test('the label of an operator becomes that of the first Job, and keeps its time', async (t) => {
  await using premises = await mediaPremises();
  const { catalog, media, folder } = premises;
  const address = { device: 'Disk', drive: 0, slot: 0 };
  const command = { ...address, volume: 'Tape-1', pool: 'Default', mediaType: 'File', release: '15.0' } as const;
  const answer = await media.commands.label(command);
  const bytes = Number(/VolBytes=(\d+)/.exec(answer)?.[1]);
  catalog.add('Tape-1', { bytes, volumeType: 1 });
  const before = await labelOf(folder, 'Tape-1');
  t.true(before.preLabel);

  const job = fakeJob(catalog, 1);
  await (await premises.append(job)).close(GOOD);
  const after = await labelOf(folder, 'Tape-1');
  t.false(after.preLabel);
  t.is(after.label.labelTimeUs, before.label.labelTimeUs);
  t.true(after.label.writeTimeUs >= before.label.writeTimeUs);
  t.true(
    job.said.some((text) => text.startsWith('info: Wrote label to prelabeled Volume "Tape-1" on File device "Disk"')),
  );
  t.true(catalog.requests.includes('UpdateMedia Tape-1 Append relabel=1 jobs=1'));
  t.deepEqual(catalog.broken, []);
});

test('the next Job appends to the Volume that is there', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  const first = fakeJob(catalog, 1);
  const one = await premises.append(first);
  await writeFileRecords(one, 1, pseudoRandomBytes(1000, 1));
  await one.close(GOOD);
  catalog.requests.length = 0;

  premises.restart();
  const second = fakeJob(catalog, 2);
  const session = await premises.append(second);
  await writeFileRecords(session, 1, pseudoRandomBytes(2000, 2));
  await session.close(GOOD);
  t.deepEqual(catalog.requests, [
    'FindMedia=1',
    'GetVolInfo Vol-0001 write=1',
    'UpdateMedia Vol-0001 Append relabel=0 jobs=2',
    'CreateJobMedia 1-1',
    'UpdateMedia Vol-0001 Append relabel=0 jobs=2',
  ]);
  const [start] = catalog.ranges(2);
  t.is(start?.startBlock, (catalog.ranges(1)[0]?.endBlock ?? 0) + 1);
  t.deepEqual([...(await readBack(premises, first)).files.values()], [pseudoRandomBytes(1000, 1)]);
  t.deepEqual([...(await readBack(premises, second)).files.values()], [pseudoRandomBytes(2000, 2)]);
  t.true(second.said.some((text) => text.startsWith('info: Ready to append to end of Volume "Vol-0001" size=')));
});

test('sessions on one Volume interleave whole blocks, and each gets its own back', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  const jobs = [1, 2, 3].map((id) => fakeJob(catalog, id));
  const sessions = await Promise.all(jobs.map((job) => premises.append(job)));
  const data = jobs.map((job) => pseudoRandomBytes(300_000, job.jobId));
  for (let at = 0; at < 300_000; at += 30_000) {
    for (const [index, session] of sessions.entries()) {
      await writeFileRecords(session, 1 + at / 30_000, data[index]?.subarray(at, at + 30_000) ?? Buffer.alloc(0));
    }
  }
  await Promise.all(sessions.map((session) => session.close(GOOD)));
  for (const [index, job] of jobs.entries()) {
    const { files, damages } = await readBack(premises, job);
    t.deepEqual(Buffer.concat([...files.values()]), data[index]);
    t.deepEqual(damages, []);
  }
  t.is(catalog.rows.size, 1);
  t.is(catalog.row('Vol-0001').jobs, 3);
  t.deepEqual(catalog.broken, []);
});

test('a session begins with its start label and ends with one that names its own address', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const job = fakeJob(premises.catalog, 7);
  const session = await premises.append(job);
  await writeFileRecords(session, 1, pseudoRandomBytes(150_000, 1));
  await session.close({ status: 'W', errors: 2 });
  const records = await recordsOf(premises.folder, 'Vol-0001');
  const kinds = records.map(({ fileIndex }) => fileIndex);
  t.deepEqual(
    kinds.filter((kind) => kind < 0),
    [LABEL_KIND.volume, LABEL_KIND.startOfSession, LABEL_KIND.endOfSession],
  );
  const last = records.at(-1);
  const { label, end } = decodeSessionEnd(last?.data ?? Buffer.alloc(0));
  t.is(last?.stream, 7);
  t.is(label.job, job.job);
  t.is(label.fileSet, 'Small Set');
  t.deepEqual(end, {
    files: 1,
    bytes: session.figures.bytes,
    startAddress: records[1]?.address ?? -1,
    endAddress: last?.address ?? -1,
    errors: 2,
    jobStatus: 'W',
  });
});

test('a canceled Job leaves no end label, but what it wrote is told', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  const job = fakeJob(catalog, 1);
  const session = await premises.append(job);
  await writeFileRecords(session, 1, pseudoRandomBytes(200_000, 1));
  job.cancel();
  t.throws(() => session.write(2, 1, Buffer.alloc(1)), { message: 'Canceled by the test' });
  await session.close({ status: 'A', errors: 0 });
  const records = await recordsOf(premises.folder, 'Vol-0001');
  t.false(records.some(({ fileIndex }) => fileIndex === LABEL_KIND.endOfSession));
  t.is(catalog.ranges(1).length, 1);
  t.deepEqual(catalog.broken, []);
});

test('the ranges of an Incomplete Job end with its last complete file', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: 'MaximumFileSize = 200000' });
  const { catalog } = premises;
  const job = fakeJob(catalog, 1);
  const session = await premises.append(job);
  for (const index of [1, 2, 3]) await writeFileRecords(session, index, pseudoRandomBytes(10_000, index));
  t.is((await session.close({ status: 'I', errors: 1, lastFile: 2 })).files, 2);
  t.deepEqual(
    catalog.ranges(1).map(({ firstIndex, lastIndex }) => [firstIndex, lastIndex]),
    [[1, 2]],
  );
});

test('at each file mark ranges are told while the Job goes on, and nothing is told that is not safe', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: 'MaximumFileSize = 1 MB' });
  const { catalog, device } = premises;
  const job = fakeJob(catalog, 1);
  const session = await premises.append(job);
  const data = pseudoRandomBytes(400_000, 1);
  for (let index = 1; index <= 20; index++) await writeFileRecords(session, index, data);
  await until(() => catalog.ranges(1).length > 0);
  await session.close(GOOD);
  t.true(catalog.ranges(1).length >= 5);
  t.true((device.syncs.get('Vol-0001') ?? 0) >= 5);
  t.is((await readBack(premises, job)).files.size, 20);
  t.deepEqual(catalog.broken, []);
});

test('a session is closed when the file mark that it has begun is told, and its Director is told nothing after that', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-', device: 'MaximumFileSize = 1 MB' });
  const { catalog } = premises;
  let held = Promise.withResolvers<void>();
  held.resolve();
  const [slow, quick] = [fakeJob(catalog, 1), fakeJob(catalog, 2)];
  const slowly = { ...slow.catalog };
  slowly.createJobMedia = (ranges) => held.promise.then(() => slow.catalog.createJobMedia(ranges));
  let isClosed = false;
  const told: string[] = [];
  const hear = (what: string): void => void told.push(isClosed ? `late: ${what}` : what);
  const heard = { ...quick.catalog };
  heard.createJobMedia = (ranges) => {
    hear('ranges');
    return quick.catalog.createJobMedia(ranges);
  };
  heard.updateMedia = (update) => {
    hear('figures');
    return quick.catalog.updateMedia(update);
  };

  const other = await premises.append({ ...slow, catalog: slowly });
  const session = await premises.append({ ...quick, catalog: heard });
  await writeFileRecords(other, 1, pseudoRandomBytes(200_000, 1));
  held = Promise.withResolvers();
  await writeFileRecords(session, 1, pseudoRandomBytes(1_300_000, 2));
  await until(() => told.includes('ranges'));
  const closing = session.close(GOOD).then(() => {
    isClosed = true;
  });
  // Its own end is told while the mark still waits for the other Job's Director.
  await until(() => told.filter((what) => what === 'figures').length > 1);
  for (let turns = 0; turns < 50; turns++) await turn();
  t.false(isClosed);
  held.resolve();
  await closing;
  await other.close(GOOD);
  t.deepEqual(
    told.filter((what) => what.startsWith('late')),
    [],
  );
  t.deepEqual(catalog.broken, []);
});

test('an empty Job has no range', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const session = await premises.append(fakeJob(premises.catalog, 1));
  t.deepEqual(await session.close(GOOD), { files: 0, bytes: 0, errors: 0 });
  t.deepEqual(premises.catalog.ranges(1), []);
});

test('labels of other sessions are copied as records', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const session = await premises.append(fakeJob(premises.catalog, 1));
  await session.write(LABEL_KIND.startOfSession, 44, Buffer.from('a label'));
  await session.write(LABEL_KIND.endOfSession, 44, Buffer.from('its end'));
  await session.close(GOOD);
  const records = await recordsOf(premises.folder, 'Vol-0001');
  t.deepEqual(
    records.filter(({ stream }) => stream === 44).map(({ fileIndex, data }) => [fileIndex, data.toString()]),
    [
      [LABEL_KIND.startOfSession, 'a label'],
      [LABEL_KIND.endOfSession, 'its end'],
    ],
  );
});

test('a slow disk holds the Job back, and nothing is lost', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  premises.device.faults.delayMs = 5;
  const job = fakeJob(premises.catalog, 1);
  const session = await premises.append(job);
  const data = pseudoRandomBytes(60_000, 1);
  let waited = 0;
  for (let index = 1; index <= 400; index++) {
    const wait = session.write(index, 2, data);
    if (wait !== undefined) waited++;
    await wait;
  }
  await session.close(GOOD);
  t.true(waited > 0);
  const { files } = await readBack(premises, job);
  t.is(files.size, 400);
  t.true([...files.values()].every((file) => file.equals(data)));
});

test('when the daemon stops, what is open ends, and what was told stays true', async (t) => {
  const premises = await mediaPremises({ prefix: 'Vol-' });
  const session = await premises.append(fakeJob(premises.catalog, 1));
  await writeFileRecords(session, 1, pseudoRandomBytes(100_000, 1));
  await premises.media[Symbol.asyncDispose]();
  t.throws(() => session.write(2, 1, Buffer.alloc(1)), { code: 'STORAGE_STOPPING' });
  await t.throwsAsync(premises.append(fakeJob(premises.catalog, 2)), { code: 'STORAGE_STOPPING' });
  t.deepEqual(premises.catalog.broken, []);
  await premises[Symbol.asyncDispose]();
});
