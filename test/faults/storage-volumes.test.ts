/** What can be wrong with Volumes and devices, with genuine Storage Daemons: each Job ends truly, and the next one runs. */
import { copyFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sql } from '../../src/catalog/index.ts';
import { BACKUP_JOB, POOL } from '../support/director-config.ts';
import { GENUINE_VERSIONS } from '../support/genuine.ts';
import type { OurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { type Stage, type StageOptions, setStage } from '../support/stage.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const backup = { job: BACKUP_JOB };
/** A Job that waits for an operator does not wait for ever. */
const PATIENCE = { 'Max Wait Time': '20 seconds' };

const stage = (t: ExecutionContext, options: StageOptions): Promise<Stage> =>
  setStage(t, postgres, { tls: 'none', jobDirectives: PATIENCE, ...options });

const statuses = async (director: OurDirector): Promise<string[]> => {
  const rows = await director.catalogAccess.query(sql<{ text: string }>`
    SELECT VolumeName || ' ' || VolStatus AS text FROM Media ORDER BY MediaId`);
  return rows.map(({ text }) => text);
};

async function backUp(t: ExecutionContext, director: OurDirector, expected = 'T'): Promise<number> {
  const { status, jobId } = await director.runAndWait(backup);
  t.is(status, expected, await director.log());
  return jobId;
}

const shown = async (director: OurDirector, jobId: number): Promise<string | undefined> =>
  (await director.activeJobs()).find((job) => job.jobId === jobId)?.status;

for (const version of GENUINE_VERSIONS) {
  test(`${version}: a Volume whose file is gone goes into Error, and the Job takes another`, async (t) => {
    const { director, storage } = await stage(t, { version });
    await backUp(t, director);
    await rm(join(storage.volumeDirectory, 'Vol-0001'));
    await backUp(t, director);
    t.deepEqual(await statuses(director), ['Vol-0001 Error', 'Vol-0002 Append']);
    t.regex(await director.log(), /Marking Volume "Vol-0001" in Error in Catalog/);
  });

  test(`${version}: a Volume whose file holds another label is passed over, and says so`, async (t) => {
    const { director, storage } = await stage(t, { version, poolDirectives: { 'Maximum Volume Jobs': 2 } });
    for (const _ of [1, 2, 3]) await backUp(t, director);
    const before = await stat(join(storage.volumeDirectory, 'Vol-0001'));
    await copyFile(join(storage.volumeDirectory, 'Vol-0001'), join(storage.volumeDirectory, 'Vol-0002'));
    for (const _ of [4, 5]) await backUp(t, director);
    t.deepEqual(await statuses(director), ['Vol-0001 Used', 'Vol-0002 Append', 'Vol-0003 Used']);
    t.regex(await director.log(), /Storage finds Volume "Vol-0001" where "Vol-0002" should be/);
    t.is((await stat(join(storage.volumeDirectory, 'Vol-0001'))).size, before.size);
  });

  test(`${version}: without a Volume a Job waits, tells what to do, and goes on when one is labelled`, async (t) => {
    const { director, storage } = await stage(t, {
      version,
      poolDirectives: { 'Label Format': undefined },
      jobDirectives: {},
    });
    const { jobId } = await director.run(backup);
    await until(async () => (await shown(director, jobId)) === 'm', { what: 'status m' });
    const advice = /No Volume of Pool "Default" can be written.*\n.*LabelFormat is not set.*\n.*label a Volume/;
    await until(async () => advice.test(await director.log()), { what: 'the advice in the log' });
    const labelled = await director.labelVolume({ volume: 'Spare', pool: POOL, storage: storage.name });
    t.regex(labelled.lines.join(), /3001 OK mount requested/);
    t.is((await director.waitFor(jobId))?.status, 'T', await director.log());
    t.deepEqual(await statuses(director), ['Spare Append']);
  });

  test(`${version}: without a Volume and without an operator the wait ends`, async (t) => {
    const { director } = await stage(t, {
      version,
      poolDirectives: { 'Label Format': undefined },
      jobDirectives: { 'Max Wait Time': '3 seconds' },
    });
    await backUp(t, director, 'A');
    t.regex(await director.log(), /Max wait time exceeded/);
  });

  test(`${version}: a disk that fills up ends the Job truly, and the next one runs when there is room`, async (t) => {
    await using disk = await mountSmallDisk(16_000_000);
    const { director } = await stage(t, {
      version,
      files: [20_000_000],
      jobDirectives: { 'Max Wait Time': '5 seconds' },
      storage: { devices: [{ name: 'Small', archiveDevice: disk.path }] },
    });
    const { status } = await director.runAndWait(backup);
    // A 15.0.3 asks for another Volume, and nobody brings one; a 9.6.7 gives up by itself: f, or E where its Client saw
    // the end of their connection first.
    t.regex(status, version === '15.0.3' ? /^A$/ : /^[fE]$/, await director.log());
    t.regex(await director.log(), /Out of freespace caused End of Volume "Vol-0001"/);
    await disk.grow(64_000_000);
    await backUp(t, director);
  });

  test(`${version}: a device in use by another Job is waited for`, async (t) => {
    const { director } = await stage(t, {
      version,
      files: [3_000_000],
      storage: { devices: [{ name: 'Single', directives: { 'Maximum Concurrent Jobs': 1 } }] },
      jobDirectives: {},
    });
    const ended = await Promise.all([1, 2].map(() => director.runAndWait(backup)));
    t.deepEqual(
      ended.map(({ status }) => status),
      ['T', 'T'],
      await director.log(),
    );
    t.deepEqual(await statuses(director), ['Vol-0001 Append']);
  });

  test(`${version}: a device that the Storage Daemon does not have fails the Job, with its name`, async (t) => {
    const { director } = await stage(t, { version, storageDirectives: { Device: 'Nix' } });
    const { status } = await director.runAndWait(backup);
    t.true(['f', 'E'].includes(status), status);
    t.regex(await director.log(), /Nix/);
  });

  test(`${version}: a Storage Daemon that is not there fails the Job in bounded time, and the next runs when it is`, async (t) => {
    const { director, storage } = await stage(t, { version });
    await storage.stop();
    const { status } = await director.runAndWait(backup);
    t.true(['f', 'E'].includes(status), status);
    t.regex(await director.log(), /Storage "test-sd".*(cannot be reached|does not answer)/);
    await storage.start();
    await backUp(t, director);
  });
}
