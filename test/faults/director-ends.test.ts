/** The end of the Director in the middle of a Job, asked for or not: what becomes of the Job, and what the next start says. */
import test, { type ExecutionContext } from 'ava';
import type { Directives } from '../support/bacula-config.ts';
import { BACKUP_JOB } from '../support/director-config.ts';
import { GENUINE_VERSIONS, type GenuineVersion } from '../support/genuine.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import {
  dataFlows,
  endsWith,
  nextJobRuns,
  openPremises,
  type Premises,
  rewrite,
  SLOW,
  SLOW_FILES,
  withoutLimits,
} from '../support/premises.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const open = (version: GenuineVersion, directives: Directives = {}): Promise<Premises> =>
  openPremises(postgres, { version, files: SLOW_FILES, jobDirectives: { ...SLOW, ...directives } });

async function daemonsAreIdle({ director, client, storage }: Premises): Promise<void> {
  const idle = async (...daemon: string[]) =>
    /No Jobs running/.test((await director.cli(['status', ...daemon])).stdout);
  await until(async () => (await idle('client', client.name)) && (await idle('storage', storage.name)), {
    what: 'both daemons to let go of the Job',
  });
}

/** Nothing of what was is in the way. */
async function carriesOn(t: ExecutionContext, premises: Premises): Promise<void> {
  const { director } = premises;
  await daemonsAreIdle(premises);
  await rewrite(director, withoutLimits);
  await director.cli(['reload']);
  await nextJobRuns(t, director);
}

for (const version of GENUINE_VERSIONS) {
  test(`${version}: SIGTERM cancels what runs and what waits, says why, and ends in good order`, async (t) => {
    await using premises = await open(version);
    const { director } = premises;
    const running = await director.run({ job: BACKUP_JOB });
    const waiting = await director.run({ job: BACKUP_JOB, when: '2099-01-01T00:00:00Z' });
    await dataFlows(director, running);
    const watching = director.cli(['run', BACKUP_JOB, '--when', '2099-01-02', '--wait'], { mayFail: true });
    await until(async () => (await director.jobLog(waiting + 1).catch(() => '')).includes('waiting'), {
      what: 'somebody to watch',
    });
    await director.stop();
    t.is(director.exitCode, 0, await director.log());
    const watched = await watching;
    t.is(watched.status, 1, watched.stderr);
    t.regex(watched.stdout, /JobId 3 Backup Canceled/);

    await director.start();
    for (const jobId of [running, waiting])
      await endsWith(t, director, jobId, 'A', /: The Director is being stopped\n/);
    t.regex(await director.jobLog(running), /Termination: +Backup Canceled/);
    await carriesOn(t, premises);
  });

  test(`${version}: after a SIGKILL what waited waits on, and what ran is stopped at its daemons and started again`, async (t) => {
    // Without the spool a genuine Storage Daemon does not go on alone.
    await using premises = await open(version, { 'Spool Attributes': false });
    const { director } = premises;
    const running = await director.run({ job: BACKUP_JOB });
    const waiting = await director.run({ job: BACKUP_JOB, when: '2099-01-01T00:00:00Z' });
    await dataFlows(director, running);
    const watching = director.cli(['run', BACKUP_JOB, '--when', '2099-01-02', '--wait'], { mayFail: true });
    await until(async () => (await director.jobLog(waiting + 1).catch(() => '')).includes('waiting'), {
      what: 'somebody to watch',
    });
    await director.kill('SIGKILL');
    const watched = await watching;
    t.is(watched.status, 3, watched.stderr);
    t.regex(watched.stderr, /connection .* was lost.*What was asked for may still go on/);

    await director.start();
    const log = await endsWith(t, director, running, 'f', /Fatal error: The Director ended while this Job ran: /);
    const again = Number(/started again by itself, as JobId (\d+)/.exec(log)?.[1]);
    t.true(again > waiting + 1);
    await until(async () => (await director.jobLog(again).catch(() => '')).includes('takes the place of'), {
      what: 'the Job in its place',
    });
    for (const jobId of [again, waiting, waiting + 1]) {
      await director.cli(['cancel', String(jobId)]);
      await endsWith(t, director, jobId, 'A', /Canceled by the operator/);
    }
    t.regex(await director.jobLog(waiting), /The Director ended while this Job waited; it waits on/);
    const jobs = await director.get<{ jobId: number; endedAt: string }[]>('/jobs');
    for (const { jobId, endedAt } of jobs) t.true(Date.parse(endedAt) <= Date.now(), `JobId ${jobId}: ${endedAt}`);
    await carriesOn(t, premises);
  });
}
