/** What the Catalog answers when a restore asks for Jobs, files and places on Volumes. */
import test from 'ava';
import {
  type Catalog,
  fileSetsOfClient,
  jobExtents,
  openCatalog,
  repeatable,
  restoreChain,
  type SelectedFile,
  selectFiles,
  sql,
} from '../../src/catalog/index.ts';
import { Secret } from '../../src/core/index.ts';
import { fileChoice } from '../../src/director/restore/file-choice.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';

let postgres: Postgres;
let databases = 0;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

async function openFresh(): Promise<Catalog> {
  const database = await postgres.createDatabase(`restore${++databases}`);
  const catalog = await openCatalog({ ...database, password: new Secret(database.password) });
  await catalog.execute(sql`INSERT INTO Client (Name, Uname) VALUES ('web', '')`);
  await catalog.execute(
    sql`INSERT INTO FileSet (FileSet, MD5, CreateTime) VALUES ('Tree', 'x', now()), ('Tree', 'y', now())`,
  );
  return catalog;
}

/** Minutes after some midnight stand for the times. */
const at = (minute: number): Date => new Date(2026, 0, 1, 0, minute);

interface TestJob {
  readonly jobId: number;
  readonly level?: string;
  readonly status?: string;
  readonly type?: string;
  readonly start?: number;
  readonly fileSetId?: number;
}

async function addJob(catalog: Catalog, job: TestJob): Promise<void> {
  const { jobId, level = 'F', status = 'T', type = 'B', start = jobId, fileSetId = 1 } = job;
  const unixTime = at(start).getTime() / 1000;
  await catalog.execute(sql`
    INSERT INTO Job (JobId, Job, Name, Type, Level, JobStatus, ClientId, FileSetId, StartTime, EndTime, JobTDate)
    VALUES (${jobId}, ${`job.${jobId}`}, 'job', ${type}, ${level}, ${status}, 1, ${fileSetId}, ${at(start)}, ${at(start)}, ${unixTime})`);
}

interface TestFile {
  readonly index: number;
  readonly path: string;
  readonly delta?: number;
  readonly link?: string;
}

async function addFiles(catalog: Catalog, jobId: number, files: readonly TestFile[]): Promise<void> {
  for (const { index, path, delta = 0, link = 'A' } of files) {
    const slash = path.lastIndexOf('/') + 1;
    const folder = path.slice(0, slash);
    await catalog.execute(sql`INSERT INTO Path (Path) VALUES (${folder}) ON CONFLICT DO NOTHING`);
    await catalog.execute(sql`
      INSERT INTO File (FileIndex, JobId, PathId, Filename, LStat, MD5, DeltaSeq)
      SELECT ${index}, ${jobId}, PathId, ${path.slice(slash)}, ${`A A A A A A A A A A A A A ${link} A A`}, '0', ${delta}
        FROM Path WHERE Path = ${folder}`);
  }
}

async function selected(catalog: Catalog, jobIds: number[], items?: string[], hasBase = false): Promise<string[]> {
  const rows: SelectedFile[] = [];
  const statement = selectFiles(jobIds, items && fileChoice(items), { hasBase });
  for await (const group of catalog.stream(statement)) rows.push(...group);
  return rows.map(({ jobId, fileIndex, again }) => `${jobId}:${fileIndex}${again ? ' again' : ''}`);
}

