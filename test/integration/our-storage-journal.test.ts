/**
 * The journal of our Storage Daemon and the Directors of ours that it is for (docs/decisions/0050): a Job outlives its
 * Director, the next one hears everything from the number on which it names, once.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { attributesOf, PlayedClient } from '../support/played-client.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openPlayedStorage, type PlayedStorage } from '../support/played-storage.ts';
import { until } from '../support/wait.ts';

const JOB = 'Backup.2026-11-20_10.00.00_1';
const DATA = Buffer.alloc(30_000, 'data');

async function stage(
  t: ExecutionContext,
  options: Parameters<typeof openPlayedStorage>[0] = {},
): Promise<PlayedStorage> {
  const storage = await openPlayedStorage(options);
  t.teardown(() => storage[Symbol.asyncDispose]());
  return storage;
}

/** A Job with a Client that may send data. */
async function beginBackup(director: PlayedDirector): Promise<PlayedClient> {
  const ticket = await director.startJob();
  await director.use('Drive-0', true);
  await director.run();
  const client = await PlayedClient.call(director.storage, JOB, ticket);
  await client.openAppend();
  return client;
}

const journalsOf = (storage: PlayedStorage): Promise<string[]> => readdir(join(storage.folder, 'played-sd.journal'));

/** The FileIndexes of attributes among facts. */
const filesIn = (facts: ReadonlyMap<number, string>): number[] =>
  [...facts.values()].flatMap((packet) => {
    if (!packet.startsWith('UpdCat ')) return [];
    const found = /(\d+) 3 \/played\/file-/.exec(packet)?.[1];
    return found === undefined ? [] : [Number(found)];
  });

test('a Director of ours gets everything as numbered facts, and nothing is left when all is acknowledged', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(director);
  for (let file = 1; file <= 5; file++) await client.file(file, DATA);
  t.deepEqual(await client.closeAppend(), [
    '3000 OK append data\n',
    '3000 OK end\n',
    '3000 OK close Status = 84\n',
    '#-1',
  ]);
  const ended = await director.end();
  t.is(ended.status, 'T');
  t.is(ended.files, 5);
  const numbers = [...director.facts.keys()];
  t.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  );
  t.is(director.repeated, 0);
  t.deepEqual(filesIn(director.facts), [1, 2, 3, 4, 5]);
  t.is(director.attributes.length, 10);
  t.deepEqual(director.attributes[0]?.record, attributesOf(1, DATA.length));
  const packets = [...director.facts.values()];
  t.regex(packets.at(-1) ?? '', /^3099 /);
  const range = packets.findIndex((packet) => /^JobMedia\n1 5 /.test(packet));
  const figures = packets.findLastIndex((packet) => packet.includes('UpdateMedia'));
  t.true(range > 0 && range < figures, 'JobMedia stand before the figures of the Volume');
  t.deepEqual(storage.catalog.broken, []);
  t.is(storage.catalog.ranges(1).length, 1);
  await until(async () => (await journalsOf(storage)).length === 0, { what: 'the journal to be gone' });
});

test('one that is forgotten, and then needs a Volume, ends at once and leaves its device', async (t) => {
  const storage = await stage(t, { device: 'Maximum Volume Size = 200000' });
  const first = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(first);
  first.die();
  const sending = (async () => {
    for (let file = 1; file <= 40; file++) await client.file(file, DATA);
    return await client.closeAppend();
  })();
  const refused = t.throwsAsync(sending.then(([reply]) => Promise.reject(new Error(reply))));
  await using second = await PlayedDirector.lead(storage, 8);
  t.is(await second.ask(`journal forget Job=${JOB}\n`), '3000 OK forgotten\n');
  await refused;
  await until(async () => (await journalsOf(storage)).length === 0, { what: 'the journal to be gone' });
  await second.startJob({ jobId: 2 });
  t.regex(await second.use('Drive-0', true), /^3000 /);
});

