/** Peers of our Storage Daemon that say what they should not, or nothing at all: only their own Job ends, with a sentence. */
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { SIGNAL } from '../../src/protocol/index.ts';
import { attributesOf, PlayedClient } from '../support/played-client.ts';
import { PlayedDirector, type PlayedTicket } from '../support/played-director.ts';
import { openPlayedStorage, type PlayedStorage } from '../support/played-storage.ts';
import { until } from '../support/wait.ts';

async function stage(
  t: ExecutionContext,
  options: Parameters<typeof openPlayedStorage>[0] = {},
): Promise<PlayedStorage> {
  const storage = await openPlayedStorage(options);
  t.teardown(() => storage[Symbol.asyncDispose]());
  return storage;
}

const jobName = (jobId: number) => `Backup.2026-11-20_10.00.00_${jobId}`;
const DATA = Buffer.alloc(30_000, 'data');

/** The Storage waits for its Client. */
async function startBackup(director: PlayedDirector, jobId = 1): Promise<PlayedTicket> {
  const ticket = await director.startJob({ jobId });
  await director.use('Drive-0', true);
  await director.run();
  return ticket;
}

async function beginBackup(director: PlayedDirector, jobId = 1): Promise<PlayedClient> {
  const ticket = await startBackup(director, jobId);
  const client = await PlayedClient.call(director.storage, jobName(jobId), ticket);
  await client.openAppend();
  return client;
}

interface Hostility {
  readonly what: string;
  readonly act: (client: PlayedClient) => Promise<unknown>;
  readonly said: RegExp;
}

const frames = (client: PlayedClient, ...packets: (string | Buffer | number)[]) =>
  Promise.all(
    packets.map((packet) =>
      typeof packet === 'number' ? client.connection.sendSignal(packet) : client.connection.send(packet),
    ),
  );

const HOSTILE: readonly Hostility[] = [
  { what: 'a FileIndex of 0', act: (c) => frames(c, '0 1 0'), said: /Fatal error: .*no header of a stream/ },
  { what: 'a negative FileIndex', act: (c) => frames(c, '-4 1 0'), said: /Fatal error: .*no header of a stream/ },
  { what: 'a FileIndex that jumps', act: (c) => frames(c, '7 1 0'), said: /FI=7 .* last_FI=1/ },
  { what: 'a FileIndex beyond 31 bits', act: (c) => frames(c, '99999999999 1 0'), said: /no header of a stream/ },
  { what: 'a stream of 0', act: (c) => frames(c, '2 0 0'), said: /no header of a stream/ },
  {
    what: 'binary rubbish for a header',
    act: (c) => frames(c, Buffer.alloc(500, 0xff)),
    said: /no header of a stream/,
  },
  {
    what: 'attributes that no frame would carry on',
    act: (c) => frames(c, '2 1 0', Buffer.alloc(995_000, 'a')),
    said: /attributes of 995000 bytes for FileIndex 2/,
  },
  {
    what: 'a farewell in the middle of a file',
    act: (c) => frames(c, '2 2 9', SIGNAL.TERMINATE),
    said: /Fatal error: Network error/,
  },
  {
    what: 'a frame longer than any may be',
    act: (c) => c.connection.sendFramed(Buffer.from([0x1f, 0xff, 0xff, 0xff, 1, 2, 3]), () => {}),
    said: /Fatal error: Network error/,
  },
];

for (const { what, act, said } of HOSTILE) {
  test(`a Client that sends ${what} ends its own Job with a sentence`, async (t) => {
    const storage = await stage(t);
    await using good = await PlayedDirector.call(storage);
    const honest = await beginBackup(good, 2);
    await honest.file(1, DATA);
    await using director = await PlayedDirector.call(storage);
    await using client = await beginBackup(director);
    await client.file(1, DATA);
    await act(client);
    const ended = await director.end();
    t.is(ended.status, 'f');
    t.true(ended.errors > 0);
    t.regex(director.said.join(''), said);

    await honest.file(2, DATA);
    t.is((await honest.closeAppend())[0], '3000 OK append data\n');
    t.is((await good.end()).status, 'T');
    t.deepEqual(storage.catalog.broken, []);
  });
}

test('commands that nobody knows end the conversation of that Client only', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.call(storage);
  const ticket = await startBackup(director);
  await using client = await PlayedClient.call(storage, jobName(1), ticket);
  t.is(await client.ask('append data 1\n'), '3902 Error session not opened\n');
  t.is(await client.ask('append open session\n'), '3000 OK open ticket = 1\n');
  t.is(await client.ask('append open session\n'), '3901 Error session already open\n');
  t.is(await client.ask('read open session = x\n'), '3904 Error open session, bad parameters\n');
  t.is(await client.ask('format c:\n'), '3900 Invalid command\n');
  t.is((await director.end()).status, 'f');
});

for (const began of [false, true]) {
  const when = began ? 'between its session and its data' : 'before it opens its session';
  test(`a Client that takes leave ${when} has saved nothing, and that is not called good`, async (t) => {
    const storage = await stage(t);
    await using director = await PlayedDirector.call(storage);
    const ticket = await startBackup(director);
    await using client = await PlayedClient.call(storage, jobName(1), ticket);
    if (began) await client.ask('append open session\n');
    await client.connection.sendSignal(SIGNAL.TERMINATE);
    const { status, files } = await director.end();
    t.deepEqual([status, files], ['f', 0]);
    t.regex(director.said.join(''), /Fatal error: .* while waiting for its data\. ERR=it said farewell/);
  });
}

