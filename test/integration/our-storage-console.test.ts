/**
 * A genuine Director and its console with our Storage Daemon: what an operator does with devices and Volumes, copies
 * within the daemon and to another one, and a VirtualFull.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { restoreWhere } from '../support/director-config.ts';
import { bls, runConsole, startDirector, startFileDaemon } from '../support/genuine.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const job = (name: string, type: string, pool: string, more = ''): string =>
  `Job { Name = ${name}\n Type = ${type}\n Level = Full\n Client = test-fd\n FileSet = Tree\n Storage = test-sd\n Pool = ${pool}\n Messages = Standard\n Maximum Concurrent Jobs = 10\n ${more}\n }`;
const pool = (name: string, storage: string, next = ''): string =>
  `Pool { Name = ${name}\n Pool Type = Backup\n Storage = ${storage}\n Label Format = "${name}-"\n ${next}\n }`;

test('a genuine Director labels, looks, copies and consolidates with our Storage Daemons', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('our-console');
  const tree = join(dir.path, 'tree');
  await mkdir(tree);
  for (const [index, bytes] of [0, 5, 70_000, 300_000].entries()) {
    await writeFile(join(tree, `file-${index}`), pseudoRandomBytes(bytes, index + 1));
  }
  await using client = await startFileDaemon({ version: '15.0.3' });
  const devices = [{ name: 'D-0' }, { name: 'D-1' }, { name: 'D-2' }];
  await using storage = await startOurStorageDaemon({ devices, autochanger: 'Changer' });
  await using other = await startOurStorageDaemon({ name: 'other-sd', devices: [{ name: 'Far', mediaType: 'Far' }] });
  await using director = await startDirector({
    version: '15.0.3',
    catalog: await postgres.createGenuineCatalog('15.0.3'),
    fileDaemons: [client],
    storageDaemons: [storage, other],
    fileSets: [{ files: [tree] }],
    poolDirectives: { 'Next Pool': 'Near' },
    extra: [
      pool('Near', 'test-sd'),
      pool('Distant', 'other-sd'),
      pool('ToDistant', 'test-sd', 'Next Pool = Distant'),
      job('CopyNear', 'Copy', 'Default', 'Selection Type = PoolUncopiedJobs'),
      job('BackupFar', 'Backup', 'ToDistant'),
      job('CopyFar', 'Copy', 'ToDistant', 'Selection Type = PoolUncopiedJobs'),
    ].join('\n'),
  });
  const say = async (...commands: string[]): Promise<string> => {
    const said = await runConsole('15.0.3', director, [...commands, 'messages'], { timeoutMs: 120_000 });
    return said;
  };
  const ends = (said: string, ...patterns: RegExp[]): void => {
    if (!patterns.every((pattern) => pattern.test(said))) t.log(said);
    for (const pattern of patterns) t.regex(said, pattern);
  };

  ends(
    await say(
      'label storage=test-sd volume=Operator-1 pool=Default drive=0 slot=0',
      'label storage=test-sd volume=Operator-1 pool=Default drive=0 slot=0',
    ),
    /3000 OK label\. VolBytes=\d+ .*Volume="Operator-1"/,
    /Catalog record for Volume "Operator-1".*successfully created/,
    /already exists|3920 Cannot label Volume/,
  );
  ends(
    await say('status storage=test-sd'),
    /Device File: "D-2"/,
    /No Jobs running/,
    /Autochanger "Changer" with devices/,
  );
  ends(await say('unmount storage=test-sd drive=0', 'mount storage=test-sd drive=0'), /3901|3002/, /3906|3001/);
  ends(await say('run job=Backup yes', 'wait'), /Termination: +Backup OK\n/);
  ends(
    await say('status storage=test-sd', '.status storage=test-sd terminated'),
    /Terminated Jobs:.*Full +5 .*OK.*Backup/s,
  );

  ends(await say('run job=CopyNear yes', 'wait'), /Termination: +Copying OK\n/);
  ends(await say('run job=BackupFar yes', 'wait', 'run job=CopyFar yes', 'wait'), /Termination: +Copying OK\n/);
  const { stdout } = await bls(other, { volumes: await readdir(other.volumeDirectory), device: 'Far' });
  t.regex(stdout, /tree\/file-3/);

  await sleep(1100); // the Catalog's times are whole seconds
  await writeFile(join(tree, 'file-1'), pseudoRandomBytes(9_000, 9));
  ends(await say('run job=Backup level=Incremental yes', 'wait'), /Termination: +Backup OK\n/);
  ends(await say('run job=Backup level=VirtualFull yes', 'wait'), /Termination: +Backup OK\n/);
  ends(await say('restore client=test-fd select all done yes', 'wait'), /Termination: +Restore OK\n/);
  // The folder's record stands before the file that came with the Incremental, as at genuine daemons.
  const except = (path: string) => path === '.';
  t.deepEqual(await compareTrees(tree, join(restoreWhere(director.workingDirectory), tree), { except }), []);
});
