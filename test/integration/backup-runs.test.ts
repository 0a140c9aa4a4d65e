/** What decides about a backup before its data flows: levels, duplicates, FileSets, scripts; and the report it leaves. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { createJob, jobById, updateJob } from '../../src/catalog/index.ts';
import { createLogger, systemClock } from '../../src/core/index.ts';
import { concludeOrphans } from '../../src/director/daemon/recovery.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { setStage } from '../support/stage.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});
const second = () => new Promise((resolve) => setTimeout(resolve, 1_100));

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`a first Incremental through ${version} becomes a Full, the next one sees additions, changes and deletions`, async (t) => {
    const { director, tree } = await setStage(t, postgres, { version, jobDirectives: { Accurate: true } });
    const first = await director.runAndWait({ job: 'Backup', level: 'I' });
    t.is(first.status, 'T');
    t.is(first.level, 'F');
    t.is(first.files, 3);
    await second();
    await writeFile(join(tree, 'added'), 'new');
    await writeFile(join(tree, 'file-0'), 'changed');
    await rm(join(tree, 'file-1'));
    const next = await director.runAndWait({ job: 'Backup', level: 'I' });
    if (next.status !== 'T') t.log(await director.log());
    t.is(next.level, 'I');
    // added, file-0, the folder, and the record of what was deleted.
    t.is(next.files, 4);
    await second();
    t.is((await director.runAndWait({ job: 'Backup', level: 'I' })).files, 0);
    const differential = await director.runAndWait({ job: 'Backup', level: 'D' });
    t.is(differential.level, 'D');
    t.is(differential.files, 4);
  });

  test(`an estimate by ${version} counts what a backup would save, and lists it`, async (t) => {
    const { director, tree } = await setStage(t, postgres, { version, files: [1000, 2000, 3000] });
    const lines: string[] = [];
    const full = await director.estimate({ job: 'Backup', level: 'F', listing: true }, (line) => {
      lines.push(line);
    });
    t.is(full.files, 4);
    t.is(full.bytes, 6000);
    t.is(lines.length, 4);
    t.true(lines.some((line) => line.endsWith(join(tree, 'file-2'))));
    await director.runAndWait({ job: 'Backup' });
    await second();
    await writeFile(join(tree, 'file-1'), 'x');
    const accurate = await director.estimate({ job: 'Backup', level: 'I', accurate: true });
    t.is(accurate.level, 'I');
    t.is(accurate.files, 1);
    t.deepEqual(await director.catalogAccess.find(jobById(2)), undefined);
  });
}

test('a changed FileSet is named as the reason for a new Full', async (t) => {
  const { director, tree } = await setStage(t, postgres, { version: '15.0.3' });
  t.is((await director.runAndWait({ job: 'Backup' })).status, 'T');
  director.change({ fileSets: [{ files: [tree, '/etc/hostname'] }] });
  t.true((await director.reload()).applied);
  const next = await director.runAndWait({ job: 'Backup', level: 'I' });
  t.is(next.level, 'F');
  t.regex(await director.log(), /The FileSet "Tree" was modified on .*, this is after the last successful backup on/);
  t.regex(await director.log(), /No prior or suitable Full backup found in catalog for the current FileSet/);
});

test('of two runs at once each has its name, its session and its row', async (t) => {
  const { director } = await setStage(t, postgres, { version: '15.0.3' });
  const ordered = await Promise.all([1, 2, 3, 4].map(() => director.run({ job: 'Backup' })));
  t.is(new Set(ordered.map(({ job }) => job)).size, 4);
  const ended = await Promise.all(ordered.map(({ jobId }) => director.waitFor(jobId)));
  t.deepEqual(
    ended.map((job) => job?.status),
    ['T', 'T', 'T', 'T'],
  );
  const rows = await Promise.all(ordered.map(({ jobId }) => director.catalogAccess.one(jobById(jobId))));
  t.is(new Set(rows.map(({ volSessionId }) => volSessionId)).size, 4);
  t.true(rows.every(({ jobFiles, realEndTime }) => jobFiles === 3 && realEndTime !== null));
});

test('where duplicates are not allowed the second run gives way, and says to whom', async (t) => {
  const jobDirectives = { 'Allow Duplicate Jobs': false, 'Maximum Bandwidth': '30 kb/s' };
  const files = Array.from({ length: 40 }, () => 100_000);
  const { director } = await setStage(t, postgres, { version: '15.0.3', jobDirectives, files });
  const first = await director.run({ job: 'Backup' });
  const refused = await director.runAndWait({ job: 'Backup' });
  t.is(refused.status, 'A');
  t.regex(await director.log(), new RegExp(`JobId ${first.jobId} already running. Duplicate job not allowed.`));
  t.deepEqual(
    director.status().active.map(({ jobId }) => jobId),
    [first.jobId],
  );
  await director.cancel(first.jobId);
});

test('a FileSet that names nothing that exists ends well, with a warning', async (t) => {
  const { director } = await setStage(t, postgres, {
    version: '15.0.3',
    edit: (text) => text.replace(/^ *File = .*/m, 'File = "/no/such/place"'),
  });
  const ended = await director.runAndWait({ job: 'Backup' });
  t.is(ended.status, 'T');
  t.is(ended.files, 0);
  t.regex(await director.log(), /Could not stat "\/no\/such\/place"/);
  t.regex(await director.log(), /Termination: +Backup OK -- with warnings/);
});