test('the chain is the last Full, the last Differential after it, and the Incrementals after that', async (t) => {
  await using catalog = await openFresh();
  const jobs: TestJob[] = [
    { jobId: 1, level: 'F' },
    { jobId: 2, level: 'I' },
    { jobId: 3, level: 'F' },
    { jobId: 4, level: 'I' },
    { jobId: 5, level: 'D', fileSetId: 2 },
    { jobId: 6, level: 'I', status: 'W' },
    { jobId: 7, level: 'I', status: 'E' },
    { jobId: 8, level: 'I', type: 'C' },
    { jobId: 9, level: 'I' },
    { jobId: 10, level: 'F', status: 'f' },
  ];
  for (const job of jobs) await addJob(catalog, job);
  const chain = async (before?: Date) =>
    (await catalog.query(restoreChain({ client: 'web', fileSet: 'Tree', before }))).map(({ jobId }) => jobId);
  t.deepEqual(await chain(), [3, 5, 6, 9]);
  t.deepEqual(await chain(at(5)), [3, 4]);
  t.deepEqual(await chain(at(3)), [1, 2]);
  t.deepEqual(await chain(at(1)), []);
  t.like(await catalog.one(repeatable(fileSetsOfClient('web'))), { fileSet: 'Tree', backups: 7, fulls: 2 });
});

test('Jobs of one second are told apart by their numbers', async (t) => {
  await using catalog = await openFresh();
  for (const [jobId, level] of [
    [1, 'F'],
    [2, 'I'],
    [3, 'D'],
    [4, 'I'],
  ] as const)
    await addJob(catalog, { jobId, level, start: 7 });
  const chain = await catalog.query(restoreChain({ client: 'web', fileSet: 'Tree' }));
  t.deepEqual(
    chain.map(({ jobId }) => jobId),
    [1, 3, 4],
  );
});

test('a Full on a Volume that is not enabled is passed over', async (t) => {
  await using catalog = await openFresh();
  for (const jobId of [1, 2]) await addJob(catalog, { jobId });
  await catalog.execute(sql`INSERT INTO Pool (Name, PoolType, LabelFormat) VALUES ('P', 'Backup', '')`);
  await catalog.execute(
    sql`INSERT INTO Media (VolumeName, PoolId, MediaType, Enabled, VolStatus) VALUES ('V', 1, 'File', 0, 'Full')`,
  );
  await catalog.execute(
    sql`INSERT INTO JobMedia (JobId, MediaId, FirstIndex, LastIndex, StartFile, EndFile, StartBlock, EndBlock, VolIndex) VALUES (2, 1, 0, 0, 0, 0, 0, 0, 1), (2, 1, 1, 5, 0, 1, 230, 77, 2)`,
  );
  const chain = await catalog.query(restoreChain({ client: 'web', fileSet: 'Tree' }));
  t.deepEqual(
    chain.map(({ jobId }) => jobId),
    [1],
  );
  const extents = await catalog.query(jobExtents([2, 1]));
  t.is(extents.length, 1);
  t.like(extents[0], {
    volume: 'V',
    firstIndex: 1,
    lastIndex: 5,
    startBlock: 230,
    endFile: 1,
    endBlock: 77,
    storage: null,
  });
});

test('of each name the newest version is taken, and nothing that was deleted', async (t) => {
  await using catalog = await openFresh();
  for (const jobId of [4, 7, 9]) await addJob(catalog, { jobId });
  await addFiles(catalog, 4, [
    { index: 1, path: '/d/stays' },
    { index: 2, path: '/d/changes' },
    { index: 3, path: '/d/goes' },
    { index: 4, path: '/d/comes back' },
    { index: 5, path: '/d/' },
  ]);
  await addFiles(catalog, 7, [
    { index: 1, path: '/d/changes' },
    { index: -2, path: '/d/goes' },
    { index: -3, path: '/d/comes back' },
    { index: 4, path: '/d/' },
  ]);
  await addFiles(catalog, 9, [
    { index: 1, path: '/d/comes back' },
    { index: 2, path: '/d/new\xff\n' },
    { index: 3, path: '/d/' },
  ]);
  t.deepEqual(await selected(catalog, [4, 7, 9]), ['4:1', '7:1', '9:1', '9:2', '9:3']);
  t.deepEqual(await selected(catalog, [4, 7]), ['4:1', '7:1', '7:4']);
  t.deepEqual(await selected(catalog, [4]), ['4:1', '4:2', '4:3', '4:4', '4:5']);
});