test('a Volume that is deleted, and labelled anew for a Catalog that begins anew, is written on at once', async (t) => {
  const storage = await stage(t);
  const { catalog, volumes } = storage;
  const save = async (epoch: number, job: number) => {
    await using director = await PlayedDirector.lead(storage, epoch);
    const ticket = await director.startJob({ jobId: job });
    await director.use('Drive-0', true);
    await director.run();
    const client = await PlayedClient.call(storage, `Backup.2026-11-20_10.00.00_${job}`, ticket);
    await client.openAppend();
    await client.file(1, DATA);
    await client.closeAppend();
    return await director.end();
  };
  t.is((await save(7, 1)).status, 'T');
  const [volume = ''] = catalog.rows.keys();
  await rm(join(volumes, volume));
  catalog.rows.clear();
  await using operator = await PlayedDirector.call(storage);
  const label = `label Drive-0 VolumeName=${volume} PoolName=Default MediaType=File Slot=0 drive=0`;
  t.regex((await operator.list(label)).join(''), /^3000 OK label/);
  catalog.add(volume, { bytes: 228, volumeType: 1 });
  t.is((await save(8, 2)).status, 'T');
  t.is(catalog.row(volume).jobs, 1);
});

test('a genuine Director never sees any of it', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.call(storage);
  t.is(director.extension, undefined);
  const client = await beginBackup(director);
  await client.file(1, DATA);
  await client.closeAppend();
  t.is((await director.end()).status, 'T');
  t.is(director.facts.size, 0);
  t.is(director.attributes.length, 2);
  t.deepEqual(await journalsOf(storage), []);
  await using curious = await PlayedDirector.call(storage);
  t.regex(await curious.ask('journal list\n'), /^3900 /);
});

test('a Job goes on without its Director, and the next one hears what its Catalog misses, and no more', async (t) => {
  const storage = await stage(t);
  const first = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(first);
  for (let file = 1; file <= 50; file++) await client.file(file, DATA);
  await until(async () => first.attributes.length >= 60, { what: 'facts of some files' });
  first.die();
  for (let file = 51; file <= 100; file++) await client.file(file, DATA);
  t.is((await client.closeAppend())[0], '3000 OK append data\n');
  const known = 30;

  await using second = await PlayedDirector.lead(storage, 8);
  const [listed = ''] = await second.list('journal list\n');
  t.regex(listed, new RegExp(`^Journal Job=${JOB.replaceAll('.', '\\.')} JobId=1 .* ended=1\n$`));
  t.regex(await second.ask(`journal attach Job=${JOB} from=${known + 1}\n`), /^3000 OK journal /);
  t.is((await second.end()).files, 100);
  const numbers = [...second.facts.keys()];
  t.is(numbers[0], known + 1);
  t.deepEqual(
    numbers,
    numbers.map((_, index) => known + 1 + index),
  );
  const all = new Map([...[...first.facts].filter(([number]) => number <= known), ...second.facts]);
  t.deepEqual(
    filesIn(all),
    Array.from({ length: 100 }, (_, index) => index + 1),
  );
  await until(async () => (await journalsOf(storage)).length === 0, { what: 'the journal to be gone' });
  t.deepEqual(storage.catalog.broken, []);
});

test('a question for a Volume waits for the next Director', async (t) => {
  const storage = await stage(t, { device: 'Maximum Volume Size = 200000' });
  const first = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(first);
  await client.file(1, DATA);
  first.die();
  const sending = (async () => {
    for (let file = 2; file <= 20; file++) await client.file(file, DATA);
    return client.closeAppend();
  })();
  await using second = await PlayedDirector.lead(storage, 8);
  await second.ask(`journal attach Job=${JOB} from=1\n`);
  t.is((await sending)[0], '3000 OK append data\n');
  t.is((await second.end()).status, 'T');
  t.true(storage.catalog.rows.size > 2, `${storage.catalog.rows.size} Volumes`);
  t.deepEqual(storage.catalog.broken, []);
});