test('names may come from a file or a command of the Director, and a missing one fails the Job', async (t) => {
  let entry = '';
  const edit = (text: string) => text.replace(/^ *File = .*/m, () => entry);
  entry = 'File = "/etc/hostname"';
  const { director, tree } = await setStage(t, postgres, { version: '15.0.3', edit });
  const list = join(director.workingDirectory, 'list');
  await writeFile(list, `${join(tree, 'file-0')}\n${join(tree, 'file-1')}\n`);
  for (const [file, status, files] of [
    [`<${list}`, 'T', 2],
    [`|echo ${tree}`, 'T', 3],
    ['</no/such/list', 'f', 0],
    ['|/bin/false', 'f', 0],
  ] as const) {
    entry = `File = "${file}"`;
    t.true((await director.reload()).applied);
    const ended = await director.runAndWait({ job: 'Backup', level: 'F' });
    if (ended.status !== status) t.log(file, await director.log());
    t.is(ended.status, status, file);
    t.is(ended.files, files, file);
  }
  t.regex(await director.log(), /FileSet entry "<\/no\/such\/list" gives no list of files/);
});

test("the Client's scripts run before and after the data, and a failing one ends the Job", async (t) => {
  const marks = (script: string) => (text: string) => text.replace(/(Job \{\n\s*Name = "Backup")/, `$1\n${script}\n`);
  const before = marks(`Client Run Before Job = "echo before %i"\nClient Run After Job = "echo after"\n
    RunScript {\n RunsWhen = Before\n RunsOnClient = yes\n Command = "echo block"\n }`);
  const { director } = await setStage(t, postgres, { version: '15.0.3', edit: before });
  t.is((await director.runAndWait({ job: 'Backup' })).status, 'T');
  const log = await director.log();
  for (const line of ['before 1', 'after', 'block']) t.regex(log, new RegExp(`: ${line}\\n`));
  director.change({ edit: marks('Client Run Before Job = "false"') });
  await director.reload();
  const failed = await director.runAndWait({ job: 'Backup' });
  t.true('Ef'.includes(failed.status), failed.status);
  director.change({ edit: (text) => text });
  await director.reload();
  t.is((await director.runAndWait({ job: 'Backup' })).status, 'T');
});

test('progress is told while the data flows, and the end once', async (t) => {
  const jobDirectives = { 'Maximum Bandwidth': '30 kb/s' };
  const files = Array.from({ length: 40 }, () => 100_000);
  const { director, client } = await setStage(t, postgres, {
    version: '15.0.3',
    jobDirectives,
    files,
  });
  const kinds: string[] = [];
  using _ = director.subscribe(({ kind }) => kinds.push(kind));
  const { jobId } = await director.run({ job: 'Backup' });
  const seen = await until(
    async () => (await director.activeJobs({ currentFile: true })).find((job) => job.currentFile?.includes('file-')),
    { what: 'the current file' },
  );
  t.is(seen.jobId, jobId);
  t.is(seen.client, client.name);
  await director.cancel(jobId);
  await director.waitFor(jobId);
  t.is(kinds[0], 'queued');
  t.true(kinds.includes('progress'));
  t.is(kinds.filter((kind) => kind === 'finished').length, 1);
});

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`a ${version} Storage Daemon calls the Client where its resource says so`, async (t) => {
    const clientDirectives = { 'SD Calls Client': true };
    const { director } = await setStage(t, postgres, { version, clientDirectives });
    const ended = await director.runAndWait({ job: 'Backup' });
    if (ended.status !== 'T') t.log(await director.log());
    t.is(ended.status, 'T');
    t.is(ended.files, 3);
  });
}

