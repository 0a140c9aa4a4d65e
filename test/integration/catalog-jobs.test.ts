/** Jobs in the Catalog: their life, the level decision's questions, the chain, and what a new Director finds. */
import test from 'ava';
import {
  backupChain,
  type Catalog,
  createJob,
  failedSinceGoodBackup,
  failInterruptedQueued,
  failInterruptedRunning,
  fillJobHistory,
  findOrCreateClient,
  findOrCreateFileSet,
  forgetIngests,
  insertLog,
  type JobChange,
  type JobLevel,
  type JobStatus,
  jobById,
  jobByUniqueName,
  lastFullOfOtherFileSet,
  lastGoodBackup,
  listJobs,
  logOfJob,
  sql,
  updateJob,
} from '../../src/catalog/index.ts';
import { unixSeconds } from '../../src/core/index.ts';
import { openTestCatalog } from '../support/catalog.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';

let postgres: Postgres;
let catalog: Catalog;
test.before(async () => {
  postgres = await startPostgres();
  catalog = await openTestCatalog(await postgres.createDatabase());
});
test.after.always(async () => {
  await catalog?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

const at = (second: number): Date => new Date(2026, 10, 21, 8, 0, second);

async function client(name: string): Promise<number> {
  const definition = { name, autoPrune: false, fileRetentionSec: 0, jobRetentionSec: 0 };
  return (await catalog.one(findOrCreateClient(definition))).clientId;
}

/** A story: each Job with its level, its end, and the seconds at which it began and ended. */
type Told = [level: JobLevel, status: JobStatus, startSec: number, endSec: number, fileSetId?: number];

async function tell(name: string, jobs: readonly Told[]) {
  const clientId = await client(`${name}-fd`);
  const fileSet = await findOrCreateFileSet(catalog, { name: `${name}-set`, md5: 'md5', now: at(0) });
  const ids: number[] = [];
  for (const [level, jobStatus, startSec, endSec, fileSetId = fileSet.fileSetId] of jobs) {
    const unique = `${name}.${ids.length}`;
    const job = { job: unique, name, type: 'B', level, clientId, schedTime: at(startSec), now: at(startSec) } as const;
    const { jobId } = await catalog.one(createJob(job));
    const [startTime, endTime] = [at(startSec), at(endSec)];
    const jobTDateSec = unixSeconds(endTime);
    await catalog.execute(
      updateJob(jobId, { jobStatus, fileSetId, startTime, endTime, realEndTime: endTime, jobTDateSec }),
    );
    ids.push(jobId);
  }
  return { backup: { name, clientId, fileSetId: fileSet.fileSetId }, fileSet, ids };
}

test('a Job is a row from the moment it is queued, and its name is taken once', async (t) => {
  const clientId = await client('life-fd');
  const job = { job: 'Life.1', name: 'Life', type: 'B', level: 'I', clientId, schedTime: at(1), now: at(2) } as const;
  const { jobId } = await catalog.one(createJob(job));
  t.deepEqual(await catalog.one(createJob(job)), { jobId });
  const created = await catalog.one(jobById(jobId));
  t.like(created, { jobStatus: 'C', level: 'I', schedTime: at(1), startTime: at(1), jobTDateSec: unixSeconds(at(2)) });

  const change: JobChange = { jobStatus: 'T', level: 'F', jobBytes: 2 ** 40, rate: 1.5, writeDevice: 'File\xff' };
  t.is(await catalog.execute(updateJob(jobId, change)), 1);
  t.like(await catalog.one(jobByUniqueName('Life.1')), { ...change, jobId, priorJobId: 0 });
  t.is(await catalog.execute(updateJob(999_999, change)), 0);
});

test('what a Job said is kept line by line, in order', async (t) => {
  const lines = [
    { time: at(1), text: 'dir JobId 1: Start \xff\n' },
    { time: at(1), text: "it's over\n" },
  ];
  await catalog.execute(insertLog(4711, lines));
  t.deepEqual(await catalog.query(logOfJob(4711)), lines);
});

test('the level decision sees good backups of this Job, Client and FileSet only', async (t) => {
  const { backup, ids } = await tell('Level', [
    ['F', 'T', 1, 2],
    ['I', 'W', 3, 4],
    ['D', 'f', 5, 6],
    ['F', 'T', 7, 8, 9_999],
    ['I', 'A', 9, 10],
  ]);
  t.is((await catalog.find(lastGoodBackup(backup, ['F'])))?.jobId, ids[0]);
  t.is((await catalog.find(lastGoodBackup(backup, ['F', 'D', 'I'])))?.jobId, ids[1]);
  t.is(await catalog.find(lastGoodBackup(backup, ['D'])), undefined);
  t.is(await catalog.find(lastGoodBackup({ ...backup, name: 'Other' }, ['F'])), undefined);
  t.is((await catalog.find(lastFullOfOtherFileSet(backup)))?.jobId, ids[3]);
  t.deepEqual(await catalog.find(failedSinceGoodBackup(backup)), { jobId: ids[2] ?? 0, level: 'D' });
});

test('a failed Full before the last good backup is no reason to run it again', async (t) => {
  const { backup } = await tell('Recovered', [
    ['F', 'f', 1, 2],
    ['F', 'T', 3, 4],
  ]);
  t.is(await catalog.find(failedSinceGoodBackup(backup)), undefined);
});

test('the chain is the last Full, the last Differential after it, and the Incrementals after that', async (t) => {
  const { backup, fileSet, ids } = await tell('Chain', [
    ['F', 'T', 1, 2],
    ['I', 'T', 3, 4],
    ['F', 'T', 5, 6],
    ['I', 'T', 7, 8],
    ['D', 'T', 9, 10],
    ['I', 'W', 11, 12],
    ['I', 'f', 13, 14],
    ['I', 'T', 15, 16],
  ]);
  const chain = async (second: number) => {
    const of = { name: backup.name, clientId: backup.clientId, fileSet: fileSet.name, upTo: at(second) };
    return (await catalog.query(backupChain(of))).map(({ jobId }) => ids.indexOf(jobId));
  };
  t.deepEqual(await chain(60), [2, 4, 5, 7]);
  t.deepEqual(await chain(11), [2, 4, 5]);
  t.deepEqual(await chain(8), [2, 3]);
  t.deepEqual(await chain(4), [0, 1]);
  t.deepEqual(await chain(0), []);
});

test('Jobs that follow one another within a second are all of the chain', async (t) => {
  const { backup, fileSet, ids } = await tell('Quick', [
    ['F', 'T', 1, 1],
    ['I', 'T', 1, 1],
    ['D', 'T', 1, 1],
    ['I', 'T', 1, 1],
  ]);
  const of = { name: backup.name, clientId: backup.clientId, fileSet: fileSet.name, upTo: at(1) };
  t.deepEqual(
    (await catalog.query(backupChain(of))).map(({ jobId }) => ids.indexOf(jobId)),
    [0, 2, 3],
  );
});

test('a FileSet has one row a version, also when two Jobs begin at once', async (t) => {
  const ask = (md5: string) => findOrCreateFileSet(catalog, { name: 'Shared', md5, now: at(5) });
  const rows = await Promise.all(['one', 'one', 'one', 'two', 'one'].map(ask));
  t.is(new Set(rows.map(({ fileSetId }) => fileSetId)).size, 2);
  t.is(rows.filter(({ created }) => created).length, 2);
  t.deepEqual(rows[0]?.createTime, at(5));
});

test('Jobs are listed newest first, by what people ask for', async (t) => {
  const { ids } = await tell('List\xff', [
    ['F', 'T', 1, 2],
    ['I', 'f', 3, 4],
    ['I', 'T', 5, 6],
  ]);
  const list = async (filter: Parameters<typeof listJobs>[0]) =>
    (await catalog.query(listJobs({ name: 'List\xff', ...filter }))).map(({ jobId }) => ids.indexOf(jobId));
  t.deepEqual(await list({}), [2, 1, 0]);
  t.deepEqual(await list({ statuses: ['f', 'E'] }), [1]);
  t.deepEqual(await list({ levels: ['I'], limit: 1 }), [2]);
  t.deepEqual(await list({ client: 'List\xff-fd', since: at(3), types: ['B'] }), [2, 1]);
  t.deepEqual(await list({ beforeJobId: ids[1] }), [0]);
  t.deepEqual(await list({ volume: 'none' }), []);
  t.like((await catalog.query(listJobs({ name: 'List\xff' })))[0], { client: 'List\xff-fd', fileSet: 'List\xff-set' });
});

test.serial(
  'a new Director ends what its predecessor left, once, and knows nothing better than the start',
  async (t) => {
    const { ids } = await tell('Orphan', [
      ['F', 'T', 1, 2],
      ['F', 'C', 3, 3],
      ['F', 'R', 5, 5],
      ['F', 'M', 7, 7],
    ]);
    await catalog.execute(sql`INSERT INTO understudy.ingest (jobid, batch) VALUES (${ids[2]}, 3)`);
    const queued = (await catalog.query(failInterruptedQueued(at(9)))).map(({ jobId }) => jobId);
    const running = (await catalog.query(failInterruptedRunning())).map(({ jobId }) => jobId);
    t.deepEqual(queued, [ids[1]]);
    t.deepEqual(running.toSorted(), [ids[2], ids[3]]);
    t.like(await catalog.one(jobById(ids[2] ?? 0)), { jobStatus: 'f', startTime: at(5), endTime: at(5) });
    await catalog.execute(forgetIngests());
    t.deepEqual(await catalog.query(sql`SELECT 1 FROM understudy.ingest WHERE jobid = ${ids[2]}`), []);

    const added = await catalog.execute(fillJobHistory());
    t.true(added >= 4);
    t.is(await catalog.execute(fillJobHistory()), 0);
  },
);
