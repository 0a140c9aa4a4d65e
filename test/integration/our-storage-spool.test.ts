/** Data spooling of our Storage Daemon under genuine Directors and with genuine Clients; what a crash leaves is removed. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { restoreWhere } from '../support/director-config.ts';
import { GENUINE_VERSIONS, runConsole, startDirector, startFileDaemon } from '../support/genuine.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { PlayedClient } from '../support/played-client.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openPlayedStorage } from '../support/played-storage.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

for (const version of GENUINE_VERSIONS) {
  test(`${version}: two Jobs of a genuine Director spool their data at once, and are restored as they were`, async (t) => {
    await using postgres = await startPostgres();
    await using dir = await makeTempDir('our-spool');
    const [tree, spool] = [join(dir.path, 'tree'), join(dir.path, 'spool')];
    await mkdir(tree);
    await mkdir(spool);
    for (let i = 0; i < 6; i++) await writeFile(join(tree, `file-${i}`), pseudoRandomBytes(900_000, i + 1));
    await using client = await startFileDaemon({ version });
    const directives = { 'Spool Directory': spool, 'Maximum Spool Size': '4mb', 'Maximum Job Spool Size': '1500kb' };
    await using storage = await startOurStorageDaemon({ version, devices: [{ name: 'Disk', directives }] });
    await using director = await startDirector({
      version,
      catalog: await postgres.createGenuineCatalog(version),
      fileDaemons: [client],
      storageDaemons: [storage],
      fileSets: [{ files: [tree] }],
      jobDirectives: { 'Spool Data': true },
    });
    const say = (...commands: string[]) => runConsole(version, director, [...commands, 'messages']);
    const said = await say('run job=Backup yes', 'run job=Backup yes', 'wait', 'status storage=test-sd');
    t.is(said.match(/Termination: +Backup OK\n/g)?.length, 2, said);
    t.is(said.match(/Spooling data \.\.\.\n/g)?.length, 2);
    t.true((said.match(/User specified (Job|Device) spool size reached/g)?.length ?? 0) >= 4);
    t.is(said.match(/Committing spooled data to Volume "Vol-0001"\. Despooling [\d,]+ bytes/g)?.length, 2);
    t.regex(said, /Data spooling: 0 active jobs, 0 bytes; 2 total jobs, [\d,]{9,} max bytes\/job\.\n/);
    t.deepEqual(await readdir(spool), []);
    const restored = await say('restore client=test-fd select all done yes', 'wait');
    t.regex(restored, /Termination: +Restore OK\n/);
    t.deepEqual(await compareTrees(tree, join(restoreWhere(director.workingDirectory), tree)), []);
  });
}

const MEGABYTE = Buffer.alloc(1_000_000, 'spool');

test('spool files that a kill has left are gone when the daemon is back; what others put there stays', async (t) => {
  await using dir = await makeTempDir('left');
  const mine = ['played-sd.data.7.Backup.2026-11-20_10.00.00_7.Drive-0.spool', 'played-sd.attr.Backup.1.spool'];
  const others = ['other-sd.data.7.Backup.2026-11-20_10.00.00_7.Drive-0.spool', 'played-sd.data.notes', 'Vol-0001'];
  for (const name of [...mine, ...others]) await writeFile(join(dir.path, name), 'x');
  await using storage = await openPlayedStorage({ device: `Spool Directory = "${dir.path}"` });
  t.deepEqual((await readdir(dir.path)).toSorted(), others.toSorted());
  await writeFile(join(storage.folder, mine[1] ?? ''), 'x');
  await storage.stop();
  await storage.start();
  t.false((await readdir(storage.folder)).includes(mine[1] ?? ''));
});

test('a Job whose data is spooled waits for a Volume, loses nothing, and shows what it does', async (t) => {
  await using storage = await openPlayedStorage({ device: 'Maximum Job Spool Size = 3mb' });
  await using director = await PlayedDirector.call(storage);
  const ticket = await director.startJob({ spoolData: true });
  await director.use('Drive-0', true);
  await director.run();
  const client = await PlayedClient.call(storage, 'Backup.2026-11-20_10.00.00_1', ticket);
  await client.openAppend();
  await using operator = await PlayedDirector.call(storage);
  await client.file(1, MEGABYTE);
  const status = async () => (await operator.list('.status running api=2 api_opts=')).join('');
  await until(async () => /\njobfiles=1\n/.test(await status()), { what: 'the first file' });
  t.regex(await status(), /\nspooling=1\ndespooling=0\ndespool_wait=0\n/);
  t.regex((await operator.list('.status spooling')).join(''), /^Data spooling: 1 active jobs, [\d,]+ bytes; 0 total/);
  const volume = storage.catalog.row('Vol-0001');
  storage.catalog.set('Vol-0001', { maxBytes: volume.bytes + 1_500_000 });
  for (let file = 2; file <= 5; file++) await client.file(file, MEGABYTE);
  t.is((await client.closeAppend())[0], '3000 OK append data\n');
  const ended = await director.end();
  t.deepEqual([ended.status, ended.files], ['T', 5]);
  t.is(director.attributes.length, 10);
  t.deepEqual(storage.catalog.broken, []);
  t.deepEqual(
    (await readdir(storage.folder)).filter((name) => name.endsWith('.spool')),
    [],
  );
});
