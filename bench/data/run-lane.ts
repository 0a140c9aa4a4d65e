/**
 * One contender's turn in one lane: a Director with an empty Catalog of its own runs the Jobs, and each that counts is
 * measured. Afterwards the Volumes and what was restored are gone.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authority, Certificate } from '../../test/support/certificates.ts';
import { BACKUP_JOB } from '../../test/support/director-config.ts';
import { type OurDirector, startOurDirector } from '../../test/support/our-director.ts';
import type { Postgres } from '../../test/support/postgres.ts';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import type { Contender } from './contender.ts';
import { type Measurement, measureJob } from './measure-job.ts';
import type { Lane, Operation } from './plan.ts';
import type { MadeSource } from './source.ts';
import { Stopwatch } from './stopwatch.ts';

export interface Ground {
  readonly postgres: Postgres;
  readonly authority: Authority;
  readonly directorCertificate: Certificate;
}

/** What a lane varies, and nothing that costs time besides. */
const fileSetOptions = ({ digest, compression }: Pick<Lane, 'digest' | 'compression'>) => ({
  Signature: digest === 'none' ? undefined : digest.toUpperCase(),
  Compression: compression === 'none' ? undefined : compression,
  Sparse: false,
  'ACL Support': false,
  'XATTR Support': false,
});

let catalogs = 0;

export async function runLane(
  lane: Pick<Lane, 'digest' | 'compression' | 'operations'>,
  contender: Contender,
  source: MadeSource,
  { postgres, authority, directorCertificate }: Ground,
): Promise<ReadonlyMap<Operation, Measurement>> {
  const stopwatch = new Stopwatch();
  const name = `data_${++catalogs}`;
  const database = await postgres.createDatabase(name);
  try {
    await using director = await startOurDirector({
      catalog: database,
      fileDaemons: [contender.client],
      storageDaemons: [contender.storage],
      fileSets: [{ files: [source.path], options: fileSetOptions(lane) }],
      poolDirectives: { 'Label Format': `${name}-` },
      authority,
      certificate: directorCertificate,
      start: { dialClient: stopwatch.dial },
    });
    return await runJobs({ director, contender, source, stopwatch }, lane.operations);
  } finally {
    await postgres.psql('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await removeVolumes(contender.storage.volumeDirectory);
  }
}

interface Turn {
  readonly director: OurDirector;
  readonly contender: Contender;
  readonly source: MadeSource;
  readonly stopwatch: Stopwatch;
}

async function runJobs(turn: Turn, operations: readonly Operation[]): Promise<ReadonlyMap<Operation, Measurement>> {
  const { director } = turn;
  const results = new Map<Operation, Measurement>();
  const full = await measureJob(turn, growthOf(turn.source), () => director.run({ job: BACKUP_JOB, level: 'F' }));
  if (full.files < turn.source.files) throw new Error(`${full.files} files saved of ${turn.source.files}`);
  if (operations.includes('backup')) results.set('backup', full);
  if (operations.includes('restore')) results.set('restore', await restore(turn, full.jobId));
  if (operations.includes('unchanged')) {
    const incremental = await measureJob(turn, 0, () => director.run({ job: BACKUP_JOB, level: 'I' }));
    if (incremental.bytes > 0) throw new Error(`${incremental.bytes} bytes saved of an unchanged tree`);
    results.set('unchanged', incremental);
  }
  return results;
}

/** What a Volume or a restored tree takes of memory: contents, and a page besides for each file. */
const growthOf = ({ bytes, files }: MadeSource): number => bytes + files * 4096;

/** What came back is compared when the clocks have stopped. */
async function restore(turn: Turn, jobId: number): Promise<Measurement> {
  const { director, source } = turn;
  await using target = await makeTempDir('bench-restored');
  const measured = await measureJob(turn, growthOf(source), () =>
    director.restore({ from: { kind: 'job', jobId }, where: target.path, replace: 'a' }),
  );
  await source.compare(target.path);
  return measured;
}

async function removeVolumes(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await rm(join(directory, name), { force: true });
}
