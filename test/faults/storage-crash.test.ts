/**
 * Our Storage Daemon is killed while Jobs append, again and again: whatever it had reported as good is there. The same,
 * many more times, is `npm run crash`.
 */
import { mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { runCrashes } from '../crash/crash-run.ts';
import { bootstrapOf } from '../crash/read-back.ts';
import { type StorageDaemon, startFileDaemon } from '../support/genuine.ts';
import { startOurDirector } from '../support/our-director.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { isRestored, keepCopy, restoreWell } from '../support/restoring.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

test.serial('every Job that was reported good survives six kills of our Storage Daemon', async (t) => {
  const summary = await runCrashes({ kills: 6, seed: 20_261_121, tell: (text) => t.log(text) });
  t.deepEqual(summary.lost, []);
  t.is(summary.kills, 6);
  t.true(summary.goodJobs > 0, `${summary.goodJobs} of ${summary.jobs} Jobs were good`);
  t.true(summary.readings >= 2 * summary.goodJobs, 'each is read back when it is new, and at the end');
});

test.serial('a Storage Daemon that loses the end of a reported Job is found out', async (t) => {
  const summary = await runCrashes({
    kills: 2,
    seed: 4,
    tell: () => {},
    harm: async (storage, good) => {
      const job = good[0];
      const [part] = job === undefined ? [] : bootstrapOf(job, storage.catalog);
      const first = part?.addresses[0]?.first;
      if (part !== undefined && first !== undefined)
        await truncate(join(storage.volumes, part.volumes[0] ?? ''), first);
    },
  });
  t.true(summary.goodJobs > 0);
  t.regex(summary.lost.join('\n'), /JobId \d+, from its Volumes: .* files are missing/);
  t.regex(summary.lost.join('\n'), /JobId \d+, through the daemon: .* files are missing/);
});

/** Bytes of all Volumes. */
async function writtenBytes({ volumeDirectory }: StorageDaemon): Promise<number> {
  const volumes = await readdir(volumeDirectory);
  const sizes = await Promise.all(volumes.map(async (name) => (await stat(join(volumeDirectory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test.serial('beside a genuine Client, our Director restores what was good, after each of two kills', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('storage-crash');
  const source = join(dir.path, 'source');
  await mkdir(source);
  await using client = await startFileDaemon({ version: '15.0.3' });
  await using storage = await startOurStorageDaemon();
  await using director = await startOurDirector({
    catalog: await postgres.createDatabase('crash'),
    fileDaemons: [client],
    storageDaemons: [storage],
    fileSets: [{ files: [source], options: { Signature: 'MD5' } }],
    poolDirectives: { 'Maximum Volume Bytes': 3_000_000 },
  });
  const good: { jobId: number; copy: string }[] = [];
  const backUp = async (): Promise<void> => {
    const seed = good.length * 100;
    await Promise.all(
      [...Array(20).keys()].map((i) => writeFile(join(source, `file-${i}`), pseudoRandomBytes(80_000, seed + i))),
    );
    const { jobId, status } = await director.runAndWait({ job: 'Backup', level: 'F' });
    if (status !== 'T') t.log(await director.log(), await storage.log());
    t.is(status, 'T');
    good.push({ jobId, copy: await keepCopy(source, join(dir.path, `copy-${jobId}`)) });
  };
  await backUp();
  for (let kill = 1; kill <= 2; kill++) {
    const before = await writtenBytes(storage);
    const { jobId } = await director.run({ job: 'Backup', level: 'F' });
    await until(async () => (await writtenBytes(storage)) > before, { what: 'data of the next Job', everyMs: 5 });
    await storage.kill('SIGKILL');
    const ended = await director.waitFor(jobId);
    if (ended?.status === 'T') good.push({ jobId, copy: await keepCopy(source, join(dir.path, `copy-${jobId}`)) });
    await storage.start();
    await backUp();
    for (const { jobId: from, copy } of good) {
      const where = join(dir.path, `restored-${kill}-${from}`);
      await restoreWell(t, director, { from: { kind: 'job', jobId: from }, where });
      await isRestored(t, copy, where, source);
    }
  }
});
