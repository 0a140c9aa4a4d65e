/** What our Director had written, read by the genuine programs: Volumes by bls, bextract and bscan, the Catalog by bacula-dir. */
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { BACKUP_JOB, restoreWhere } from '../support/director-config.ts';
import {
  bextract,
  bls,
  bscan,
  type FileDaemon,
  GENUINE_VERSIONS,
  type GenuineVersion,
  runConsole,
  type StorageDaemon,
  startDirector,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { type Database, type Postgres, startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';
import { startUnderstudy } from '../support/understudy.ts';

interface Written {
  readonly postgres: Postgres;
  readonly catalog: Database;
  readonly fileDaemon: FileDaemon;
  readonly storageDaemon: StorageDaemon;
  readonly source: string;
  readonly folder: string;
  readonly files: number;
}

/** A Full by our Director, which is gone when this returns. */
async function write(t: ExecutionContext, version: GenuineVersion, stack: AsyncDisposableStack): Promise<Written> {
  const postgres = stack.use(await startPostgres());
  const folder = stack.use(await makeTempDir('readers')).path;
  const source = join(folder, 'source');
  await makeSpecialTree(source, { large: false });
  const fileDaemon = stack.use(await startFileDaemon({ version }));
  const storageDaemon = stack.use(await startStorageDaemon({ version }));
  const catalog = await postgres.createDatabase('ours');
  await using director = await startUnderstudy({
    catalog,
    fileDaemons: [fileDaemon],
    storageDaemons: [storageDaemon],
    fileSets: [{ files: [source] }],
  });
  const job = await director.ended(await director.run({ job: BACKUP_JOB, level: 'Full' }));
  t.is(job.status, 'T', await director.log());
  return { postgres, catalog, fileDaemon, storageDaemon, source, folder, files: job.files };
}

/**
 * What bscan makes of a genuine Director's Volume differs from that Director's Catalog in the same way: other counts of
 * bytes, spans that begin at 0, digests only for some files, times that the Storage Daemon took. These facts are equal
 * there, and must be here.
 */
const FACTS = [
  `SELECT Job, Name, Type, Level, JobStatus, VolSessionId, VolSessionTime, JobFiles, JobErrors FROM Job`,
  `SELECT JobId, FirstIndex, LastIndex, StartFile, EndFile, EndBlock FROM JobMedia ORDER BY JobMediaId`,
];
const filesOf = (version: GenuineVersion) =>
  version === '9.6.7'
    ? `SELECT FileIndex, Path, Filename.Name, LStat FROM File JOIN Path USING (PathId) JOIN Filename USING (FilenameId) ORDER BY 1, 2, 3`
    : `SELECT FileIndex, Path, Filename, LStat FROM File JOIN Path USING (PathId) ORDER BY 1, 2, 3`;

for (const version of GENUINE_VERSIONS) {
  test.serial(`bls, bextract and bscan of ${version} read what our Director had written`, async (t) => {
    await using stack = new AsyncDisposableStack();
    const { postgres, catalog, storageDaemon, source, folder, files } = await write(t, version, stack);
    const volumes = ['Vol-0001'];

    const listed = await bls(storageDaemon, { volumes });
    t.true(listed.stdout.includes(`${source}/names/double"quote`));
    const jobs = await bls(storageDaemon, { volumes, args: ['-j'] });
    t.regex(jobs.stdout, new RegExp(`Files=${files} .*Status=T`));

    const target = join(folder, 'extracted');
    const extracted = await bextract(storageDaemon, { volumes, target });
    t.regex(extracted.stdout, new RegExp(`${files} files restored`));
    // bextract brings back neither ACLs nor extended attributes, whoever wrote the Volume.
    const ignoreMeta = { sparse: true, attributesExcept: () => true };
    t.deepEqual(await compareTrees(source, join(target, source), ignoreMeta), []);

    const scanned = await postgres.createGenuineCatalog(version, 'scanned');
    await bscan(storageDaemon, { volumes, catalog: scanned });
    for (const facts of FACTS) {
      t.is(await postgres.psql(scanned.database, facts), await postgres.psql(catalog.database, facts));
    }
    const times = async (database: Database) => {
      const text = await postgres.psql(
        database.database,
        `SELECT extract(epoch FROM EndTime - StartTime), JobTDate FROM Job`,
      );
      return text.trim().split('|').map(Number);
    };
    const [[tookOurs = 0, endOurs = 0], [tookTheirs = 0, endTheirs = 0]] = [await times(catalog), await times(scanned)];
    t.true(Math.abs(tookOurs - tookTheirs) <= 5 && Math.abs(endOurs - endTheirs) <= 5);
    const rows = await postgres.psql(scanned.database, filesOf(version));
    t.is(rows, await postgres.psql(catalog.database, filesOf('15.0.3')));
  });
}

test.serial('a genuine 15.0.3 Director on our Catalog lists and restores our Jobs', async (t) => {
  await using stack = new AsyncDisposableStack();
  const { catalog, fileDaemon, storageDaemon, source } = await write(t, '15.0.3', stack);
  await using director = await startDirector({
    version: '15.0.3',
    catalog,
    fileDaemons: [fileDaemon],
    storageDaemons: [storageDaemon],
    fileSets: [{ files: [source] }],
  });
  const said = await runConsole('15.0.3', director, [
    'list jobs',
    'list volumes',
    'list joblog jobid=1',
    'restore client=test-fd select all done yes',
    'wait',
    'messages',
  ]);
  t.regex(said, /\| +1 \| Backup +\| .*\| B +\| F +\| .*\| T +\|/);
  t.regex(said, /Vol-0001/);
  t.regex(said, /Termination: +Restore OK/);
  const differences = await compareTrees(source, join(restoreWhere(director.workingDirectory), source), {
    sparse: true,
  });
  t.deepEqual(differences, [], said);
});
