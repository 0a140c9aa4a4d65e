/**
 * Disks that are full, read-only or failing under our Storage Daemon: each is said in words, no Job hangs, and whatever was
 * reported good before comes back.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { FileDevice } from '../../src/daemons/storage/device/index.ts';
import { storageCommand } from '../../src/protocol/index.ts';
import { compareSums } from '../crash/file-sums.ts';
import { restoreJobs } from '../crash/read-back.ts';
import { FaultyDevice } from '../support/faulty-device.ts';
import { backUp, beginBackup, type PlayedBackup } from '../support/played-backup.ts';
import { PlayedClient } from '../support/played-client.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openPlayedStorage, type PlayedStorage } from '../support/played-storage.ts';
import { openProcessStorage } from '../support/process-storage.ts';
import { run } from '../support/program.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const DATA = pseudoRandomBytes(300_000, 3);

async function isWhole(t: ExecutionContext, storage: PlayedStorage, job: PlayedBackup): Promise<void> {
  const { sums, ended } = await restoreJobs([job], storage, 900 + job.jobId);
  t.is(compareSums(job.sums, sums.get(job.jobId) ?? new Map()), undefined, `JobId ${job.jobId}`);
  t.is(ended.status, 'T');
}

/** A daemon in this process whose devices fail when they are told to. */
async function failing(): Promise<PlayedStorage & { readonly device: FaultyDevice }> {
  const devices = new Map<string, FaultyDevice>();
  const openDevice = (path: string): FaultyDevice => {
    const device = devices.get(path) ?? new FaultyDevice(new FileDevice(path));
    devices.set(path, device);
    return device;
  };
  const storage = await openPlayedStorage({ tools: { openDevice } });
  const [device] = devices.values();
  if (device === undefined) throw new Error('No device was opened');
  return { ...storage, device };
}

test('a disk that fills up is said, the Job waits, and goes on when there is room: not a byte is lost', async (t) => {
  await using disk = await mountSmallDisk(9_000_000);
  await using storage = await openProcessStorage({ volumes: disk.path });
  const before = await backUp(storage, [DATA], { jobId: 1 });
  await using director = await PlayedDirector.call(storage);
  const sending = await beginBackup(director, { jobId: 2 });
  const sent = (async () => {
    for (let file = 1; file <= 40; file++) await sending.file(DATA);
    return sending.close();
  })();
  await director.hears(/No space left|[Oo]ut of free ?space|End of Volume/);
  await director.hears(/Status JobId=2 JobStatus=(77|109)\n/);
  await disk.grow(60_000_000);
  await using operator = await PlayedDirector.call(storage);
  await operator.ask(storageCommand.mount.format({ device: 'Drive-0', drive: 0, slot: 0 }));
  const done = await sent;
  t.is((await director.end()).status, 'T');
  for (const job of [before, done]) await isWhole(t, storage, job);
  t.deepEqual(storage.catalog.broken, []);
});

test('a disk that stays full: the Job can be canceled, and what was good before is there', async (t) => {
  await using disk = await mountSmallDisk(9_000_000);
  await using storage = await openProcessStorage({ volumes: disk.path });
  const before = await backUp(storage, [DATA], { jobId: 1 });
  await writeFile(join(disk.path, 'ballast'), Buffer.alloc(8_000_000)).catch(() => {});
  await using director = await PlayedDirector.call(storage);
  const sent = (async () => {
    await using sending = await beginBackup(director, { jobId: 2 });
    for (let file = 1; file <= 100; file++) await sending.file(DATA);
  })().catch(() => {});
  await director.hears(/Status JobId=2 JobStatus=(77|109)\n/);
  await using operator = await PlayedDirector.call(storage);
  await operator.list('cancel Job=Backup.2026-11-20_10.00.00_2\n');
  t.is((await director.end()).status, 'A');
  await sent;
  await isWhole(t, storage, before);
  await storage.kill('SIGTERM');
});

