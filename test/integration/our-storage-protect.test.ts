/** Volumes of our Storage Daemon that are protected when they are full, under a genuine Director. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { runConsole, startDirector, startFileDaemon } from '../support/genuine.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const version = '15.0.3';

test('a genuine Director hears that a Volume is protected, and may recycle it as it likes: nothing is written on it', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('our-protect');
  const tree = join(dir.path, 'tree');
  await mkdir(tree);
  for (let i = 0; i < 3; i++) await writeFile(join(tree, `file-${i}`), pseudoRandomBytes(900_000, i + 1));
  await using client = await startFileDaemon({ version });
  const directives = { 'Set Volume Read Only': true, 'Minimum Volume Protection Time': '1 hour' };
  await using storage = await startOurStorageDaemon({ version, devices: [{ name: 'Disk', directives }] });
  await using director = await startDirector({
    version,
    catalog: await postgres.createGenuineCatalog(version),
    fileDaemons: [client],
    storageDaemons: [storage],
    fileSets: [{ files: [tree] }],
    poolDirectives: { 'Maximum Volume Bytes': 1_500_000, 'Volume Retention': '1 second' },
  });
  const say = (...commands: string[]) => runConsole(version, director, [...commands, 'messages']);
  const first = await say('run job=Backup yes', 'wait');
  t.regex(first, /Termination: +Backup OK\n/, first);
  t.regex(first, /Marking Volume "Vol-0001" as read-only\. Retention set to .* \(1 hour\)\./);
  t.regex(await say('llist volume=Vol-0001'), /protected: 1\n +useprotect: 1\n/);
  const before = await stat(join(storage.volumeDirectory, 'Vol-0001'));
  t.is(before.mode & 0o777, 0o400);

  await say('purge volume=Vol-0001');
  const second = await say('run job=Backup yes', 'wait');
  t.regex(second, /Termination: +Backup OK/, second);
  t.regex(second, /Volume name\(s\): +Vol-0002\|Vol-0003/);
  const after = await stat(join(storage.volumeDirectory, 'Vol-0001'));
  t.deepEqual([after.size, after.mtimeMs], [before.size, before.mtimeMs]);
});
