/**
 * SIGTERM of our Storage Daemon in the middle of Jobs, and peers that stall, vanish or babble: it ends in bounded time
 * with a true status for each Job, its Volumes are in good order, and whoever comes next finds a daemon that works.
 */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { BulkConnection } from '../../src/protocol/index.ts';
import { compareSums } from '../crash/file-sums.ts';
import { restoreJobs } from '../crash/read-back.ts';
import { recordsOf } from '../support/media-premises.ts';
import { backUp, beginBackup, type PlayedBackup, playedJobName } from '../support/played-backup.ts';
import { PlayedDirector } from '../support/played-director.ts';
import type { PlayedStorage } from '../support/played-storage.ts';
import { openProcessStorage, type ProcessStorage } from '../support/process-storage.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { until } from '../support/wait.ts';

const DATA = pseudoRandomBytes(200_000, 5);
/** It gives its Jobs half a minute. */
const BOUND_MS = 45_000;

const gone = (storage: ProcessStorage): Promise<boolean> =>
  until(() => !storage.daemon.running(), { what: 'the daemon to end', timeoutMs: BOUND_MS });

async function isWhole(t: ExecutionContext, storage: PlayedStorage, job: PlayedBackup): Promise<void> {
  const { sums, ended } = await restoreJobs([job], storage, 900 + job.jobId);
  t.is(compareSums(job.sums, sums.get(job.jobId) ?? new Map()), undefined);
  t.is(ended.status, 'T');
}

/** Each Volume can be read to its end without a word of damage. */
async function isOrderly(t: ExecutionContext, storage: PlayedStorage): Promise<void> {
  for (const volume of await readdir(storage.volumes)) {
    await t.notThrowsAsync(recordsOf(storage.volumes, volume), volume);
  }
  t.deepEqual(storage.catalog.broken, []);
}

test('SIGTERM in mid-Job: moving, waiting for a Client, waiting for a Volume, told through a journal', async (t) => {
  await using storage = await openProcessStorage();
  const before = await backUp(storage, [DATA], { jobId: 1 });
  await using moving = await PlayedDirector.call(storage);
  await using sending = await beginBackup(moving, { jobId: 2 });
  await sending.file(DATA);
  await using waiting = await PlayedDirector.call(storage);
  await waiting.startJob({ jobId: 3 });
  await waiting.use('Drive-0', true);
  await waiting.run();
  await using journaled = await PlayedDirector.lead(storage, 7);
  await using told = await beginBackup(journaled, { jobId: 4, drive: 'Drive-1' });
  await told.file(DATA);

  await storage.kill('SIGTERM');
  await gone(storage);
  t.is((await moving.end()).status, 'A', moving.said.join(''));
  t.is((await waiting.end()).status, 'A', waiting.said.join(''));
  t.is((await journaled.end()).status, 'A', journaled.said.join(''));
  await isOrderly(t, storage);

  await storage.start();
  const after = await backUp(storage, [DATA], { jobId: 5 });
  for (const job of [before, after]) await isWhole(t, storage, job);
});

test('SIGTERM while a Director and a Client stall: the daemon does not wait for them', async (t) => {
  await using storage = await openProcessStorage();
  await using director = await PlayedDirector.call(storage);
  await using sending = await beginBackup(director, { jobId: 1 });
  await sending.file(DATA);
  // Its questions stay without an answer, and its Client says nothing more.
  director.deaf = true;
  await storage.kill('SIGTERM');
  await gone(storage);
  await storage.start();
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 2 }));
});

test('a Client that stalls in mid-append holds up nobody, and is let go when its Job is canceled', async (t) => {
  await using storage = await openProcessStorage();
  await using director = await PlayedDirector.call(storage);
  await using sending = await beginBackup(director, { jobId: 1 });
  await sending.file(DATA);
  await sending.client.connection.send('2 2 0');
  const beside = await backUp(storage, [DATA], { jobId: 2 });
  await using operator = await PlayedDirector.call(storage);
  await operator.list(`cancel Job=${playedJobName(1)}\n`);
  t.is((await director.end()).status, 'A');
  await isOrderly(t, storage);
  await isWhole(t, storage, beside);
});

test('a Client that is killed in mid-append ends its Job, and what came before is kept as the Director wants it', async (t) => {
  await using storage = await openProcessStorage();
  await using director = await PlayedDirector.call(storage);
  const sending = await beginBackup(director, { jobId: 1 });
  for (let file = 1; file <= 15; file++) await sending.file(DATA.subarray(0, 20_000));
  await sending.client.connection.send('16 1 0');
  sending.client.connection.destroy();
  const ended = await director.end();
  t.is(ended.status, 'I');
  t.regex(director.said.join(''), /Fatal error: Network error .* data/);
  t.true(storage.catalog.ranges(1).every(({ lastIndex }) => lastIndex <= 15));
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 2 }));
});

