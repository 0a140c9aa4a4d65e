/**
 * A Director of the interoperation matrix, whoever made it: it is told to save and to bring back, and how that ended is
 * read in its Catalog, which has the same columns in both.
 */
import pg from 'pg';
import type { DirectorConfigOptions } from './director-config.ts';
import { type GenuineVersion, runConsole, startDirector } from './genuine.ts';
import type { Database, Postgres } from './postgres.ts';
import { startUnderstudy } from './understudy.ts';
import { until } from './wait.ts';

export type Maker = 'ours' | GenuineVersion;
export type Level = 'Full' | 'Differential' | 'Incremental';

/** A Job's row in the Catalog, and all that was said of it. */
export interface MatrixJob {
  readonly jobId: number;
  readonly level: string;
  readonly status: string;
  readonly errors: number;
  readonly files: number;
  readonly log: string;
}

export interface MatrixDirector extends AsyncDisposable {
  readonly catalog: Database;
  backUp(job: string, level: Level, accurate?: boolean): Promise<MatrixJob>;
  /** All that the Client had at the end of its last Job of this FileSet. */
  restore(what: { client: string; fileSet: string; where: string }): Promise<MatrixJob>;
  log(): Promise<string>;
}

type Options = Omit<DirectorConfigOptions, 'port' | 'workingDirectory' | 'version' | 'catalog'>;

/** How a Job is ordered: the answer is its JobId. What comes after is the same for all. */
interface Orders extends Pick<MatrixDirector, 'log'>, AsyncDisposable {
  run(job: string, level: Level, accurate: boolean): Promise<number>;
  restore(what: { client: string; fileSet: string; where: string }): Promise<number>;
}

const JOB_MS_MAX = 180_000;

export async function startMatrixDirector(maker: Maker, postgres: Postgres, options: Options): Promise<MatrixDirector> {
  await using stack = new AsyncDisposableStack();
  const name = `matrix-${maker.replaceAll('.', '')}`;
  const database =
    maker === 'ours' ? await postgres.createDatabase(name) : await postgres.createGenuineCatalog(maker, name);
  const orders = stack.use(await (maker === 'ours' ? ours(database, options) : genuine(maker, database, options)));
  const session = new pg.Client({ ...database });
  await session.connect();
  stack.defer(() => session.end());
  const kept = stack.move();
  return {
    catalog: database,
    backUp: async (job, level, accurate = true) => await ended(session, await orders.run(job, level, accurate)),
    restore: async (what) => await ended(session, await orders.restore(what)),
    log: orders.log,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function ours(catalog: Database, options: Options): Promise<Orders> {
  const director = await startUnderstudy({ ...options, catalog });
  return {
    run: (job, level, accurate) => director.run({ job, level, accurate }),
    restore: ({ client, fileSet, where }) => director.restore({ from: { client, fileSet }, where }),
    log: director.log,
    [Symbol.asyncDispose]: () => director[Symbol.asyncDispose](),
  };
}

async function genuine(version: GenuineVersion, catalog: Database, options: Options): Promise<Orders> {
  const director = await startDirector({ ...options, version, catalog });
  const order = async (command: string): Promise<number> => {
    const said = await runConsole(version, director, [command]);
    const jobId = /Job queued\. JobId=(\d+)/.exec(said)?.[1];
    if (jobId === undefined) throw new Error(`"${command}" queued no Job\n${said}`);
    return Number(jobId);
  };
  return {
    run: (job, level, accurate) => order(`run job=${job} level=${level} accurate=${accurate ? 'yes' : 'no'} yes`),
    restore: ({ client, fileSet, where }) =>
      order(`restore client=${client} fileset=${fileSet} where=${where} select all done yes`),
    log: director.log,
    [Symbol.asyncDispose]: () => director[Symbol.asyncDispose](),
  };
}

const OVER = 'TWEefAIDN'; // every status that is an end (page 06)

/** Waits for the end of the Job and for its report, which is the last that is said of it. */
async function ended(session: pg.Client, jobId: number): Promise<MatrixJob> {
  let last = 'no row';
  return await until(
    async () => {
      const [job] = (await session.query<MatrixJob>(ROW, [jobId])).rows;
      if (job !== undefined) last = `${job.status} ${job.log}`;
      return job !== undefined && OVER.includes(job.status) && job.log.includes('Termination: ') && job;
    },
    { timeoutMs: JOB_MS_MAX, everyMs: 100, what: () => `JobId ${jobId} to end; last seen: ${last}` },
  );
}

const ROW = `
  SELECT JobId AS "jobId", Level AS level, JobStatus AS status, JobErrors AS errors, JobFiles AS files,
         coalesce((SELECT string_agg(LogText, '' ORDER BY LogId) FROM Log WHERE Log.JobId = Job.JobId), '') AS log
    FROM Job WHERE JobId = $1`;
