/** What an operator does through a genuine bconsole and Director with our Storage Daemon: Volumes, devices, running Jobs. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import {
  GENUINE_VERSIONS,
  type GenuineVersion,
  runConsole,
  startDirector,
  startFileDaemon,
} from '../support/genuine.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

/** So many that no credit of a genuine Client, which counts the time that it stood still, is enough for all of them. */
const FILES = 200;
const FILE_BYTES = 100_000;

let postgres: Postgres;
let catalogs = 0;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

interface Stage {
  readonly tree: string;
  readonly volumes: string;
  say(...commands: string[]): Promise<string>;
  /** Starts the slow Job; resolves with its JobId when so many files have reached the Storage Daemon. */
  runSlow(files: number): Promise<string>;
}

async function setStage(t: ExecutionContext, version: GenuineVersion): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('our-operator'));
  const tree = join(dir.path, 'tree');
  await mkdir(tree);
  for (let i = 0; i < FILES; i++) await writeFile(join(tree, `file-${i}`), pseudoRandomBytes(FILE_BYTES, i + 1));
  const client = stack.use(await startFileDaemon({ version }));
  const devices = [{ name: 'D-0' }, { name: 'D-1' }];
  const storage = stack.use(await startOurStorageDaemon({ version, devices, autochanger: 'Changer' }));
  const slow = `Job { Name = Slow\n Type = Backup\n Level = Full\n Client = test-fd\n FileSet = Tree\n Storage = test-sd\n Pool = Default\n Messages = Standard\n Maximum Bandwidth = 300 kb/s\n Maximum Concurrent Jobs = 5\n }`;
  const director = stack.use(
    await startDirector({
      version,
      catalog: await postgres.createGenuineCatalog(version, `operator${++catalogs}`),
      fileDaemons: [client],
      storageDaemons: [storage],
      fileSets: [{ files: [tree] }],
      extra: slow,
    }),
  );
  const say = (...commands: string[]) => runConsole(version, director, [...commands, 'messages']);
  const runSlow = async (files: number): Promise<string> => {
    const jobId = /JobId=(\d+)/.exec(await say('run job=Slow yes'))?.[1] ?? '';
    await until(
      async () => {
        const said = await say('status storage=test-sd');
        const sent = Number(new RegExp(`JobId=${jobId} [^]*?Files=(\\d+)`).exec(said)?.[1] ?? 0);
        return sent >= files;
      },
      { what: `${files} files of Job ${jobId}` },
    );
    return jobId;
  };
  const kept = stack.move();
  t.teardown(() => kept.disposeAsync());
  return { tree, volumes: storage.volumeDirectory, say, runSlow };
}

const sizeOf = async (folder: string, volume: string): Promise<number> => (await stat(join(folder, volume))).size;

for (const version of GENUINE_VERSIONS) {
  test(`${version}: devices are disabled, enabled, unmounted, mounted and released`, async (t) => {
    const { say } = await setStage(t, version);
    const on = 'storage=test-sd drive=0';
    const said = await say(
      `disable ${on}`,
      'status storage=test-sd',
      `enable ${on}`,
      `enable ${on}`,
      `unmount ${on}`,
      `mount ${on} slot=0`,
      `release ${on}`,
    );
    t.regex(said, /3002 Device ""D-0" \(.*\)" disabled\./);
    t.regex(said, /Device is disabled\. User command\./);
    t.regex(said, /3002 Device ""D-0" \(.*\)" enabled\./);
    t.regex(said, /3003 Device ""D-0" \(.*\)" already enabled\./);
    t.regex(said, /3(901|002) Device ""D-0" \(.*\)" (is already )?unmounted\./);
    t.regex(said, /3(906|002|001) .*"D-0"/);
    t.regex(said, /3(921|022) Device ""D-0" \(.*\)" (already )?released\./);
    t.regex(await say('run job=Backup yes', 'wait'), /Termination: +Backup OK\n/);
  });

  test(`${version}: Volumes are labelled, truncated and relabelled, and what is in use is left alone`, async (t) => {
    const { say, volumes } = await setStage(t, version);
    const label = 'label storage=test-sd volume=Op-1 pool=Default drive=0 slot=0';
    t.regex(await say(label), /3000 OK label\. VolBytes=\d+ .*Volume="Op-1"/);
    t.regex(await say('run job=Backup yes', 'wait'), /Termination: +Backup OK\n/);
    t.true((await sizeOf(volumes, 'Op-1')) > FILES * FILE_BYTES);
    const relabel = 'relabel storage=test-sd oldvolume=Op-1 volume=Op-2 pool=Default drive=0 slot=0';
    t.notRegex(await say(relabel), /3000 OK label/);
    t.true((await sizeOf(volumes, 'Op-1')) > FILES * FILE_BYTES, 'a Volume with a Job on it is not relabelled');

    await say('purge volume=Op-1');
    await say('update volume=Op-1 actiononpurge=Truncate');
    const truncate =
      version === '9.6.7'
        ? 'purge volume=Op-1 action=truncate pool=Default storage=test-sd drive=0'
        : 'truncate volume=Op-1 storage=test-sd drive=0';
    const truncated = await say(truncate, 'list volumes');
    t.regex(truncated, /3000 OK label|has been truncated|truncated/, truncated);
    t.true((await sizeOf(volumes, 'Op-1')) < 1000, truncated);

    const renamed = await say(relabel);
    t.regex(renamed, /3000 OK label\. VolBytes=\d+ .*Volume="Op-2"/, renamed);
    t.deepEqual(await readdir(volumes), ['Op-2']);
    const again = await say('run job=Backup yes', 'wait');
    t.regex(again, /Termination: +Backup OK\n/, again);
    t.regex(again, /Volume name\(s\): +Op-2\n/);
  });

  test(`${version}: a running Job is sped up, canceled, and stopped to be resumed`, async (t) => {
    const { say, runSlow, tree } = await setStage(t, version);
    const canceled = await runSlow(2);
    t.regex(await say(`cancel jobid=${canceled} yes`, 'wait'), /Termination: +Backup Canceled\n/);

    const faster = await runSlow(2);
    t.regex(await say(`setbandwidth limit=100mb/s jobid=${faster}`), /2000 (OK )?Limiting bandwidth to 100\.0 MB\/s/);
    t.regex(await say('wait'), /Termination: +Backup OK\n/);

    const stopped = await runSlow(10);
    const said = await say(`stop jobid=${stopped}`, 'wait');
    t.regex(said, /Termination: +(\*\*\* )?Backup Incomplete|Incomplete/, said);
    // A genuine Client may hang up on its Storage before it has told it that it stops.
    t.regex(said, /SD termination status: +(Incomplete job|Error)\n/, said);
    const resume = version === '9.6.7' ? `resume incomplete jobid=${stopped}` : `resume jobid=${stopped}`;
    const resumed = await say(resume, `setbandwidth limit=100mb/s jobid=${stopped}`, 'wait');
    t.regex(resumed, /Termination: +Backup OK\n/, resumed);
    const where = join(tree, '..', 'restored');
    const restored = await say(`restore jobid=${stopped} client=test-fd where=${where} select all done yes`, 'wait');
    t.regex(restored, /Termination: +Restore OK\n/, restored);
    t.deepEqual(await compareTrees(tree, join(where, tree)), []);
  });
}
