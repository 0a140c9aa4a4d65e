/**
 * Our Storage Daemon, our Client, a tree, and a way between Director and Storage that can be spoiled: for Jobs that outlive
 * their connection or their Director (docs/decisions/0050).
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import {
  type FileDaemon,
  type GenuineVersion,
  type StorageDaemon,
  startFileDaemon,
  startStorageDaemon,
} from './genuine.ts';
import type { OurDirectorOptions } from './our-director.ts';
import { startOurFileDaemon } from './our-file-daemon.ts';
import { startOurStorageDaemon } from './our-storage-daemon.ts';
import type { Database, Postgres } from './postgres.ts';
import { pseudoRandomBytes } from './pseudo-random.ts';
import { makeTempDir } from './temp-dir.ts';
import { startUnderstudy, type Understudy } from './understudy.ts';
import { until } from './wait.ts';

export interface JournalStage {
  readonly database: Database;
  readonly client: FileDaemon;
  readonly storage: StorageDaemon;
  /** The Director's way to the Storage; the Client has its own, unless it is the one that calls. */
  readonly proxy: FaultProxy;
  /** The Director's way to the Client. */
  readonly clientProxy: FaultProxy;
  readonly tree: string;
  readonly files: number;
  readonly config: Omit<OurDirectorOptions, 'edit' | 'start'>;
  sql(text: string): Promise<string>;
}

export interface JournalStageOptions {
  /** How the daemons speak; default: with TLS-PSK. */
  readonly tls?: 'none';
  /** A genuine Client; left out: ours. */
  readonly client?: GenuineVersion;
  /** A genuine Storage Daemon; left out: ours. */
  readonly storage?: GenuineVersion;
  /** The Client calls the Storage, on the Director's way. */
  readonly clientCalls?: boolean;
  /** Empty files in a folder. */
  readonly many?: number;
  /** Files of 100 kB. */
  readonly large?: number;
  readonly bandwidth?: string;
  readonly directives?: OurDirectorOptions['directives'];
  readonly jobDirectives?: OurDirectorOptions['jobDirectives'];
}

let stages = 0;

/** Taken down when the test ends, or whoever owns it. */
export async function setJournalStage(
  t: { teardown(work: () => Promise<void>): void },
  postgres: Postgres,
  options: JournalStageOptions = {},
): Promise<JournalStage> {
  const { many = 0, large = 0, bandwidth, directives, tls } = options;
  const choice = tls === undefined ? {} : { tls };
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('journal'));
  const tree = join(dir.path, 'tree');
  await mkdir(join(tree, 'many'), { recursive: true });
  for (let i = 0; i < many; i++) await writeFile(join(tree, 'many', `empty-${i}`), '');
  for (let i = 0; i < large; i++) await writeFile(join(tree, `large-${i}`), pseudoRandomBytes(100_000, i));
  const version = options.client;
  const client = stack.use(
    await (version === undefined ? startOurFileDaemon(choice) : startFileDaemon({ version, ...choice })),
  );
  const genuine = options.storage;
  const storage = stack.use(
    await (genuine === undefined ? startOurStorageDaemon(choice) : startStorageDaemon({ version: genuine, ...choice })),
  );
  const proxy = stack.use(await startFaultProxy({ port: storage.port }));
  const clientProxy = stack.use(await startFaultProxy({ port: client.port }));
  const database = await postgres.createDatabase(`journal${process.pid}_${++stages}`);
  const config = {
    catalog: database,
    fileDaemons: [options.clientCalls === true ? { ...client, port: clientProxy.port } : client],
    storageDaemons: [{ ...storage, port: proxy.port }],
    fileSets: [{ files: [tree], options: { Signature: 'MD5' } }],
    // The Storage calls the Client, so that only the Director's way leads through the proxy.
    ...(options.clientCalls === true ? {} : { clientDirectives: { 'SD Calls Client': true } }),
    jobDirectives: { ...(bandwidth === undefined ? {} : { 'Maximum Bandwidth': bandwidth }), ...options.jobDirectives },
    ...(directives && { directives }),
  };
  const kept = stack.move();
  t.teardown(() => kept.disposeAsync());
  const sql = async (text: string) => (await postgres.psql(database.database, text)).trim();
  return { database, client, storage, proxy, clientProxy, tree, files: many + large + 2, config, sql };
}

export const journalsOf = (storage: StorageDaemon): Promise<string[]> =>
  readdir(storage.workingDirectory)
    .then((names) => names.filter((name) => name.endsWith('.journal')))
    .then((names) => Promise.all(names.map((name) => readdir(join(storage.workingDirectory, name)))))
    .then((lists) => lists.flat());

/** Each file once, with its digest; one row in Log for each thing said by the Storage; nothing is left of the journal. */
export async function allIsThereOnce(t: ExecutionContext, stage: JournalStage, jobId: number): Promise<void> {
  const { sql, files } = stage;
  const where = `WHERE jobid = ${jobId}`;
  t.is(await sql(`SELECT count(*), count(DISTINCT fileindex) FROM file ${where}`), `${files}|${files}`);
  t.is(await sql(`SELECT jobfiles FROM job ${where}`), `${files}`);
  t.is(await sql(`SELECT count(*) FROM file ${where} AND filename <> '' AND length(md5) < 20`), '0', 'digests');
  t.is(
    await sql(
      `SELECT count(*) FROM (SELECT 1 FROM log ${where} AND logtext LIKE 'test-sd JobId%' GROUP BY time, logtext HAVING count(*) > 1) AS twice`,
    ),
    '0',
  );
  t.not(await sql(`SELECT count(*) FROM log ${where} AND logtext LIKE 'test-sd JobId%'`), '0');
  t.is(await sql(`SELECT min(firstindex), max(lastindex) FROM jobmedia ${where}`), `1|${files}`);
  t.is(await sql('SELECT count(*) FROM understudy.journal'), '0');
  await until(async () => (await journalsOf(stage.storage)).length === 0, { what: 'the journal to be gone' });
}

/** Our Director as a process, which can be killed. */
export async function startProcess(t: ExecutionContext, stage: JournalStage): Promise<Understudy> {
  const director = await startUnderstudy(stage.config);
  t.teardown(() => director[Symbol.asyncDispose]());
  return director;
}

export const rowsOf = (stage: JournalStage, jobId: number): Promise<number> =>
  stage.sql(`SELECT count(*) FROM file WHERE jobid = ${jobId}`).then(Number);
export const statusOf = (stage: JournalStage, jobId: number): Promise<string> =>
  stage.sql(`SELECT jobstatus FROM job WHERE jobid = ${jobId}`);
export const endsInCatalog = (stage: JournalStage, jobId: number): Promise<unknown> =>
  until(async () => /[TWEefAI]/.test(await statusOf(stage, jobId)), {
    what: () => `JobId ${jobId} to end`,
    timeoutMs: 120_000,
  });

/** The Storage lists it among the ended ones. */
export async function hasEnded(stage: JournalStage): Promise<boolean> {
  return /A Job has ended/.test(await stage.storage.log());
}

/** More rows than so many are in the Catalog. */
export const rowsCome = (stage: JournalStage, jobId: number, count: number): Promise<unknown> =>
  until(async () => (await rowsOf(stage, jobId)) > count, { what: 'rows in the Catalog' });