test('a test of the network is all that a Client may have come for', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.call(storage);
  const ticket = await startBackup(director);
  await using client = await PlayedClient.call(storage, jobName(1), ticket);
  await frames(client, 'testnetwork bytes=10', SIGNAL.EOD);
  t.is((await client.hear())?.length, 10);
  await client.connection.sendSignal(SIGNAL.TERMINATE);
  t.is((await director.end()).status, 'T');
});

test('a Client with the wrong key, or a second one with the right key, is not let in', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.call(storage);
  const ticket = await startBackup(director);
  const wrong = { ...ticket, authorization: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA' };
  await t.throwsAsync(PlayedClient.call(storage, jobName(1), wrong), { code: 'WIRE_WRONG_PASSWORD' });
  await using client = await PlayedClient.call(storage, jobName(1), ticket);
  await t.throwsAsync(PlayedClient.call(storage, jobName(1), ticket));
  await client.openAppend();
  await client.file(1, DATA);
  await client.closeAppend();
  t.is((await director.end()).status, 'T');
});

test('a thousand silent connections keep nobody out', async (t) => {
  const storage = await stage(t);
  const silent = Array.from({ length: 1000 }, () => connect(storage.port, '127.0.0.1').on('error', () => {}));
  t.teardown(() => {
    for (const socket of silent) socket.destroy();
  });
  await until(async () => silent.every(({ connecting }) => !connecting), { what: 'all of them to be connected' });
  await using director = await PlayedDirector.call(storage);
  const client = await beginBackup(director);
  await client.file(1, DATA);
  await client.closeAppend();
  t.is((await director.end()).status, 'T');
});

test('cancel ends a Job that moves data and one that waits for its Client, and Volumes stay in good order', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.call(storage);
  await using client = await beginBackup(director);
  await client.file(1, DATA);
  await using waiting = await PlayedDirector.call(storage);
  await waiting.startJob({ jobId: 2 });
  await waiting.use('Drive-0', true);
  await waiting.run();
  await using operator = await PlayedDirector.call(storage);
  for (const jobId of [1, 2]) {
    t.deepEqual(await operator.list(`cancel Job=${jobName(jobId)}\n`), [
      `3000 JobId=${jobId} Job="${jobName(jobId)}" marked to be canceled.\n`,
    ]);
  }
  t.is((await director.end()).status, 'A');
  t.is((await waiting.end()).status, 'A');
  t.is(director.attributes.length, 0);
  await using foreign = await PlayedDirector.call(storage, { name: 'other-dir' });
  t.deepEqual(await foreign.list(`cancel Job=${jobName(1)}\n`), [`3904 Job ${jobName(1)} not found.\n`]);
  await using next = await PlayedDirector.call(storage);
  const again = await beginBackup(next, 3);
  await again.file(1, DATA);
  await again.closeAppend();
  t.is((await next.end()).status, 'T');
  t.deepEqual(storage.catalog.broken, []);
});

test('a stopped Job keeps its whole files', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.call(storage);
  await using client = await beginBackup(director);
  for (let file = 1; file <= 4; file++) await client.file(file, DATA);
  await client.connection.send('5 1 0');
  await client.connection.send(attributesOf(5, 10));
  await using operator = await PlayedDirector.call(storage);
  await until(async () => (await operator.list('.status running')).join('').includes('Files=5'), {
    what: 'five files',
  });
  await operator.list(`stop Job=${jobName(1)}\n`);
  const ended = await director.end();
  t.is(ended.status, 'I');
  t.deepEqual([...new Set(director.attributes.map(({ fileIndex }) => fileIndex))], [1, 2, 3, 4]);
});

test('Maximum Concurrent Jobs: the next Job waits for one to leave', async (t) => {
  const storage = await stage(t, { storage: 'Maximum Concurrent Jobs = 1' });
  await using first = await PlayedDirector.call(storage);
  const client = await beginBackup(first);
  await using second = await PlayedDirector.call(storage);
  const ticket = second.startJob({ jobId: 2 });
  await client.file(1, DATA);
  t.deepEqual(second.said, []);
  await client.closeAppend();
  await first.end();
  t.is((await ticket).sessionId, 2);
});

test('a Monitor may look and do nothing else; an unknown command, a Job line with holes and a run without a Job end it', async (t) => {
  const storage = await stage(t);
  await using watcher = await PlayedDirector.call(storage, { name: 'watcher' });
  t.regex(
    (await watcher.list('status')).join(''),
    /played-sd Version: 15\.0\.3.*No Jobs running\..*Device File: "Drive-0"/s,
  );
  t.regex(await watcher.ask('cancel Job=x\n'), /^3997 /);
  for (const [command, reply] of [
    ['bogus thing\n', /^3900 Invalid command: bogus thing/],
    ['JobId=1 nonsense\n', /^3915 Bad Job command/],
    ['run', /^3900 /],
    ['.status nonsense', /^3900 Unknown arg in \.status command/],
  ] as const) {
    await using director = await PlayedDirector.call(storage);
    t.regex(await director.ask(command), reply);
    await until(async () => director.closed, { what: 'it to hang up' });
  }
  await using director = await PlayedDirector.call(storage);
  await director.startJob();
  t.regex(await director.use('nosuch', true), /^3924 Device "nosuch" not in SD Device resources/);
});
