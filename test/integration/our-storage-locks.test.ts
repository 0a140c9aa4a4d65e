/** Two Storage Daemons that meet in one folder: each Volume is written by one of them, and neither ends the other's Jobs. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { storageCommand } from '../../src/protocol/index.ts';
import { compareSums } from '../crash/file-sums.ts';
import { readThroughDaemon } from '../crash/read-back.ts';
import { FakeCatalog } from '../support/fake-catalog.ts';
import { freePort } from '../support/free-port.ts';
import { backUp, beginBackup } from '../support/played-backup.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openProcessStorage } from '../support/process-storage.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));
const DATA = Buffer.alloc(200_000, 'data');

test('two daemons on one folder write on Volumes of their own, and say who holds the other; a kill sets it free', async (t) => {
  await using dir = await makeTempDir('shared');
  // One Catalog for both, as when a Director has a Storage for each.
  const catalog = new FakeCatalog({ folder: dir.path, prefix: 'Vol-' });
  await using first = await openProcessStorage({ volumes: dir.path, catalog: () => catalog });
  await using second = await openProcessStorage({ volumes: dir.path, catalog: () => catalog });
  const before = await backUp(first, [DATA], { jobId: 1 });
  await using director = await PlayedDirector.call(first);
  await using held = await beginBackup(director, { jobId: 2 });
  await held.file(DATA);

  await using other = await PlayedDirector.call(second);
  const sending = await beginBackup(other, { jobId: 3 });
  await sending.file(DATA);
  const beside = await sending.close();
  t.is((await other.end()).status, 'T');
  const { pid } = first.daemon;
  t.regex(
    other.said.join(''),
    new RegExp(`Cannot write on Volume "Vol-0001" .* is written by process ${pid} \\(.*storage`),
  );
  t.is(catalog.row('Vol-0001').status, 'Append', 'it is as good as it was');
  t.deepEqual([...new Set(catalog.ranges(3).map(({ volume }) => volume))], ['Vol-0002']);

  const label = { device: 'Drive-1', volume: 'Vol-0001', pool: 'Default', mediaType: 'File', slot: 0, drive: 0 };
  const commands = [
    storageCommand.label.format(label),
    storageCommand.relabel.format({ ...label, oldVolume: 'Vol-0001' }),
  ];
  for (const command of commands) {
    await using operator = await PlayedDirector.call(second);
    t.regex(await operator.ask(command), new RegExp(`^3912 .*is written by process ${pid} `), command);
  }

  await first.kill();
  await using heir = await PlayedDirector.call(second);
  const next = await beginBackup(heir, { jobId: 4 });
  await next.file(DATA);
  const after = await next.close();
  t.is((await heir.end()).status, 'T');
  const jobs = [before, beside, after];
  const restored = await readThroughDaemon(jobs, second, 90);
  for (const { jobId, sums } of jobs)
    t.is(compareSums(sums, restored.get(jobId) ?? new Map()), undefined, `JobId ${jobId}`);
  t.deepEqual(catalog.broken, []);
});

test('a second daemon of the same WorkingDirectory does not start, and leaves the first one’s Jobs alone', async (t) => {
  await using storage = await openProcessStorage();
  await using director = await PlayedDirector.lead(storage, 7);
  const sending = await beginBackup(director);
  await sending.file(DATA);
  const text = await readFile(storage.daemon.configFile, 'latin1');
  const twin = join(storage.folder, 'twin.conf');
  await writeFile(twin, text.replace(String(storage.port), String(await freePort())), 'latin1');
  const started = await run([PROGRAM, 'storage', '-c', twin], { mayFail: true, timeoutMs: 60_000 });
  t.is(started.status, 5);
  t.regex(started.stderr, new RegExp(`running already: .*test-sd\\.lock is held by process ${storage.daemon.pid} \\(`));
  const done = await sending.close();
  t.is((await director.end()).status, 'T');
  t.is(done.word, '3000 OK append data\n');
  await storage.kill();
  await storage.start();
  t.true(storage.daemon.running(), 'what a killed one held is free');
});

test('a daemon whose port somebody else took while it was dead is not taken for one that runs', async (t) => {
  await using storage = await openProcessStorage();
  await storage.kill();
  const thief = createServer().listen(storage.port, '127.0.0.1');
  await once(thief, 'listening');
  t.teardown(() => thief.close());
  await t.throwsAsync(storage.start(), { message: /ended at its start[\s\S]*Cannot listen on 127\.0\.0\.1:\d+/ });
});
