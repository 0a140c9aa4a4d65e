/** `status` and `.status` of our Storage Daemon beside those of a genuine 15.0.3, both asked in the same situations. */
import test from 'ava';
import { FakeCatalog } from '../support/fake-catalog.ts';
import { type StorageDaemon, startStorageDaemon } from '../support/genuine.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { PlayedClient } from '../support/played-client.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { PLAYED_PASSWORD, type PlayedStorage } from '../support/played-storage.ts';
import { until } from '../support/wait.ts';

const JOB = 'Backup.2026-11-20_10.00.00_1';

/** What no two daemons have in common, or what tells of the program itself. */
const PRIVATE = [
  /^ (Heap|Crypto|Caps|Ulimits):/,
  /^ {4}FD(ReadSeqNo|Socket)/,
  /^ {3}Available Space/,
  /^ {4}(Total Bytes|Positioned)/,
  /^Attr spooling: 1 active/,
];
const PRIVATE_KEYS =
  /^(uname|openssl|pid|\w*_epoch|\w*time|started|DirectorConnected|free_space|total_space|devno|append|bytes|blocks|block|SDAddress|avebytes_sec|lastbytes_sec)=.*/gm;

function comparable(said: readonly string[], storage: StorageDaemon): string[] {
  return said
    .map((text) =>
      text
        .replaceAll('\0', '')
        .replaceAll(storage.volumeDirectory, '/volumes')
        .replaceAll(storage.workingDirectory, '/work')
        .replaceAll(`${storage.port}`, 'PORT')
        .replaceAll(/\d\d-\w{3}-\d\d \d\d:\d\d/g, 'WHEN')
        .replaceAll(/(AveBytes\/sec|LastBytes\/sec)=[\d,]+/g, '$1=N')
        .replace(/^(test-sd Version: 15\.0\.3 \(25 March 2025\)).*/, '$1')
        .replaceAll(PRIVATE_KEYS, '$1='),
    )
    .filter((text) => !PRIVATE.some((pattern) => pattern.test(text)));
}

const DOT = ['header', 'running', 'terminated', 'devices', 'volumes', 'waitreservation', 'resources', 'statistics'];
const QUESTIONS = ['status', ...DOT.flatMap((what) => [`.status ${what}`, `.status ${what} api=2 api_opts=`])];

/** All answers by situation and question. */
async function watch(storage: StorageDaemon): Promise<Map<string, string[]>> {
  const played = { port: storage.port, catalog: new FakeCatalog({ folder: storage.volumeDirectory, prefix: 'Vol-' }) };
  const at = played as unknown as PlayedStorage;
  const answers = new Map<string, string[]>();
  const ask = async (question: string): Promise<string[]> => {
    await using director = await PlayedDirector.call(at);
    return comparable(await director.list(question), storage);
  };
  const askAll = async (situation: string): Promise<void> => {
    for (const question of QUESTIONS) answers.set(`${situation}: ${question}`, await ask(question));
  };
  await askAll('idle');
  await using director = await PlayedDirector.call(at);
  const ticket = await director.startJob();
  await director.use('FileStorage', true, { wait: true });
  await director.run();
  await director.hears(/JobStatus=70/);
  await askAll('waits for its Client');
  const client = await PlayedClient.call(at, JOB, ticket);
  await client.openAppend();
  for (const file of [1, 2]) await client.file(file, Buffer.alloc(500_000, 'x'));
  await until(async () => /Files=2 Bytes=1,000,156/.test((await ask('status')).join('')), { what: 'two files' });
  await askAll('running');
  await client.closeAppend();
  await director.end();
  await until(async () => !/JobId=1/.test((await ask('.status running')).join('')), { what: 'the Job to leave' });
  await askAll('after a Job');
  return answers;
}

/** The figures by name; a genuine one writes True, which is no JSON. */
async function statisticsOf(storage: StorageDaemon): Promise<Map<string, number>> {
  const played = { port: storage.port, catalog: new FakeCatalog() } as unknown as PlayedStorage;
  await using director = await PlayedDirector.call(played);
  const said = (await director.list('statistics all format=json\n')).join('').replaceAll('\0', '');
  const figures = JSON.parse(said.replaceAll(/: (True|False)/g, ': true')) as { name: string; value: number }[];
  return new Map(figures.map(({ name, value }) => [name, value]));
}

test('what a genuine Storage Daemon says of itself, its devices and its Jobs ours says too', async (t) => {
  const options = { version: '15.0.3', tls: 'none', directorName: 'played-dir', password: PLAYED_PASSWORD } as const;
  await using genuine = await startStorageDaemon(options);
  await using ours = await startOurStorageDaemon(options);
  const [wanted, found] = [await watch(genuine), await watch(ours)];
  for (const [question, answer] of wanted) t.deepEqual(found.get(question), answer, question);

  const [counted, ourCounted] = [await statisticsOf(genuine), await statisticsOf(ours)];
  // Its own allocator's business.
  for (const name of counted.keys()) if (!/memory\.(max)?bufs$/.test(name)) t.true(ourCounted.has(name), name);
  const written = ourCounted.get('bacula.storage.test-sd.device.FileStorage.writebytes') ?? 0;
  t.true(written >= 1_000_000, `${written} bytes were written`);
});