test('an update of metadata alone comes with the version that it updates', async (t) => {
  await using catalog = await openFresh();
  for (const jobId of [1, 2, 3]) await addJob(catalog, { jobId });
  await addFiles(catalog, 1, [{ index: 1, path: '/f' }]);
  await addFiles(catalog, 2, [{ index: 1, path: '/f' }]);
  await addFiles(catalog, 3, [{ index: 1, path: '/f', delta: 1 }]);
  t.deepEqual(await selected(catalog, [1, 2, 3]), ['2:1', '3:1']);
});

test('what an accurate Full left in a Base Job is read from there', async (t) => {
  await using catalog = await openFresh();
  await addJob(catalog, { jobId: 1, level: 'B' });
  await addJob(catalog, { jobId: 2 });
  await addFiles(catalog, 1, [
    { index: 1, path: '/base' },
    { index: 2, path: '/other' },
  ]);
  await addFiles(catalog, 2, [{ index: 1, path: '/own' }]);
  await catalog.execute(sql`
    INSERT INTO BaseFiles (BaseJobId, JobId, FileId, FileIndex)
    SELECT 1, 2, FileId, FileIndex FROM File WHERE JobId = 1 AND FileIndex = 1`);
  t.deepEqual((await selected(catalog, [2], undefined, true)).sort(), ['1:1', '2:1']);
});

test('a choice takes files, folders with all below them, patterns, and the folders above', async (t) => {
  await using catalog = await openFresh();
  await addJob(catalog, { jobId: 1 });
  await addFiles(catalog, 1, [
    { index: 1, path: '/a/b/one.conf' },
    { index: 2, path: '/a/b/two' },
    { index: 3, path: '/a/b/' },
    { index: 4, path: '/a/bc' },
    { index: 5, path: '/a/' },
    { index: 6, path: '/z/deep/x' },
    { index: 7, path: '/z/deep/' },
    { index: 8, path: '/z/' },
    { index: 9, path: '/' },
  ]);
  const choose = (...items: string[]) => selected(catalog, [1], items);
  t.deepEqual(await choose('/a/b/two'), ['1:2', '1:3', '1:5', '1:9']);
  t.deepEqual(await choose('/a/b'), ['1:1', '1:2', '1:3', '1:5', '1:9']);
  t.deepEqual(await choose('/a/b*'), ['1:1', '1:2', '1:3', '1:4', '1:5', '1:9']);
  t.deepEqual(await choose('*.conf'), ['1:1', '1:3', '1:5', '1:9']);
  t.deepEqual(await choose('*.conf', '/z/deep/'), ['1:1', '1:3', '1:5', '1:6', '1:7', '1:8', '1:9']);
  t.deepEqual(await choose('/'), ['1:1', '1:2', '1:3', '1:4', '1:5', '1:6', '1:7', '1:8', '1:9']);
  t.deepEqual(await choose('/nothing'), ['1:9']);
});

test('folders are read again whose time is spoiled by what comes later', async (t) => {
  await using catalog = await openFresh();
  for (const jobId of [1, 2]) await addJob(catalog, { jobId });
  await addFiles(catalog, 1, [
    { index: 1, path: '/edited/file' },
    { index: 2, path: '/edited/' },
    { index: 3, path: '/same/file' },
    { index: 4, path: '/same/' },
    { index: 5, path: '/' },
  ]);
  await addFiles(catalog, 2, [{ index: 1, path: '/edited/file' }]);
  t.deepEqual(await selected(catalog, [1, 2]), ['1:2', '1:3', '1:4', '1:5', '2:1', '1:2 again']);
  await addFiles(catalog, 2, [
    { index: 2, path: '/same/file' },
    { index: 3, path: '/same/' },
  ]);
  t.deepEqual(await selected(catalog, [1, 2]), ['1:2', '1:5', '2:1', '2:2', '2:3', '1:2 again', '1:5 again']);
});
