/** A cancel at the command line, in the phases of a Job that are not about data: it ends the Job, says why, and the next one runs. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { BACKUP_JOB } from '../support/director-config.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { endsWith, nextJobRuns, openPremises, type Premises } from '../support/premises.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
let premises: Premises;

const MORE = `
JobDefs { Name = Shared; Type = Backup; Level = Full; Client = test-fd; Storage = test-sd; Pool = Default
  Messages = Standard; FileSet = Tree }
Job { Name = Before; JobDefs = Shared; Run Before Job = "sleep 600" }
Job { Name = ClientBefore; JobDefs = Shared; Client Run Before Job = "sleep 600" }
Job { Name = ClientAfter; JobDefs = Shared; Client Run After Job = "sleep 600" }
Job { Name = Away; JobDefs = Shared; Client = away }
Client { Name = away; Address = 127.0.0.1; FD Port = 1; Password = x; Catalog = Catalog }
`;

test.before(async () => {
  postgres = await startPostgres();
  const files = Array.from({ length: 150 }, () => 1_000_000);
  premises = await openPremises(postgres, { files, extra: MORE, directives: { 'FD Connect Timeout': '10 minutes' } });
});
test.after.always(async () => {
  await premises?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

async function logSays(jobId: number, said: RegExp): Promise<void> {
  const { director } = premises;
  await until(async () => said.test(await director.jobLog(jobId)), { what: `JobId ${jobId} to say ${said}` });
}

for (const [phase, job, begun] of [
  ['a script of the Director runs', 'Before', /run BeforeJob|shell command/],
  ['a script of the Client runs', 'ClientBefore', /Connected to Client|Connected to Storage at/],
  ['a script of the Client runs after the data', 'ClientAfter', /shell command: run ClientAfterJob/],
  ['a Client that is not there is called', 'Away', /does not answer, trying on/],
] as const) {
  test(`while ${phase}`, async (t) => {
    const { director } = premises;
    const jobId = await director.run({ job });
    await logSays(jobId, begun);
    const cancelled = await director.cli(['cancel', String(jobId)]);
    t.regex(cancelled.stdout, /marked to be canceled\.\n$/);
    await endsWith(t, director, jobId, 'A', /: Canceled by the operator\n[\s\S]*Termination: +Backup Canceled/);
    const again = await director.cli(['cancel', String(jobId)], { mayFail: true });
    t.is(again.status, 4);
    await nextJobRuns(t, director);
  });
}

// Before the others begin: a device that one Job writes is not read by another.
test.serial('while a restore writes files', async (t) => {
  const { director } = premises;
  const backup = await director.ended(await director.run({ job: BACKUP_JOB }));
  const where = join(director.workingDirectory, 'cancelled');
  const jobId = await director.restore({ from: { jobId: backup.jobId }, where });
  await until(async () => (await readdir(where).catch(() => [])).length > 0, { what: 'files to come', everyMs: 5 });
  await director.cli(['cancel', String(jobId)]);
  await endsWith(t, director, jobId, 'A', /: Canceled by the operator\n[\s\S]*Termination: +Restore Canceled/);
  const next = await director.restore({ from: { jobId: backup.jobId }, where });
  await endsWith(t, director, next, 'T', /Termination: +Restore OK\n/);
});
