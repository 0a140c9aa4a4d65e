/**
 * What our Director had written, by our Storage and by genuine ones, read by the genuine programs: each Client's Volume by
 * bls, bextract and bscan, the Catalog by bacula-dir.
 */
import { join } from 'node:path';
import anyTest, { type TestFn } from 'ava';
import { compareTrees, genuineLosses } from '../support/compare-tree.ts';
import { restoreWhere } from '../support/director-config.ts';
import {
  bextract,
  bls,
  bscan,
  GENUINE_VERSIONS,
  type GenuineVersion,
  runConsole,
  startDirector,
} from '../support/genuine.ts';
import type { MatrixJob } from '../support/matrix-director.ts';
import { type MatrixStage, openMatrixStage, type Pair, pairName } from '../support/matrix-stage.ts';
import type { Database } from '../support/postgres.ts';
import { makeSpecialTree } from '../support/tree.ts';

interface Written extends Pair {
  readonly readers: readonly GenuineVersion[];
}

const WRITTEN: readonly Written[] = [
  { storage: 'ours', client: 'ours', options: { Compression: 'GZIP' }, readers: GENUINE_VERSIONS },
  { storage: 'ours', client: '9.6.7', readers: GENUINE_VERSIONS },
  { storage: 'ours', client: '15.0.3', options: { Compression: 'LZO' }, readers: GENUINE_VERSIONS },
  { storage: '9.6.7', client: '9.6.7', readers: ['9.6.7'] },
  { storage: '15.0.3', client: '15.0.3', readers: ['15.0.3'] }, // no older one reads BB03
];
const volumeOf = (written: Written): string => `Vol-000${WRITTEN.indexOf(written) + 1}`;
const called = (maker: string): string => (maker === 'ours' ? 'our' : `a genuine ${maker}`);

const test = anyTest as TestFn<{ stage: MatrixStage; jobs: MatrixJob[] }>;
const sourceOf = (stage: MatrixStage, pair: Pair): string => join(stage.folder, pairName(pair));

test.before(async (t) => {
  const stage = await openMatrixStage({
    director: 'ours',
    pairs: WRITTEN,
    poolDirectives: { 'Maximum Volume Jobs': 1 },
  });
  t.context = { stage, jobs: [] };
  for (const written of WRITTEN) {
    await makeSpecialTree(sourceOf(stage, written), { large: false });
    const job = await stage.director.backUp(pairName(written), 'Full');
    t.is(job.status, 'T', job.log);
    t.context.jobs.push(job);
  }
});
test.after.always((t) => t.context.stage?.[Symbol.asyncDispose]());

/**
 * What bscan makes of a genuine Director's Volume differs from that Director's Catalog in the same way: other counts of
 * bytes, spans that begin at 0, digests only for some files, times that the Storage Daemon took. These facts are equal
 * there, and must be here.
 */
const factsOf = (jobId: number): string => `
  SELECT Job, Name, Type, Level, JobStatus, VolSessionId, VolSessionTime, JobFiles, JobErrors FROM Job WHERE JobId = ${jobId};
  SELECT FirstIndex, LastIndex, StartFile, EndFile, EndBlock FROM JobMedia WHERE JobId = ${jobId} ORDER BY JobMediaId`;
const timesOf = (jobId: number): string =>
  `SELECT extract(epoch FROM EndTime - StartTime), JobTDate FROM Job WHERE JobId = ${jobId}`;
const filesOf = (version: GenuineVersion, jobId: number): string =>
  version === '9.6.7'
    ? `SELECT FileIndex, Path, Filename.Name, LStat FROM File JOIN Path USING (PathId) JOIN Filename USING (FilenameId)
        WHERE JobId = ${jobId} ORDER BY 1, 2, 3`
    : `SELECT FileIndex, Path, Filename, LStat FROM File JOIN Path USING (PathId) WHERE JobId = ${jobId} ORDER BY 1, 2, 3`;

