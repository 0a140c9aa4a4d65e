/** A cancel ends a Job in bounded time, whatever it was doing, and the next Job runs. */
import test, { type ExecutionContext } from 'ava';
import { countFiles, jobById } from '../../src/catalog/index.ts';
import { makeManyFiles } from '../support/many-files.ts';
import type { OurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

/** Far below what a Job would wait by itself for daemons that hang. */
const BOUND_MS = 120_000;

async function waitForStatus(
  t: ExecutionContext,
  director: OurDirector,
  jobId: number,
  letters: string,
): Promise<void> {
  const isThere = async () => {
    const job = (await director.activeJobs()).find((active) => active.jobId === jobId);
    if (job === undefined) throw new Error(`JobId ${jobId} is over: ${await director.log()}`);
    return letters.includes(job.status);
  };
  const seen = () => `JobId ${jobId} to be ${letters}: ${JSON.stringify(director.status().active)}`;
  await until(isThere, { what: seen }).catch(async (error) => {
    t.log(await director.log());
    throw error;
  });
}

/** Cancels it, and shows that it ended as canceled, with a report and a row that says so. */
async function cancelEnds(t: ExecutionContext, { director }: Pick<Stage, 'director'>, jobId: number): Promise<void> {
  const bound = AbortSignal.timeout(BOUND_MS);
  await director.cancel(jobId);
  const ended = await director.waitFor(jobId, bound);
  t.is(ended?.status, 'A');
  t.regex(await director.log(), new RegExp(`JobId: +${jobId}\\n[\\s\\S]*Termination: +Backup Canceled`));
}

async function nextJobRuns(t: ExecutionContext, { director }: Pick<Stage, 'director'>, job = 'Backup'): Promise<void> {
  const next = await director.runAndWait({ job });
  if (next.status !== 'T') t.log(await director.log());
  t.is(next.status, 'T');
}

/** The Job has ended for the Director; its daemons hear of it and wind up what they did. */
async function daemonsAreIdle({ director, client, storage }: Stage): Promise<void> {
  const idle = async () =>
    [await director.clientStatus(client.name), await director.storageStatus(storage.name)].every((status) =>
      /No Jobs running/.test(status),
    );
  await until(idle, { what: 'both daemons to have no Job', everyMs: 500, timeoutMs: 120_000 });
}

const SLOW = { 'Maximum Bandwidth': '5 kb/s' };
const slowFiles = Array.from({ length: 30 }, () => 200_000);

test('a Job that waits for its start time', async (t) => {
  const stage = await setStage(t, postgres, { version: '15.0.3' });
  const { jobId } = await stage.director.run({ job: 'Backup', when: new Date(Date.now() + 3_600_000) });
  await waitForStatus(t, stage.director, jobId, 't');
  await cancelEnds(t, stage, jobId);
  await nextJobRuns(t, stage);
});

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`a Job that sends its data through ${version}, and another that waits behind it`, async (t) => {
    const jobDirectives = { ...SLOW, 'Maximum Concurrent Jobs': 1 };
    const stage = await setStage(t, postgres, { version, jobDirectives, files: slowFiles });
    const first = await stage.director.run({ job: 'Backup' });
    const second = await stage.director.run({ job: 'Backup' });
    await waitForStatus(t, stage.director, second.jobId, 'j');
    await cancelEnds(t, stage, second.jobId);
    await until(async () => (await stage.director.log()).includes('Wrote label'), { what: 'data' });
    await cancelEnds(t, stage, first.jobId);
    for (const { jobId } of [first, second]) {
      t.is((await stage.director.catalogAccess.one(jobById(jobId))).jobStatus, 'A');
      t.is((await stage.director.catalogAccess.one(countFiles(jobId))).files, 0);
    }
    await daemonsAreIdle(stage);
  });

  test(`a Job that waits at ${version} for a Volume that nobody can make`, async (t) => {
    const poolDirectives = { 'Label Format': undefined };
    const stage = await setStage(t, postgres, { version, poolDirectives });
    const { jobId } = await stage.director.run({ job: 'Backup' });
    await waitForStatus(t, stage.director, jobId, 'mM');
    await cancelEnds(t, stage, jobId);
    await daemonsAreIdle(stage);
  });
}

test('a Job whose Storage Daemon accepts calls and says nothing', async (t) => {
  const stage = await setStage(t, postgres, { version: '15.0.3' });
  await stage.storage.kill('SIGSTOP');
  const { jobId } = await stage.director.run({ job: 'Backup' });
  await waitForStatus(t, stage.director, jobId, 'R');
  await cancelEnds(t, stage, jobId);
  await stage.storage.kill('SIGCONT');
  await nextJobRuns(t, stage);
});

test('a Job whose two daemons hang in the middle of the data', async (t) => {
  const stage = await setStage(t, postgres, { version: '15.0.3', jobDirectives: SLOW, files: slowFiles });
  const { jobId } = await stage.director.run({ job: 'Backup' });
  await until(async () => (await stage.director.log()).includes('Wrote label'), { what: 'data' });
  await Promise.all([stage.storage.kill('SIGSTOP'), stage.client.kill('SIGSTOP')]);
  await cancelEnds(t, stage, jobId);
  await Promise.all([stage.storage.kill('SIGCONT'), stage.client.kill('SIGCONT')]);
});

test('a Job whose attributes are on their way into the Catalog', async (t) => {
  const stage = await setStage(t, postgres, { version: '15.0.3' });
  await makeManyFiles(stage.tree, { files: 40_000 });
  const { jobId } = await stage.director.run({ job: 'Backup' });
  await until(() => stage.director.status().active.some((job) => 'ai'.includes(job.status)), {
    what: () => `despooling: ${JSON.stringify(stage.director.status())}`,
    everyMs: 2,
  });
  await cancelEnds(t, stage, jobId);
  t.is((await stage.director.catalogAccess.one(jobById(jobId))).jobStatus, 'A');
  await nextJobRuns(t, stage);
});

test('a Job that waits for a device that a 9.6.7 does not have ends by itself, and is told why', async (t) => {
  const storageDirectives = { Device: 'NoSuchDevice' };
  const stage = await setStage(t, postgres, { version: '9.6.7', storageDirectives });
  const ended = await stage.director.runAndWait({ job: 'Backup' });
  t.is(ended.status, 'f');
  t.regex(await stage.director.log(), /Storage "test-sd" refused a device: it has no device "NoSuchDevice"/);
});