for (const spoolAttributes of [true, false]) {
  const how = spoolAttributes ? 'spooled' : 'sent at once';
  test(`a Director that dies in mid-append, attributes ${how}: the Job ends, the Volume is good, the next one runs`, async (t) => {
    await using storage = await openProcessStorage();
    const director = await PlayedDirector.call(storage);
    const sending = await beginBackup(director, { jobId: 1, spoolAttributes });
    await sending.file(DATA);
    // Before that only the Director can give it a Volume.
    const isInUse = () => storage.catalog.requests.some((request) => request.startsWith('UpdateMedia '));
    await until(isInUse, { what: 'the Volume to be in use' });
    director.die();
    const goesOn = async () => {
      await sending.file(DATA);
      return (await sending.close()).word;
    };
    const word = await goesOn().catch(() => 'closed');
    t.regex(String(word), spoolAttributes ? /^3\d\d\d / : /^(3999 |closed|undefined)/);
    await using operator = await PlayedDirector.call(storage);
    await until(async () => (await operator.list('.status running')).join('').includes(playedJobName(1)) === false, {
      what: 'the Job to be gone',
    });
    await isOrderly(t, storage);
    await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 2 }));
  });
}

const HOSTILE: Record<string, Buffer> = {
  'a frame of a gigabyte': Buffer.from([0x3b, 0x9a, 0xca, 0x00, 1, 2, 3]),
  'a length of -2147483648': Buffer.from([0x80, 0, 0, 0]),
  'unknown signals': Buffer.from([0xff, 0xff, 0xff, 0x9c, 0xff, 0xff, 0xff, 0x38]),
  'compressed rubbish': Buffer.concat([Buffer.from([0x40, 0, 0, 9]), Buffer.alloc(9, 0xff)]),
  noise: pseudoRandomBytes(50_000, 9),
  'a thousand empty frames': Buffer.alloc(4000),
};

/** Bytes as they are, in no frame. */
const babble = async ({ connection }: PlayedDirector, bytes: Buffer): Promise<void> =>
  (connection as BulkConnection).sendFramed(bytes, () => {}).catch(() => {});

for (const [what, bytes] of Object.entries(HOSTILE)) {
  test(`${what} from a Director, in its place or in mid-Job, or from a stranger, hurts nobody else`, async (t) => {
    await using storage = await openProcessStorage();
    await using good = await PlayedDirector.call(storage);
    await using sending = await beginBackup(good, { jobId: 1 });
    await sending.file(DATA);
    await using idle = await PlayedDirector.call(storage);
    await babble(idle, bytes);
    await using busy = await PlayedDirector.call(storage);
    await using its = await beginBackup(busy, { jobId: 2, drive: 'Drive-1' });
    await babble(busy, bytes);
    await its.file(DATA).catch(() => {});
    const stranger = connect(storage.port, '127.0.0.1').on('error', () => {});
    t.teardown(() => stranger.destroy());
    stranger.write(bytes);
    await sending.file(DATA);
    const done = await sending.close();
    t.is((await good.end()).status, 'T');
    await isWhole(t, storage, done);
    t.true(storage.daemon.running(), await storage.log());
    t.notRegex(await storage.log(), /broke:|uncaught/i);
  });
}

test('a wrong password and an unknown Director are turned away, and nobody else', async (t) => {
  await using storage = await openProcessStorage();
  await t.throwsAsync(PlayedDirector.call(storage, { password: 'wrong' }), { code: 'WIRE_WRONG_PASSWORD' });
  await t.throwsAsync(PlayedDirector.call(storage, { name: 'nobody' }));
  await until(async () => /A caller was turned away/.test(await storage.log()), { what: 'the log to say so' });
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 1 }));
});

test('who will not speak TLS where it is required is turned away before any password is tried', async (t) => {
  await using storage = await openProcessStorage({
    directorDirectives: { 'TLS PSK Enable': true, 'TLS Require': true },
  });
  await t.throwsAsync(PlayedDirector.call(storage));
  await until(async () => /TLS.*turned away/.test(await storage.log()), { what: 'the log to say so' });
  await using director = await PlayedDirector.call(storage, { tls: true });
  t.is(director.connection.encryption, 'psk');
});

const residentBytes = async ({ daemon }: ProcessStorage): Promise<number> => {
  const pages = (await readFile(`/proc/${daemon.pid}/statm`, 'latin1')).split(' ')[1];
  return Number(pages) * 4096;
};

test('a thousand connections that say nothing, or one byte, cost little memory and are let go', async (t) => {
  await using storage = await openProcessStorage();
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 1 }));
  const before = await residentBytes(storage);
  const sockets: Socket[] = [];
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (let number = 0; number < 1000; number++) {
    const socket = connect(storage.port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    if (number % 50 === 49) await once(socket, 'connect').catch(() => {});
    if (number % 2 === 0) socket.write('\0');
  }
  await until(() => sockets.filter(({ closed, destroyed }) => !closed && !destroyed).length <= 64, {
    what: () => `${sockets.filter(({ closed }) => !closed).length} strangers to be sent away`,
    timeoutMs: 60_000,
  });
  await isWhole(t, storage, await backUp(storage, [DATA], { jobId: 2 }));
  const grown = (await residentBytes(storage)) - before;
  t.true(grown < 150_000_000, `${grown} bytes more`);
});