for (const written of WRITTEN) {
  for (const version of written.readers) {
    const { storage, client } = written;
    const title = `bls, bextract and bscan of ${version} read what ${called(storage)} Storage wrote from ${called(client)} Client`;
    test.serial(title, async (t) => {
      const { stage, jobs } = t.context;
      const { jobId = 0, files = 0 } = jobs[WRITTEN.indexOf(written)] ?? {};
      const [source, volumes] = [sourceOf(stage, written), [volumeOf(written)]];
      const reader = { ...stage.storage(storage), version };

      const listed = await bls(reader, { volumes });
      t.true(listed.stdout.includes(`${source}/names/double"quote`));
      const listing = await bls(reader, { volumes, args: ['-j', '-v'] });
      t.regex(listing.stdout, new RegExp(`Files=${files} .*Status=T|JobFiles +: ${files}\n`));
      t.notRegex(listing.stdout + listing.stderr, /Error:|corrupt|mismatch|[Dd]iscarded/);

      const target = join(stage.folder, 'extracted', version, pairName(written));
      const extracted = await bextract(reader, { volumes, target });
      t.regex(extracted.stdout, new RegExp(`${files} files restored`));
      // bextract brings back neither ACLs nor extended attributes, whoever wrote the Volume.
      t.deepEqual(await compareTrees(source, join(target, source), { sparse: true, attributesExcept: () => true }), []);

      const scanned = await stage.postgres.createGenuineCatalog(version, `scan-${version}-${pairName(written)}`);
      await bscan(reader, { volumes, catalog: scanned });
      const kept = stage.director.catalog;
      const ask = ({ database }: Database, sql: string) => stage.postgres.psql(database, sql);
      t.is(await ask(scanned, factsOf(1)), await ask(kept, factsOf(jobId)));
      t.is(await ask(scanned, filesOf(version, 1)), await ask(kept, filesOf('15.0.3', jobId)));
      const times = async (database: Database, id: number) => (await ask(database, timesOf(id))).split('|').map(Number);
      const [tookOurs = 0, endOurs = 0] = await times(kept, jobId);
      const [tookTheirs = 0, endTheirs = 0] = await times(scanned, 1);
      t.true(Math.abs(tookOurs - tookTheirs) <= 5 && Math.abs(endOurs - endTheirs) <= 5);
    });
  }
}

test.serial(
  'a genuine 15.0.3 Director on our Catalog lists our Jobs, and restores each through our Storage',
  async (t) => {
    const { stage } = t.context;
    await stage.director[Symbol.asyncDispose]();
    const ours = WRITTEN.filter(({ storage }) => storage === 'ours');
    await using director = await startDirector({
      version: '15.0.3',
      catalog: stage.director.catalog,
      fileDaemons: ours.map(({ client }) => stage.client(client)),
      storageDaemons: [stage.storage('ours')],
      fileSets: [{ files: ['/nowhere'] }],
    });
    const restores = ours.map(
      (pair) => `restore client=${stage.client(pair.client).name} fileset=${pairName(pair)} select all done yes`,
    );
    const console = [...restores.flatMap((restore) => [restore, 'wait']), 'list jobs', 'list volumes', 'messages'];
    const said = await runConsole('15.0.3', director, console);
    t.regex(said, /\| +1 \| ours-to-ours +\| .*\| B +\| F +\| .*\| T +\|/);
    t.regex(said, /Vol-0001/);
    t.is(said.match(/Termination: +Restore OK/g)?.length, ours.length, said);
    for (const pair of ours) {
      const source = sourceOf(stage, pair);
      const losses = pair.client === 'ours' ? {} : genuineLosses(pair.client);
      const restored = join(restoreWhere(director.workingDirectory), source);
      t.deepEqual(await compareTrees(source, restored, { sparse: true, ...losses }), [], pair.client);
    }
  },
);
