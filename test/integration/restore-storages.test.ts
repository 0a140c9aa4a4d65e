/** Restores beyond one Storage and one Client; bootstrap files; what is missing; and a restore that is cancelled. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { planBootstrap, planRestore } from '../../src/director/restore/index.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { bextract, startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { type OurDirector, startOurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { isRestored, restoreAndWait, restoreWell } from '../support/restoring.ts';
import { setStage } from '../support/stage.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

async function folder(t: ExecutionContext): Promise<TempDir> {
  const dir = await makeTempDir('restored');
  t.teardown(() => dir[Symbol.asyncDispose]());
  return dir;
}

const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_100));

async function backUp(t: ExecutionContext, director: OurDirector, request: { level: 'F' | 'I'; storage?: string }) {
  const finished = await director.runAndWait({ job: 'Backup', accurate: request.level !== 'F', ...request });
  if (finished.status !== 'T') t.log(await director.log());
  t.is(finished.status, 'T');
  await nextSecond();
  return finished.jobId;
}

const jobStatus = (director: OurDirector, jobId: number, letters: string) =>
  until(async () => (await director.activeJobs()).some((job) => job.jobId === jobId && letters.includes(job.status)), {
    what: `JobId ${jobId} to be ${letters}`,
  });

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`${version}: a chain on two Storages is read from one after the other, and goes to another Client`, async (t) => {
    await using stack = new AsyncDisposableStack();
    const out = await folder(t);
    const tree = join(out.path, 'source');
    await mkdir(join(tree, 'changed', 'below'), { recursive: true });
    await writeFile(join(tree, 'old'), pseudoRandomBytes(100_000, 1));
    await writeFile(join(tree, 'changed', 'below', 'file'), 'before\n');
    const client = stack.use(await startFileDaemon({ version }));
    const other = stack.use(await startFileDaemon({ version, name: 'other-fd' }));
    const storage = stack.use(await startStorageDaemon({ version }));
    const second = stack.use(
      await startStorageDaemon({ version, name: 'second-sd', devices: [{ name: 'Second', mediaType: 'Second' }] }),
    );
    const director = stack.use(
      await startOurDirector({
        catalog: await postgres.createDatabase(`storages${version.replaceAll('.', '')}`),
        fileDaemons: [client, other],
        storageDaemons: [storage, second],
        fileSets: [{ files: [tree], options: { Signature: 'MD5' } }],
      }),
    );
    await backUp(t, director, { level: 'F' });
    await writeFile(join(tree, 'changed', 'below', 'file'), 'after\n');
    await backUp(t, director, { level: 'I', storage: second.name });
    await writeFile(join(tree, 'new'), pseudoRandomBytes(50_000, 2));
    await backUp(t, director, { level: 'I' });

    const from = { kind: 'point-in-time', client: client.name } as const;
    const where = join(out.path, 'back');
    await restoreWell(t, director, { from, where, client: other.name });
    await isRestored(t, tree, where, tree);
    const log = await director.log();
    t.regex(
      log,
      /Using Device "FileStorage" to read[\s\S]*Using Device "Second" to read[\s\S]*Using Device "FileStorage" to read/,
    );
    t.regex(log, /Restore Client: +"other-fd"/);
  });

  test(`${version}: a bootstrap of ours is understood by bextract and by our own restore`, async (t) => {
    const stage = await setStage(t, postgres, { version, files: [10_000, 200_000, 3_000] });
    const { director, client, storage, tree } = stage;
    const out = await folder(t);
    await backUp(t, director, { level: 'F' });
    await writeFile(join(tree, 'file-2'), 'changed');
    await backUp(t, director, { level: 'I' });
    const files = [join(tree, 'file-0'), join(tree, 'file-2')];
    const request = { from: { kind: 'point-in-time', client: client.name }, files } as const;
    const plan = await planRestore(request, { catalog: director.catalogAccess, config: director.config });
    const text = [...planBootstrap(plan)].join('');
    const target = join(out.path, 'extracted');
    const result = await bextract(storage, { volumes: [], bootstrap: text, target });
    t.deepEqual((await readdir(join(target, tree))).sort(), ['file-0', 'file-2'], result.stdout);
    const where = join(out.path, 'restored');
    const finished = await restoreWell(t, director, { from: { kind: 'bootstrap', text }, where });
    t.is(finished.files, 3);
    // Both leave the folder with the time of what came into it last: a bootstrap is read once.
    const except = (path: string) => path === '.';
    t.deepEqual(await compareTrees(join(where, tree), join(target, tree), { except }), []);
  });

  test(`${version}: a restore whose Volume is not there waits, and a cancel ends it`, async (t) => {
    const stage = await setStage(t, postgres, { version });
    const { director, storage } = stage;
    const out = await folder(t);
    const jobId = await backUp(t, director, { level: 'F' });
    const volume = join(storage.volumeDirectory, 'Vol-0001');
    await rename(volume, `${volume}.away`);
    const from = { kind: 'job', jobId } as const;
    const { jobId: restoreId } = await director.restore({ from, where: out.path });
    await jobStatus(director, restoreId, 'M');
    const asksForIt = async () => /Please mount read Volume "Vol-0001"/.test(await director.log());
    await until(asksForIt, { what: 'the Job to ask for its Volume' });
    await director.cancel(restoreId);
    t.is((await director.waitFor(restoreId))?.status, 'A');
    t.regex(await director.log(), /Termination: +Restore Canceled/);
    await rename(`${volume}.away`, volume);
    await restoreWell(t, director, { from, where: out.path });
  });

  test(`${version}: a cancel ends a restore in the middle of its data`, async (t) => {
    const files = Array.from({ length: 200 }, () => 1_000_000);
    const stage = await setStage(t, postgres, { version, files });
    const { director, storage } = stage;
    const out = await folder(t);
    const jobId = await backUp(t, director, { level: 'F' });
    const from = { kind: 'job', jobId } as const;
    const { jobId: restoreId } = await director.restore({ from, where: out.path });
    await until(async () => (await readdir(out.path)).length > 0, { what: 'files to come' });
    await director.cancel(restoreId);
    t.is((await director.waitFor(restoreId))?.status, 'A');
    // A Job that asks for the device in the very moment in which it becomes free waits a minute at the Storage Daemon.
    await until(async () => /No Jobs running/.test(await director.storageStatus(storage.name)), {
      what: 'the Storage Daemon to let go of the Job',
    });
    await restoreWell(t, director, { from, where: out.path });
  });
}

test('what cannot be restored is said at once, with what there is instead', async (t) => {
  const stage = await setStage(t, postgres, { version: '15.0.3' });
  const { director, client } = stage;
  await t.throwsAsync(restoreAndWait(director, { from: { kind: 'point-in-time', client: client.name } }), {
    message: `Client "${client.name}" has no good backup in the Catalog`,
  });
  await backUp(t, director, { level: 'F' });
  const from = { kind: 'point-in-time', client: client.name } as const;
  const mistakes = [
    [{ from: { kind: 'job', jobId: 999 } }, { code: 'RESTORE_NOTHING_THERE', message: /JobId 999/ }],
    [
      { from: { kind: 'point-in-time', client: 'x' } },
      { code: 'RESTORE_NOTHING_THERE', hint: `These have: ${client.name}` },
    ],
    [{ from: { ...from, fileSet: 'x' } }, { code: 'RESTORE_NOTHING_THERE', hint: 'It has backups of: Tree' }],
    [
      { from: { ...from, before: new Date(0) } },
      { code: 'RESTORE_NOTHING_THERE', message: /no Full backup from before 1970/ },
    ],
    [
      { from, files: ['/nowhere'] },
      { code: 'RESTORE_FILES_NOT_FOUND', message: /\/nowhere/ },
    ],
    [{ from, files: ['relative'] }, { code: 'RESTORE_BAD_REQUEST' }],
    [
      { from, client: 'x' },
      { code: 'RESTORE_BAD_REQUEST', message: /Client "x"/ },
    ],
    [
      { from, storage: 'x' },
      { code: 'RESTORE_BAD_REQUEST', message: /Storage is called "x"/ },
    ],
    [
      { from, job: 'Backup' },
      { code: 'RESTORE_BAD_REQUEST', hint: 'There are: Restore' },
    ],
    [{ from: { kind: 'bootstrap', text: 'nonsense' } }, { code: 'VOLUME_BOOTSTRAP_SYNTAX' }],
  ] as const;
  for (const [request, expected] of mistakes) {
    const error = await t.throwsAsync(restoreAndWait(director, request), undefined, JSON.stringify(request));
    const { message, ...rest } = { message: /./, ...expected };
    t.regex(error?.message ?? '', message);
    t.like(error, rest);
  }
});

test('WriteBootstrap keeps a file with which the chain comes back without a Catalog', async (t) => {
  const out = await folder(t);
  const file = join(out.path, 'Backup.bsr');
  const jobDirectives = { 'Write Bootstrap': join(out.path, '%n.bsr') };
  const stage = await setStage(t, postgres, { version: '15.0.3', jobDirectives });
  const { director, storage, tree } = stage;
  await backUp(t, director, { level: 'F' });
  const first = await readFile(file, 'latin1');
  t.regex(first, /^# \d\d-[A-Z][a-z]{2}-\d{4} [\d:]{8} - Backup\.[^ ]+ - Full\nStorage="test-sd"\nVolume="Vol-0001"\n/);
  await writeFile(join(tree, 'file-1'), 'changed');
  await backUp(t, director, { level: 'I' });
  const chain = await readFile(file, 'latin1');
  t.true(chain.startsWith(first));
  t.regex(chain.slice(first.length), /^# .* - Incremental, since=/);
  const target = join(out.path, 'extracted');
  await bextract(storage, { volumes: [], bootstrap: chain, target });
  t.is(await readFile(join(target, tree, 'file-1'), 'utf8'), 'changed');
  await restoreWell(t, director, { from: { kind: 'bootstrap', text: chain }, where: join(out.path, 'restored') });
  t.is(await readFile(join(out.path, 'restored', tree, 'file-1'), 'utf8'), 'changed');
  await backUp(t, director, { level: 'F' });
  t.is((await readFile(file, 'latin1')).match(/^#/gm)?.length, 1);
});

test('a bootstrap can be piped to a command, and a fault of it is only a warning', async (t) => {
  const out = await folder(t);
  const jobDirectives = { 'Write Bootstrap': `|tee ${join(out.path, '%i.bsr')}` };
  const stage = await setStage(t, postgres, { version: '9.6.7', jobDirectives });
  const jobId = await backUp(t, stage.director, { level: 'F' });
  t.regex(await readFile(join(out.path, `${jobId}.bsr`), 'latin1'), /\nFileIndex=1-3\n$/);
  stage.director.change({ jobDirectives: { 'Write Bootstrap': '/nonexistent/folder/x.bsr' } });
  t.true((await stage.director.reload()).applied);
  await backUp(t, stage.director, { level: 'F' });
  t.regex(
    await stage.director.log(),
    /Warning: Could not write the bootstrap to "\/nonexistent\/folder\/x\.bsr": ENOENT/,
  );
});