test('a disk that becomes read-only fails the Job in words, and is used again when it is mended', async (t) => {
  await using disk = await mountSmallDisk(30_000_000);
  await using storage = await openProcessStorage({ volumes: disk.path });
  const before = await backUp(storage, [DATA], { jobId: 1 });
  await using director = await PlayedDirector.call(storage);
  await using sending = await beginBackup(director, { jobId: 2 });
  await sending.file(DATA);
  await storage.kill('SIGKILL');
  await run(['mount', '-o', 'remount,ro', disk.path]);
  await storage.start();
  await isWhole(t, storage, before);
  await using late = await PlayedDirector.call(storage);
  const ticket = await late.startJob({ jobId: 3 });
  await late.use('Drive-0', true);
  await late.run();
  await using client = await PlayedClient.call(storage, 'Backup.2026-11-20_10.00.00_3', ticket);
  const opening = client.openAppend().catch((error: Error) => error);
  await late.hears(/Not permitted to write/);
  await run(['mount', '-o', 'remount,rw', disk.path]);
  await using operator = await PlayedDirector.call(storage);
  await operator.list('cancel Job=Backup.2026-11-20_10.00.00_3\n');
  t.true('AT'.includes((await late.end()).status));
  await opening;
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 4 }));
});

test('an error on writing ends the Volume, the Job goes on with the next one, and all of it comes back', async (t) => {
  await using storage = await failing();
  const before = await backUp(storage, [DATA], { jobId: 1 });
  storage.device.faults.unwritable.set('Vol-0001', [600_000, 601_000]);
  const done = await backUp(storage, [DATA, DATA, DATA, DATA, DATA], { jobId: 2 });
  t.is(storage.catalog.ranges(2).at(-1)?.volume, 'Vol-0002');
  t.is(storage.catalog.row('Vol-0001').status, 'Error');
  for (const job of [before, done]) await isWhole(t, storage, job);
  t.deepEqual(storage.catalog.broken, []);
});

test('a disk that writes nothing any more fails the Job in bounded time, with its words', async (t) => {
  await using storage = await failing();
  const before = await backUp(storage, [DATA], { jobId: 1 });
  await using director = await PlayedDirector.call(storage);
  await using sending = await beginBackup(director, { jobId: 2 });
  storage.device.faults.readOnly = true;
  const sent = (async () => {
    for (let file = 1; file <= 20; file++) await sending.file(DATA);
    await sending.close();
  })().catch(() => {});
  await director.hears(/Not permitted to write/);
  storage.device.faults.readOnly = false;
  await sent;
  const { status } = await director.end();
  t.true('fAT'.includes(status), status);
  await isWhole(t, storage, before);
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 3 }));
});

test('a sync that fails fails the Job: nothing is called good that may be gone', async (t) => {
  await using storage = await failing();
  const before = await backUp(storage, [DATA], { jobId: 1 });
  await using director = await PlayedDirector.call(storage);
  await using sending = await beginBackup(director, { jobId: 2 });
  await sending.file(DATA);
  storage.device.faults.syncFails = true;
  await sending.close().catch(() => {});
  t.is((await director.end()).status, 'f');
  t.regex(director.said.join(''), /Fatal error: What was written to Volume "Vol-0001" may not have reached the disk/);
  storage.device.faults.syncFails = false;
  await isWhole(t, storage, before);
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 3 }));
});

test('an error on reading costs the files that lie there: the restore says so, and everything else comes', async (t) => {
  await using storage = await failing();
  const hurt = await backUp(storage, Array(6).fill(DATA), { jobId: 1 });
  const whole = await backUp(storage, [DATA], { jobId: 2 });
  storage.device.faults.unreadable.set('Vol-0001', [700_000, 700_001]);
  const { sums, said, ended } = await restoreJobs([hurt], storage, 90);
  t.is(ended.status, 'E');
  t.regex(said.join(''), /Error: Read error on Volume "Vol-0001" at addr=\d+/);
  const found = sums.get(1) ?? new Map();
  const good = [...hurt.sums].filter(([file, sum]) => found.get(file) === sum);
  t.true(good.length >= 4 && good.length < 6, `${good.length} of 6`);
  await isWhole(t, storage, whole);
});