test('a Job that runs longer than it may is cancelled, and says why', async (t) => {
  const jobDirectives = { 'Maximum Bandwidth': '5 kb/s', 'Full Max Run Time': '2 seconds' };
  const files = Array.from({ length: 100 }, () => 100_000);
  const { director } = await setStage(t, postgres, { version: '15.0.3', jobDirectives, files });
  const ended = await director.runAndWait({ job: 'Backup' });
  t.is(ended.status, 'A');
  t.regex(await director.log(), /Fatal error: Max run time exceeded. Job canceled./);
});

test('a configuration with mistakes is not reloaded, and nothing has changed', async (t) => {
  const { director } = await setStage(t, postgres, { version: '15.0.3' });
  director.change({ edit: (text) => text.replace(/Pool = "Default"/g, 'Pool = "NoSuchPool"') });
  const { applied, problems } = await director.reload();
  t.false(applied);
  t.true(problems.some((problem) => problem.includes('NoSuchPool')));
  t.is((await director.runAndWait({ job: 'Backup' })).status, 'T');
});

test('what is not configured is refused with the names that are', async (t) => {
  const { director } = await setStage(t, postgres, { version: '15.0.3' });
  const error = await t.throwsAsync(director.run({ job: 'Bakcup' }), { code: 'DIRECTOR_UNKNOWN_RESOURCE' });
  t.is((error as Error & { hint?: string }).hint, 'It has: Backup, Restore');
  await t.throwsAsync(director.run({ job: 'Backup', client: 'nobody' }), { code: 'DIRECTOR_UNKNOWN_RESOURCE' });
  await t.throwsAsync(director.run({ job: 'Backup', pool: 'none' }), { code: 'DIRECTOR_UNKNOWN_RESOURCE' });
  await t.throwsAsync(director.run({ job: 'Restore' }), { code: 'DIRECTOR_BAD_REQUEST' });
  await t.throwsAsync(director.clientStatus('nobody'), { code: 'DIRECTOR_UNKNOWN_RESOURCE' });
  await t.throwsAsync(director.cancel(4711), { code: 'DIRECTOR_JOB_NOT_ACTIVE' });
});

test('a Director that starts calls what its predecessor left behind failed', async (t) => {
  const { director } = await setStage(t, postgres, { version: '15.0.3' });
  const { catalogAccess } = director;
  const done = await director.runAndWait({ job: 'Backup' });
  const row = { name: 'Backup', type: 'B', level: 'F', clientId: 1, schedTime: new Date(), now: new Date() } as const;
  const queued = await catalogAccess.one(createJob({ ...row, job: 'Backup.queued' }));
  const running = await catalogAccess.one(createJob({ ...row, job: 'Backup.running' }));
  await catalogAccess.execute(updateJob(running.jobId, { jobStatus: 'R' }));
  const heir = { catalog: catalogAccess, clock: systemClock, logger: createLogger('silent'), directorName: 'test-dir' };
  const orphans = await concludeOrphans(heir);
  t.deepEqual(orphans, [{ jobId: running.jobId, job: 'Backup.running', name: 'Backup', client: 'test-fd' }]);
  for (const [jobId, status] of [
    [done.jobId, 'T'],
    [queued.jobId, 'f'],
    [running.jobId, 'f'],
  ] as const) {
    t.is((await catalogAccess.one(jobById(jobId))).jobStatus, status);
  }
});
