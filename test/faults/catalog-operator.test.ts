/** A PostgreSQL that is away or full, as an operator meets it at the command line, and what the Director makes of it. */
import { join } from 'node:path';
import test from 'ava';
import pg from 'pg';
import { BACKUP_JOB } from '../support/director-config.ts';
import { type Database, startPostgres } from '../support/postgres.ts';
import { dataFlows, endsWith, nextJobRuns, openPremises, rewrite, SLOW, withoutLimits } from '../support/premises.ts';
import { run } from '../support/program.ts';
import { until } from '../support/wait.ts';

const PROGRAM = new URL('../../bin/understudy', import.meta.url).pathname;

test('a Director whose Catalog is away at its start waits a moment, says what it misses, and ends', async (t) => {
  await using postgres = await startPostgres();
  await using premises = await openPremises(postgres);
  const { director } = premises;
  const command = [PROGRAM, 'director', '--config', director.configFile];
  const node = ['--node-config', join(director.workingDirectory, 'understudy.conf')];
  await director.stop();
  await postgres.stop();
  const refused = await run([...command, ...node], { mayFail: true });
  t.is(refused.status, 5);
  t.regex(
    refused.stderr,
    /Catalog "premises\d+" at 127\.0\.0\.1:\d+ does not answer: .*\(Start PostgreSQL, or correct/,
  );
  t.notRegex(refused.stdout + refused.stderr, /catalog-secret/);

  // PostgreSQL may be starting, too.
  const starting = director.start();
  await postgres.start();
  await starting;
  await nextJobRuns(t, director);

  await director.stop();
  await rewrite(director, (text) => text.replace(/DB Password = .*/, 'DB Password = "not-this-one"'));
  const denied = await run([...command, ...node], { mayFail: true });
  t.is(denied.status, 5);
  t.regex(denied.stderr, /refuses the login: .*\(Check user and password in the Catalog resource/);
  t.notRegex(denied.stdout + denied.stderr, /not-this-one/);
});

test('while the Catalog is away the Director answers, and says what it cannot do', async (t) => {
  await using postgres = await startPostgres();
  await using premises = await openPremises(postgres);
  const { director } = premises;
  await postgres.stop();
  t.is((await director.cli(['status'])).status, 0);
  const asked = await Promise.all(
    [
      ['run', BACKUP_JOB],
      ['list', 'jobs'],
      ['list', 'volumes'],
    ].map((args) => director.cli(args, { mayFail: true, timeoutMs: 120_000 })),
  );
  for (const { status, stderr } of asked) {
    t.is(status, 5);
    t.regex(stderr, /Catalog .* does not answer: .*Start PostgreSQL/);
  }
  await postgres.start();
  await nextJobRuns(t, director);
});

/** Takes every connection that PostgreSQL gives to ordinary users. */
async function occupy({ host, port, user, password, database }: Database): Promise<AsyncDisposable> {
  const clients: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ host, port, user, password, database });
    client.on('error', () => {});
    try {
      await client.connect();
    } catch {
      break;
    }
    clients.push(client);
  }
  return {
    [Symbol.asyncDispose]: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
}

test('a Job that finds no connection to the Catalog waits for one, and misses no file', async (t) => {
  await using postgres = await startPostgres({
    settings: { max_connections: '12', superuser_reserved_connections: '3' },
  });
  await using premises = await openPremises(postgres, {
    files: Array.from({ length: 20 }, () => 100_000),
    jobDirectives: { ...SLOW, 'Spool Attributes': false },
  });
  const { director, database } = premises;
  const jobId = await director.run({ job: BACKUP_JOB });
  await dataFlows(director, jobId);
  // Idle sessions of the Director are ended, so that it has to ask for new ones.
  await postgres.psql('postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'bacula'`);
  {
    await using _all = await occupy(database);
    await until(async () => /too many|remaining connection slots/.test(postgres.log()), {
      what: 'somebody to be refused',
    });
    await director.cli(['status']);
  }
  await endsWith(t, director, jobId, 'T', /Termination: +Backup OK\n/);
  t.is((await director.get<object[]>(`/jobs/${jobId}/files?limit=100`)).length, 21);
  await rewrite(director, withoutLimits);
  await director.cli(['reload']);
  await nextJobRuns(t, director);
});
