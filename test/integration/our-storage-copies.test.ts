/**
 * Copy and Migrate Jobs of genuine Directors with our Storage Daemon (page 03 §10): within one daemon, between two of ours,
 * from and to a genuine one, and where the reader calls the writer. Each copy is restored from its own Volume.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import {
  GENUINE_VERSIONS,
  runConsole,
  startDirector,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

interface Route {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly type: 'Copy' | 'Migrate';
  /** A Client that is called by Storages: their roles between one another turn around too. */
  readonly client?: string;
}

/** Two at a time, because a genuine Director takes its time: no route waits for a drive that the other lane has. */
const LANES: Readonly<Record<string, readonly Route[]>> = {
  Ours: [
    { name: 'Near', from: 'test-sd', to: 'test-sd', type: 'Copy' },
    { name: 'Far', from: 'test-sd', to: 'other-sd', type: 'Copy' },
    { name: 'Move', from: 'test-sd', to: 'other-sd', type: 'Migrate' },
    { name: 'Called', from: 'test-sd', to: 'other-sd', type: 'Copy', client: 'called-fd' },
  ],
  Mixed: [
    { name: 'Away', from: 'test-sd', to: 'genuine-sd', type: 'Copy' },
    { name: 'Home', from: 'genuine-sd', to: 'test-sd', type: 'Copy' },
    { name: 'CalledAway', from: 'test-sd', to: 'genuine-sd', type: 'Copy', client: 'called-fd' },
    { name: 'CalledHome', from: 'genuine-sd', to: 'test-sd', type: 'Migrate', client: 'called-fd' },
  ],
};

/** `lane`: its FileSet, so that a restore finds what this lane has saved. */
function resources(lane: string, { name, from, to, type, client = 'test-fd' }: Route): string {
  const job = (jobName: string, of: string, more = ''): string =>
    `Job { Name = ${jobName}\n Type = ${of}\n Level = Full\n Client = ${client}\n FileSet = ${lane}\n Storage = ${from}\n Pool = From${name}\n Messages = Standard\n Maximum Concurrent Jobs = 10\n ${more}\n }`;
  const pool = (poolName: string, storage: string, more = ''): string =>
    `Pool { Name = ${poolName}\n Pool Type = Backup\n Storage = ${storage}\n Label Format = "${poolName}-"\n ${more}\n }`;
  return [
    pool(`To${name}`, to),
    pool(`From${name}`, from, `Next Pool = To${name}`),
    job(`Save${name}`, 'Backup'),
    job(`${type}${name}`, type, `Selection Type = Job\n Selection Pattern = "Save${name}"`),
  ].join('\n');
}

for (const version of GENUINE_VERSIONS) {
  test(`${version}: what a genuine Director has our Storage Daemons copy and migrate is restored with equal content`, async (t) => {
    await using postgres = await startPostgres();
    await using dir = await makeTempDir('our-copies');
    const tree = join(dir.path, 'tree');
    await mkdir(tree);
    const sizes = [0, 5, 70_000, 300_000];
    for (const [index, bytes] of sizes.entries()) {
      await writeFile(join(tree, `file-${index}`), pseudoRandomBytes(bytes, index + 1));
    }
    await using client = await startFileDaemon({ version });
    const drives = [{ name: 'D-0' }, { name: 'D-1' }, { name: 'D-2' }];
    await using storage = await startOurStorageDaemon({ version, devices: drives, autochanger: 'Changer' });
    const far = [{ name: 'Far', mediaType: 'Far' }];
    await using other = await startOurStorageDaemon({ version, name: 'other-sd', devices: far });
    const gen = [{ name: 'Gen', mediaType: 'Gen' }];
    await using genuine = await startStorageDaemon({ version, name: 'genuine-sd', devices: gen });
    const catalog = await postgres.createGenuineCatalog(version);
    await using director = await startDirector({
      version,
      catalog,
      fileDaemons: [client],
      storageDaemons: [storage, other, genuine],
      fileSets: Object.keys(LANES).map((name) => ({ name, files: [tree] })),
      extra: [
        `Client { Name = called-fd\n Address = localhost\n FD Port = ${client.port}\n Password = ${client.password}\n Catalog = Catalog\n SD Calls Client = yes\n Maximum Concurrent Jobs = 10\n }`,
        ...Object.entries(LANES).flatMap(([lane, routes]) => routes.map((route) => resources(lane, route))),
      ].join('\n'),
    });
    /** Orders a Job, and returns all that is said of it when its report is there. */
    const ends = async (command: string): Promise<string> => {
      const jobId = /JobId=(\d+)/.exec(await runConsole(version, director, [command]))?.[1];
      const log = `SELECT string_agg(LogText, '' ORDER BY LogId) FROM Log WHERE JobId = ${jobId}`;
      let said = '';
      await until(
        async () => {
          said = await postgres.psql(catalog.database, log);
          return said.includes('Termination: ');
        },
        { what: () => `${command} to end: ${said}`, everyMs: 200 },
      );
      return said;
    };
    const travel = async (lane: string, { name, type, client: by = 'test-fd' }: Route): Promise<void> => {
      const saved = await ends(`run job=Save${name} yes`);
      t.regex(saved, /Termination: +Backup OK\n/, name);
      const copied = await ends(`run job=${type}${name} yes`);
      t.regex(copied, /Termination: +(Copying|Migration) OK\n/, `${name}: ${copied}`);
      // Only where the original is gone does the copy take its place.
      const original = /Prev Backup JobId: +(\d+)/.exec(copied)?.[1];
      if (type === 'Copy') await runConsole(version, director, [`delete jobid=${original} yes`]);
      const where = join(dir.path, `restored-${name}`);
      const restored = await ends(`restore client=${by} fileset=${lane} where=${where} select all done yes`);
      t.regex(restored, /Termination: +Restore OK\n/, `${name}: ${restored}`);
      t.regex(restored, new RegExp(`volume "To${name}-\\d+"`, 'i'), name);
      t.deepEqual(await compareTrees(tree, join(where, tree)), [], name);
    };
    await Promise.all(
      Object.entries(LANES).map(async ([lane, routes]) => {
        for (const route of routes) await travel(lane, route);
      }),
    );
  });
}
