/** What an operator has before him: a Director as a process, a genuine pair of daemons, a PostgreSQL, a small tree. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { BACKUP_JOB } from './director-config.ts';
import {
  type FileDaemon,
  type GenuineVersion,
  type StorageDaemon,
  startFileDaemon,
  startStorageDaemon,
  type TlsKind,
} from './genuine.ts';
import type { Database, Postgres } from './postgres.ts';
import { pseudoRandomBytes } from './pseudo-random.ts';
import { makeTempDir } from './temp-dir.ts';
import { type JobFacts, startUnderstudy, type Understudy, type UnderstudyOptions } from './understudy.ts';
import { until } from './wait.ts';

export interface PremisesOptions extends Partial<UnderstudyOptions> {
  readonly version?: GenuineVersion;
  readonly tls?: TlsKind;
  /** Bytes of each file of the tree. */
  readonly files?: readonly number[];
}

export interface Premises extends AsyncDisposable {
  readonly director: Understudy;
  readonly client: FileDaemon;
  readonly storage: StorageDaemon;
  readonly tree: string;
  readonly database: Database;
}

/** A Job of this kind takes a minute and a half, unless something happens to it. Genuine Clients take the limit lightly. */
export const SLOW = { 'Maximum Bandwidth': '5 kb/s' };
export const withoutLimits = (text: string): string => text.replaceAll(/^ *Maximum Bandwidth = .*\n/gm, '');
export const SLOW_FILES: readonly number[] = Array.from({ length: 240 }, () => 100_000);

let databases = 0;

export async function openPremises(postgres: Postgres, options: PremisesOptions = {}): Promise<Premises> {
  const { version = '15.0.3', tls, files = [20_000, 5_000], ...config } = options;
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('premises'));
  const tree = join(dir.path, 'tree');
  await mkdir(tree);
  await Promise.all(files.map((bytes, i) => writeFile(join(tree, `file-${i}`), pseudoRandomBytes(bytes, i + 1))));
  const choice = tls === undefined ? { version } : { version, tls };
  const client = stack.use(await startFileDaemon(choice));
  const storage = stack.use(await startStorageDaemon(choice));
  const database = config.catalog ?? (await postgres.createDatabase(`premises${++databases}`));
  const director = stack.use(
    await startUnderstudy({
      catalog: database,
      fileDaemons: [client],
      storageDaemons: [storage],
      fileSets: [{ files: [tree], options: { Signature: 'MD5' } }],
      ...config,
    }),
  );
  const kept = stack.move();
  return { director, client, storage, tree, database, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Changes the configuration's text, byte by byte; the next start or reload reads it. */
export async function rewrite({ configFile }: Understudy, edit: (text: string) => string): Promise<void> {
  await writeFile(configFile, edit(await readFile(configFile, 'latin1')), 'latin1');
}

/** Data of this Job flows through all three. */
export const dataFlows = (director: Understudy, jobId: number): Promise<JobFacts> =>
  until(
    async () => {
      const { active } = await director.get<{ active: JobFacts[] }>('/status?currentFile=true');
      return active.find((job) => job.jobId === jobId && job.status === 'R' && job.bytes > 0);
    },
    { what: () => `JobId ${jobId} to save bytes` },
  );

/** The Job ended with one of these letters, in the Catalog too, and its log says the sentence. */
export async function endsWith(
  t: ExecutionContext,
  director: Understudy,
  jobId: number,
  letters: string,
  said: RegExp,
): Promise<string> {
  const { status } = await director.ended(jobId, 180_000);
  const log = await director.jobLog(jobId);
  if (!letters.includes(status) || !said.test(log)) t.log(await director.log());
  t.true(letters.includes(status), `${status} where ${letters} was due`);
  t.regex(log, said);
  return log;
}

/** Whatever was before: a Job that nothing is done to ends well. */
export async function nextJobRuns(t: ExecutionContext, director: Understudy, job = BACKUP_JOB): Promise<void> {
  const ended = await director.ended(await director.run({ job }), 180_000);
  if (ended.status !== 'T') t.log(await director.log());
  t.is(ended.status, 'T');
}
