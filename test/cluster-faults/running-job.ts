/** A backup that saves already and takes its time, so that the blow meets it; and what has become of it. */
import { BACKUP_JOB } from '../support/director-config.ts';
import { ApiError, call, OVER } from '../support/understudy.ts';
import { until } from '../support/wait.ts';
import type { FaultCluster, FaultNode } from './fault-cluster.ts';

export interface EndedJob {
  /** Of the last one that was started for it. */
  readonly jobId: number;
  /** Bacula's letter, of that one. */
  readonly status: string;
  /** `adopted`: another Director has carried on with it; `undisturbed`: none has had to. */
  readonly fate: 'undisturbed' | 'adopted' | 'restarted' | 'lost';
}

export interface RunningJob {
  readonly jobId: number;
  /** Whoever leads then. */
  ended(): Promise<EndedJob>;
}

interface JobRow {
  readonly status: string;
  readonly rows: number;
  readonly successor: number | null;
  readonly adopted: boolean;
}

const START_MS = 60_000;
const END_MS = 180_000;
const LOOK_MS = 250;
const WELL = 'T';

/** `known`: who leads, where nobody can be asked. */
export async function beginJob(cluster: FaultCluster, known?: FaultNode): Promise<RunningJob> {
  const leads = async () => known ?? (await cluster.whoLeads('director'));
  const jobId = await until(() => order(leads), { timeoutMs: START_MS, what: 'a Director to take the Job' });
  const query = known?.query ?? cluster.query;
  await until(async () => ((await look(jobId, query))?.rows ?? 0) > 0, {
    ...{ timeoutMs: START_MS, everyMs: LOOK_MS, what: `rows of JobId ${jobId}` },
  });
  return { jobId, ended: () => jobEnded(cluster, jobId) };
}

export async function jobEnded(cluster: FaultCluster, first: number): Promise<EndedJob> {
  const attempts = [first];
  const find = async (): Promise<EndedJob | undefined> => {
    const jobId = attempts.at(-1) ?? first;
    const row = await look(jobId, cluster.query);
    if (row?.successor != null) attempts.push(row.successor);
    else if (row !== undefined && OVER.has(row.status))
      return { jobId, status: row.status, fate: fateOf(row, attempts) };
    return undefined;
  };
  const what = () => `JobId ${attempts.join(' → ')} to end`;
  return until(find, { timeoutMs: END_MS, everyMs: LOOK_MS, what });
}

async function look(jobId: number, query: FaultCluster['query']): Promise<JobRow | undefined> {
  const rows = await query<JobRow>(
    `SELECT jobstatus AS status, (SELECT count(*)::integer FROM file WHERE file.jobid = job.jobid) AS rows,
            (SELECT jobid FROM understudy.restart WHERE predecessor = job.jobid) AS successor,
            EXISTS (SELECT FROM log WHERE log.jobid = job.jobid AND logtext LIKE '%${ADOPTED}%') AS adopted
       FROM job WHERE jobid = ${jobId}`,
  ).catch(() => []);
  return rows[0];
}

/** @returns its JobId; undefined: nobody takes orders yet. */
async function order(leads: () => Promise<FaultNode | undefined>): Promise<number | undefined> {
  const node = await leads();
  if (!(await node?.directorAnswers?.(ANSWER_MS)) || node === undefined) return undefined;
  try {
    const { jobId } = await call<{ jobId: number }>(node.socket, 'POST', '/jobs', { job: BACKUP_JOB, level: 'Full' });
    return jobId;
  } catch (error) {
    if (error instanceof ApiError && error.status === UNAVAILABLE) return undefined;
    throw error;
  }
}

const UNAVAILABLE = 503;
const ANSWER_MS = 1_000;

/** In the Messages of a Job that a Director has taken up. */
const ADOPTED = 'The Director that began this Job ended without a word';

function fateOf({ status, adopted }: JobRow, attempts: readonly number[]): EndedJob['fate'] {
  if (status !== WELL) return 'lost';
  if (attempts.length > 1) return 'restarted';
  return adopted ? 'adopted' : 'undisturbed';
}
