/**
 * A Job of many empty files through a whole Director: ours and the genuine 15.0.3, on the same genuine daemons, the same
 * PostgreSQL and the same warm tree; and ours with our Storage Daemon. Timed from the order to the moment when the Catalog says T, by the same observer;
 * every File row must be there then. Twice each: a first Full, and one whose paths the Catalog knows. Before that an empty
 * Job, so that both Directors have met the daemons, the Volume is labelled, and ours knows where the spool files lie.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resource } from '../../test/support/bacula-config.ts';
import { BACKUP_JOB, POOL } from '../../test/support/director-config.ts';
import {
  type FileDaemon,
  runConsole,
  type StorageDaemon,
  startDirector,
  startFileDaemon,
  startStorageDaemon,
} from '../../test/support/genuine.ts';
import { makeManyFiles } from '../../test/support/many-files.ts';
import { startOurStorageDaemon } from '../../test/support/our-storage-daemon.ts';
import type { Database, Postgres } from '../../test/support/postgres.ts';
import { run } from '../../test/support/program.ts';
import { makeTempDir } from '../../test/support/temp-dir.ts';
import { startUnderstudy } from '../../test/support/understudy.ts';
import { until } from '../../test/support/wait.ts';
import { residentPeakMegabytes } from './resident.ts';

export const DIRECTORS = ['genuine', 'ours'] as const;
/**
 * Whether the Storage Daemon keeps the attributes until the data is written, as it does by default; `journal`: our Storage
 * Daemon, which tells ours alone (docs/decisions/0050).
 */
export const WAYS = ['spooled', 'flowing', 'journal'] as const;
/** How everybody speaks to everybody. */
export const CHANNELS = ['none', 'psk'] as const;
export type Channel = (typeof CHANNELS)[number];
export interface Side {
  readonly director: (typeof DIRECTORS)[number];
  readonly way: (typeof WAYS)[number];
}

export interface WholeJobs {
  readonly firstSec: number;
  readonly secondSec: number;
  /** The Director's greatest resident size. */
  readonly peakMegabytes: number;
}

export interface Ground extends AsyncDisposable {
  /** Both backups by one Director, on a Catalog of their own. */
  measure(side: Side, channel: Channel): Promise<WholeJobs>;
}

const FIRST_JOB = 'First';
const JOB_TIMEOUT_MS = 900_000;
const LOOK_EVERY_MS = 100;
const ENDS: ReadonlySet<string> = new Set('TWEefAI');

export async function openGround(postgres: Postgres, files: number): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('bench-catalog'));
  const source = join(dir.path, 'source');
  await makeManyFiles(source, { files });
  const nothing = join(dir.path, 'nothing');
  await mkdir(nothing);
  const daemons = new Map<Channel, Pick<Scene, 'fileDaemon'> & Record<'genuine' | 'ours', StorageDaemon>>();
  for (const tls of CHANNELS) {
    const fileDaemon = stack.use(await startFileDaemon({ version: '15.0.3', tls }));
    const genuine = stack.use(await startStorageDaemon({ version: '15.0.3', tls }));
    const ours = stack.use(await startOurStorageDaemon({ tls, name: 'our-sd' }));
    daemons.set(tls, { fileDaemon, genuine, ours });
  }
  const owned = stack.move();
  let turn = 0;
  return {
    measure: async (side, channel) => {
      const pair = daemons.get(channel);
      if (pair === undefined) throw new Error(`no daemons speak ${channel}`);
      const name = `whole_${++turn}`;
      const catalog = await postgres.createGenuineCatalog('15.0.3', name);
      const storageDaemon = side.way === 'journal' ? pair.ours : pair.genuine;
      const scene = { postgres, source, nothing, files, catalog, fileDaemon: pair.fileDaemon, storageDaemon };
      const result = await measure(side, scene, `${name}-`);
      await postgres.psql('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
      return result;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Scene {
  readonly postgres: Postgres;
  readonly source: string;
  /** An empty folder. */
  readonly nothing: string;
  readonly files: number;
  readonly catalog: Database;
  readonly fileDaemon: FileDaemon;
  readonly storageDaemon: StorageDaemon;
}

async function measure(side: Side, scene: Scene, labelFormat: string): Promise<WholeJobs> {
  const { catalog, fileDaemon, storageDaemon, source, nothing, files } = scene;
  await using director = await start(side.director, {
    catalog,
    fileDaemons: [fileDaemon],
    storageDaemons: [storageDaemon],
    fileSets: [
      { files: [source], options: { Sparse: false, 'ACL Support': false, 'XATTR Support': false } },
      { name: 'Nothing', files: [nothing] },
    ],
    poolDirectives: { 'Label Format': labelFormat },
    jobDirectives: { 'Spool Attributes': side.way === 'spooled' },
    extra: resource('Job', {
      Name: FIRST_JOB,
      Type: 'Backup',
      Level: 'Full',
      FileSet: 'Nothing',
      Client: fileDaemon.name,
      Storage: storageDaemon.name,
      Pool: POOL,
      Messages: 'Standard',
    }),
  });
  await backUp(director, { job: FIRST_JOB, jobId: 1, files: 0 }, scene);
  const firstSec = await backUp(director, { job: BACKUP_JOB, jobId: 2, files }, scene);
  const secondSec = await backUp(director, { job: BACKUP_JOB, jobId: 3, files }, scene);
  const peakMegabytes = await residentPeakMegabytes(director.pid);
  return { firstSec, secondSec, peakMegabytes };
}

interface Director extends AsyncDisposable {
  readonly pid: number | undefined;
  order(job: string): Promise<unknown>;
  log(): Promise<string>;
}

async function start(which: Side['director'], options: Parameters<typeof startUnderstudy>[0]): Promise<Director> {
  if (which === 'ours') {
    const director = await startUnderstudy(options);
    return { ...director, pid: director.pid, order: (job: string) => director.run({ job }) };
  }
  const director = await startDirector({ ...options, version: '15.0.3' });
  const order = (job: string) => runConsole('15.0.3', director, [`run job=${job} yes`]);
  return { log: director.log, pid: director.pid, order, [Symbol.asyncDispose]: () => director[Symbol.asyncDispose]() };
}

/** Seconds from the order to T. */
async function backUp(
  director: Director,
  { job, jobId, files }: { job: string; jobId: number; files: number },
  { postgres, source, catalog }: Scene,
): Promise<number> {
  await warm(source);
  await postgres.psql('postgres', 'CHECKPOINT');
  const ask = (sql: string) => postgres.psql(catalog.database, sql);
  const started = performance.now();
  await director.order(job);
  const ended = async () => {
    const status = (await ask(`SELECT jobstatus FROM job WHERE jobid = ${jobId}`)).trim();
    return ENDS.has(status) && status;
  };
  const status = await until(ended, { timeoutMs: JOB_TIMEOUT_MS, everyMs: LOOK_EVERY_MS, what: 'the backup to end' });
  const seconds = (performance.now() - started) / 1000;
  const rows = Number(await ask(`SELECT count(*) FROM file WHERE jobid = ${jobId}`));
  if (status !== 'T' || rows < files) {
    throw new Error(`The backup ended with ${status}, ${rows} rows for ${files} files\n${await director.log()}`);
  }
  return seconds;
}

/** The File Daemon may have let the tree out of the cache, and the Catalog's writes may have pushed it out. */
async function warm(source: string): Promise<void> {
  await run(['find', source, '-size', '+0', '-name', 'no such file'], { timeoutMs: 300_000 });
}
