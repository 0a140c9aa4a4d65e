/** What both sides of `bench jobs` share: the same genuine daemons, the same empty FileSet, the same limits. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FileDaemon,
  type StorageDaemon,
  startFileDaemon,
  startStorageDaemon,
} from '../../test/support/genuine.ts';
import { type Database, type Postgres, startPostgres } from '../../test/support/postgres.ts';
import { makeTempDir } from '../../test/support/temp-dir.ts';

/** One Director under measurement. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  /** Queues `jobs` empty Jobs and returns the seconds until the last one has ended well. */
  runJobs(jobs: number): Promise<number>;
}

export interface Ground extends AsyncDisposable {
  readonly postgres: Postgres;
  readonly fileDaemon: FileDaemon;
  readonly storageDaemon: StorageDaemon;
  /** An empty folder: a Job that saves it has one entry. */
  readonly source: string;
  readonly workingDirectory: string;
  createCatalog(name: string): Promise<Database>;
  /** Jobs of this Catalog that ended with T. */
  countGood(catalog: Database): Promise<number>;
}

/** Genuine 15.0.3 daemons with their defaults (TLS-PSK), and one PostgreSQL with its own (fsync on). */
export async function openGround(): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('bench-jobs'));
  const source = join(dir.path, 'source');
  await mkdir(source);
  const postgres = stack.use(await startPostgres({ fsync: true, settings: { max_connections: '300' } }));
  const fileDaemon = stack.use(await startFileDaemon({ version: '15.0.3', maximumConcurrentJobs: 200 }));
  const storageDaemon = stack.use(await startStorageDaemon({ version: '15.0.3', maximumConcurrentJobs: 200 }));
  const owned = stack.move();
  return {
    postgres,
    fileDaemon,
    storageDaemon,
    source,
    workingDirectory: dir.path,
    countGood: async ({ database }) =>
      Number(await postgres.psql(database, "SELECT count(*) FROM job WHERE jobstatus = 'T'")),
    createCatalog: (name) => postgres.createGenuineCatalog('15.0.3', name),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
