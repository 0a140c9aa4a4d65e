/** What a restore brings back through genuine daemons: from which Jobs, which files, and where to. */
import { appendFile, link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sql, updateJob } from '../../src/catalog/index.ts';
import { compareTrees } from '../support/compare-tree.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { isRestored, keepCopy, restoreAndWait, restoreWell } from '../support/restoring.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

/** Jobs and points in time are told apart by whole seconds. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_100));

async function folder(t: ExecutionContext): Promise<TempDir> {
  const dir = await makeTempDir('restored');
  t.teardown(() => dir[Symbol.asyncDispose]());
  return dir;
}

async function backUp(t: ExecutionContext, { director }: Stage, level: 'F' | 'D' | 'I'): Promise<number> {
  const finished = await director.runAndWait({ job: 'Backup', level, accurate: level !== 'F' });
  if (finished.status !== 'T') t.log(await director.log());
  t.is(finished.status, 'T');
  await nextSecond();
  return finished.jobId;
}

/** Folders with old times, so that a wrong time cannot be a right one by chance. */
async function makeOld(tree: string): Promise<void> {
  for (const name of await readdir(tree, { recursive: true })) await utimes(join(tree, name), 1e9, 1e9);
  await utimes(tree, 1e9, 1e9);
}

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`${version}: a Client comes back as it was at each point in time`, async (t) => {
    const stage = await setStage(t, postgres, { version });
    const { director, client, tree } = stage;
    const out = await folder(t);
    await mkdir(join(tree, 'still'));
    await writeFile(join(tree, 'still', 'edited in place'), 'first\n');
    await mkdir(join(tree, 'moved'));
    await writeFile(join(tree, 'moved', 'file'), 'moves\n');
    await writeFile(join(tree, 'shared'), 'one inode\n');
    await link(join(tree, 'shared'), join(tree, 'still', 'shared'));
    await makeOld(tree);

    const moments: { copy: string; before: Date }[] = [];
    const keep = async (name: string, level: 'F' | 'D' | 'I') => {
      await backUp(t, stage, level);
      moments.push({ copy: await keepCopy(tree, join(out.path, name)), before: new Date() });
      await nextSecond();
    };
    await keep('full', 'F');
    await appendFile(join(tree, 'still', 'edited in place'), 'second\n');
    await rm(join(tree, 'file-0'));
    await writeFile(join(tree, 'new'), pseudoRandomBytes(70_000, 9));
    await keep('incremental', 'I');
    await rename(join(tree, 'moved'), join(tree, 'renamed'));
    await keep('differential', 'D');
    await rm(join(tree, 'new'));
    await mkdir(join(tree, 'empty'));
    await keep('last', 'I');

    for (const { copy, before } of moments) {
      const where = `${copy}-restored`;
      await restoreWell(t, director, { from: { kind: 'point-in-time', client: client.name, before }, where });
      await isRestored(t, copy, where, tree);
    }
  });

  test(`${version}: chosen files and folders come back with the folders above and with their hard links`, async (t) => {
    const stage = await setStage(t, postgres, { version });
    const { director, client, tree } = stage;
    const out = await folder(t);
    await mkdir(join(tree, 'a', 'b'), { recursive: true, mode: 0o710 });
    await writeFile(join(tree, 'a', 'b', 'wanted.conf'), 'yes\n');
    await writeFile(join(tree, 'a', 'unwanted'), 'no\n');
    await link(join(tree, 'file-1'), join(tree, 'z-link'));
    await makeOld(tree);
    await backUp(t, stage, 'F');
    const from = { kind: 'point-in-time', client: client.name } as const;
    const where = out.path;
    await restoreWell(t, director, { from, where, files: ['*.conf', join(tree, 'no-such-file')] });
    const restored = join(where, tree);
    t.deepEqual((await readdir(restored, { recursive: true })).sort(), ['a', 'a/b', 'a/b/wanted.conf']);
    const [above, original] = await Promise.all([stat(join(restored, 'a')), stat(join(tree, 'a'))]);
    t.deepEqual([above.mode, above.mtimeMs], [original.mode, original.mtimeMs]);
    t.regex(await director.log(), /Warning: Not in these backups: .*no-such-file/);
    // Whichever of the two names the Client saved first, the other has no data of its own.
    for (const name of ['file-1', 'z-link']) {
      const place = join(out.path, name);
      await restoreWell(t, director, { from, where: place, files: [join(tree, name)] });
      t.deepEqual(await readFile(join(place, tree, name)), await readFile(join(tree, name)));
    }
  });

  test(`${version}: what is there already is replaced as asked for`, async (t) => {
    const stage = await setStage(t, postgres, { version });
    const { director, tree } = stage;
    const out = await folder(t);
    await makeOld(tree);
    const jobId = await backUp(t, stage, 'F');
    const where = out.path;
    const target = join(where, tree, 'file-0');
    const original = await readFile(join(tree, 'file-0'), 'latin1');
    const outcomes = [
      ['n', 2e9, 'mine'],
      ['w', 2e9, 'mine'],
      ['w', 5e8, original],
      ['o', 5e8, 'mine'],
      ['o', 2e9, original],
      ['a', 2e9, original],
    ] as const;
    for (const [replace, mtime, expected] of outcomes) {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, 'mine');
      await utimes(target, mtime, mtime);
      await restoreWell(t, director, { from: { kind: 'job', jobId }, where, replace });
      t.is(await readFile(target, 'latin1'), expected, `${replace} ${mtime}`);
    }
  });

  test(`${version}: paths are changed by prefix, suffix and substitution`, async (t) => {
    const stage = await setStage(t, postgres, { version });
    const { director, tree } = stage;
    const out = await folder(t);
    const jobId = await backUp(t, stage, 'F');
    const from = { kind: 'job', jobId } as const;
    await restoreWell(t, director, { from, stripPrefix: tree, addPrefix: join(out.path, 'a b'), addSuffix: '.bak' });
    t.deepEqual((await readdir(join(out.path, 'a b'))).sort(), ['file-0.bak', 'file-1.bak']);
    await restoreWell(t, director, { from, regexWhere: `!^${tree}!${out.path}/c!,!file-!datei-!` });
    t.deepEqual((await readdir(join(out.path, 'c'))).sort(), ['datei-0', 'datei-1']);
  });

  test(`${version}: a Job that spans Volumes comes back whole and in part`, async (t) => {
    const files = Array.from({ length: 12 }, (_, i) => 150_000 + i * 10_000);
    const poolDirectives = { 'Maximum Volume Bytes': '600kb' };
    const stage = await setStage(t, postgres, { version, files, poolDirectives });
    const { director, tree } = stage;
    const out = await folder(t);
    await makeOld(tree);
    const jobId = await backUp(t, stage, 'F');
    const from = { kind: 'job', jobId } as const;
    t.regex(await director.log(), /Volume name\(s\): +Vol-0001\|Vol-0002\|Vol-0003/);
    await restoreWell(t, director, { from, where: join(out.path, 'all') });
    await isRestored(t, tree, join(out.path, 'all'), tree);
    for (let i = 0; i < files.length; i += 3) {
      const where = join(out.path, `one-${i}`);
      await restoreWell(t, director, { from, where, files: [join(tree, `file-${i}`)] });
      t.deepEqual(await readFile(join(where, tree, `file-${i}`)), await readFile(join(tree, `file-${i}`)));
    }
  });

  test(`${version}: of Jobs that wrote to one Volume at the same time each comes back by itself`, async (t) => {
    const files = Array.from({ length: 20 }, (_, i) => 100_000 + i);
    const stage = await setStage(t, postgres, { version, files, jobDirectives: { 'Maximum Bandwidth': '2mb/s' } });
    const { director, tree } = stage;
    const out = await folder(t);
    await makeOld(tree);
    const orders = await Promise.all([1, 2, 3].map(() => director.run({ job: 'Backup', level: 'F' })));
    for (const { jobId } of orders) t.is((await director.waitFor(jobId))?.status, 'T');
    for (const { jobId } of orders) {
      const where = join(out.path, String(jobId));
      const { files: restored } = await restoreWell(t, director, { from: { kind: 'job', jobId }, where });
      t.is(restored, files.length + 1);
      t.deepEqual(await compareTrees(tree, join(where, tree)), []);
    }
  });

  test(`${version}: without file records a Job comes back as a whole, and nothing can be chosen of it`, async (t) => {
    const stage = await setStage(t, postgres, { version });
    const { director, client, tree } = stage;
    const out = await folder(t);
    await makeOld(tree);
    const full = await backUp(t, stage, 'F');
    await writeFile(join(tree, 'more'), 'more');
    await backUp(t, stage, 'I');
    await director.catalogAccess.execute(sql`DELETE FROM File WHERE JobId = ${full}`);
    await director.catalogAccess.execute(updateJob(full, { purgedFiles: 1 }));
    const from = { kind: 'job', jobId: full } as const;
    await restoreWell(t, director, { from, where: out.path });
    t.deepEqual((await readdir(join(out.path, tree))).sort(), ['file-0', 'file-1']);
    await t.throwsAsync(restoreAndWait(director, { from, files: [join(tree, 'file-0')] }), {
      message: `The Catalog no longer has the file records of JobId ${full}`,
    });
    await t.throwsAsync(restoreAndWait(director, { from: { kind: 'point-in-time', client: client.name } }), {
      message: `The Catalog no longer has the file records of JobId ${full}`,
    });
  });
}