test('a question that no Director comes for fails the Job after the time allowed', async (t) => {
  const storage = await stage(t, { device: 'Maximum Volume Size = 200000', tools: { directorWaitMs: 300 } });
  const first = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(first);
  first.die();
  await t.throwsAsync(async () => {
    for (let file = 1; file <= 40; file++) await client.file(file, DATA);
    t.is((await client.closeAppend())[0], '3999 Failed append\n');
    throw new Error('as it must');
  });
  await using second = await PlayedDirector.lead(storage, 8);
  await until(async () => (await second.list('journal list\n')).join('').includes('ended=1'), {
    what: 'the Job to end',
  });
  await second.ask(`journal attach Job=${JOB} from=1\n`);
  const ended = await second.end();
  t.is(ended.status, 'f');
  t.true(ended.errors > 0);
});

test('what a Director has acknowledged cannot be asked for again, and what it has not can, also after a restart', async (t) => {
  const storage = await stage(t);
  const first = await PlayedDirector.lead(storage, 7, { silent: true });
  const client = await beginBackup(first);
  for (let file = 1; file <= 3; file++) await client.file(file, DATA);
  await client.closeAppend();
  await first.end();
  const count = first.facts.size;
  await first.acknowledge(count - 2);
  first.die();
  await storage.stop();
  await storage.start();

  await using second = await PlayedDirector.lead(storage, 8);
  await second.ask(`journal attach Job=${JOB} from=${count - 1}\n`);
  t.is((await second.end()).status, 'T');
  t.deepEqual([...second.facts.keys()], [count - 1, count]);
  await until(async () => (await journalsOf(storage)).length === 0, { what: 'the journal to be gone' });
  await using third = await PlayedDirector.lead(storage, 8);
  t.regex(await third.ask(`journal attach Job=${JOB} from=1\n`), /^3904 /);
});

test('an older Director is refused, its open connection ends, and its Jobs wait for the newer one', async (t) => {
  const storage = await stage(t);
  const first = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(first);
  await using second = await PlayedDirector.lead(storage, 9);
  await until(async () => first.closed, { what: 'the older connection to end' });
  await using late = await PlayedDirector.call(storage, { extension: 1 });
  t.regex(await late.ask('understudy epoch=8\n'), /^3990 .*holds epoch 8.*epoch 9 was here/);
  await using mute = await PlayedDirector.call(storage, { extension: 1 });
  t.regex(await mute.ask(`cancel Job=${JOB}\n`), /^3990 Say your epoch first/);
  await using other = await PlayedDirector.lead(storage, 1, { name: 'other-dir' });
  t.regex(await other.ask(`journal attach Job=${JOB} from=1\n`), /^3904 /);

  await second.ask(`journal attach Job=${JOB} from=1\n`);
  await client.file(1, DATA);
  await client.closeAppend();
  t.is((await second.end()).status, 'T');
  await storage.stop();
  await storage.start();
  await using restarted = await PlayedDirector.call(storage, { extension: 1 });
  t.regex(await restarted.ask('understudy epoch=8\n'), /^3990 /, 'epochs outlive the daemon');
});

test('an Incomplete Job says which of the files it told of count', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(director);
  for (let file = 1; file <= 20; file++) await client.file(file, DATA);
  await client.connection.send('21 1 0');
  await client.connection.send(attributesOf(21, 5));
  await until(async () => director.attributes.length === 41, { what: 'the attributes of the file that breaks off' });
  client.connection.destroy();
  const ended = await director.end();
  if (ended.status !== 'I') t.log(director.said.join(''));
  t.is(ended.status, 'I');
  t.true([...director.facts.values()].includes('Shorten LastFile=20\n'));
  t.true(storage.catalog.ranges(1).every(({ lastIndex }) => lastIndex <= 20));
});

test('a Job that nobody wants to hear of is forgotten when it ends, not before', async (t) => {
  const storage = await stage(t);
  const first = await PlayedDirector.lead(storage, 7);
  const client = await beginBackup(first);
  await client.file(1, DATA);
  first.die();
  await using second = await PlayedDirector.lead(storage, 8);
  t.is(await second.ask(`journal forget Job=${JOB}\n`), '3000 OK forgotten\n');
  t.is((await journalsOf(storage)).length, 1);
  t.is((await client.closeAppend())[0], '3000 OK append data\n');
  await until(async () => (await journalsOf(storage)).length === 0, { what: 'the journal to be gone' });
  t.regex(await second.ask(`journal forget Job=${JOB}\n`), /^3904 /);
});
