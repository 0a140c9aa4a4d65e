/** Daemons that are away, die or want something else during a restore: it says so in time, and the next one runs. */
import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { QueuedJob } from '../../src/director/index.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { restoreWell } from '../support/restoring.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

interface Restoring extends Stage {
  readonly where: string;
  readonly backup: number;
  order(): Promise<QueuedJob>;
}

async function ready(t: ExecutionContext, version: '15.0.3' | '9.6.7', files: readonly number[]): Promise<Restoring> {
  const stage = await setStage(t, postgres, { version, files });
  const dir = await makeTempDir('restored');
  t.teardown(() => dir[Symbol.asyncDispose]());
  const { director } = stage;
  const { status, jobId: backup } = await director.runAndWait({ job: 'Backup' });
  t.is(status, 'T');
  const request = { from: { kind: 'job', jobId: backup }, where: dir.path } as const;
  return { ...stage, where: dir.path, backup, order: () => director.restore(request) };
}

const dataFlows = ({ where }: Restoring) =>
  until(async () => (await readdir(where)).length > 0, { what: 'files to come' });

async function endsBadly(t: ExecutionContext, stage: Restoring, jobId: number, said: RegExp): Promise<void> {
  const ended = await stage.director.waitFor(jobId);
  const log = await stage.director.log();
  if (!said.test(log)) t.log(log);
  t.true('Ef'.includes(ended?.status ?? 'none'), ended?.status);
  t.regex(log, said);
  t.regex(log, /Termination: +\*\*\* Restore Error \*\*\*/);
}

async function nextRestores(t: ExecutionContext, { director, storage, where, backup }: Restoring): Promise<void> {
  await until(async () => /No Jobs running/.test(await director.storageStatus(storage.name)), {
    what: 'the Storage Daemon to let go of the Job',
  });
  await restoreWell(t, director, { from: { kind: 'job', jobId: backup }, where });
}

const MANY = Array.from({ length: 150 }, () => 1_000_000);

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`a ${version} Client that is away`, async (t) => {
    const stage = await ready(t, version, [1000]);
    await stage.client.stop();
    const { jobId } = await stage.order();
    await endsBadly(t, stage, jobId, /Fatal error: Client "test-fd" .* cannot be reached/);
    await stage.client.start();
    await nextRestores(t, stage);
  });

  test(`a ${version} Client that is killed in the middle`, async (t) => {
    const stage = await ready(t, version, MANY);
    const { jobId } = await stage.order();
    await dataFlows(stage);
    await stage.client.kill('SIGKILL');
    await endsBadly(t, stage, jobId, /Connection to Client "test-fd" was lost/);
    await stage.client.start();
    await nextRestores(t, stage);
  });

  test(`a ${version} Storage Daemon that is killed in the middle`, async (t) => {
    const stage = await ready(t, version, MANY);
    const { jobId } = await stage.order();
    await dataFlows(stage);
    await stage.storage.kill('SIGKILL');
    await endsBadly(t, stage, jobId, /Connection to Storage "test-sd" was lost/);
    await stage.storage.start();
    await nextRestores(t, stage);
  });

  test(`a Volume that was cut short under a ${version} Storage Daemon`, async (t) => {
    const stage = await ready(t, version, [300_000, 300_000, 300_000]);
    await truncate(join(stage.storage.volumeDirectory, 'Vol-0001'), 400_000);
    const { jobId } = await stage.order();
    await endsBadly(
      t,
      stage,
      jobId,
      /^(?=[\s\S]*Error: .*Short block of \d+ bytes)[\s\S]*file-\d not correct\. Original 300000/,
    );
    t.is((await stage.director.runAndWait({ job: 'Backup' })).status, 'T', await stage.director.log());
  });

  test(`a place where a ${version} Client cannot write`, async (t) => {
    const stage = await ready(t, version, [1000, 2000]);
    const obstacle = join(stage.where, 'file');
    await writeFile(obstacle, '');
    const request = { from: { kind: 'job', jobId: stage.backup }, where: join(obstacle, 'below') } as const;
    const { jobId } = await stage.director.restore(request);
    await endsBadly(t, stage, jobId, /Error: .*\/file exists but is not a directory/);
    await nextRestores(t, stage);
  });
}
