/** No commit waits for a standby, and the node that falls has told nobody of a Job: only its Storage Daemon knows it. */
import { BACKUP_JOB } from '../../support/director-config.ts';
import { call } from '../../support/understudy.ts';
import { until } from '../../support/wait.ts';
import type { FaultCluster, FaultNode } from '../fault-cluster.ts';
import { mustRestore } from '../restored.ts';
import { beginJob, type EndedJob, jobEnded } from '../running-job.ts';
import type { Scene, Story } from '../story.ts';

/** PostgreSQL tells its standbys of 32 numbers before it gives them away: this Job has none of these. */
const NUMBERS = 40;
const UP_MS = 60_000;
const ground = 'asynchronous' as const;
const REWRITTEN = /The Catalog has lost the rows of a Job/;
const expect = { outage: 'bounded', mayLose: true, says: [REWRITTEN, /Come back as a standby/] } as const;

interface UnheardJob {
  readonly jobId: number;
  /** Its unique name. */
  readonly job: string;
}

/** It has rows that no standby has; the one node that has them is killed. */
async function loseJob({ cluster, leader, others }: Scene): Promise<UnheardJob> {
  const peers = others.map(({ host }) => host);
  await leader.host.mute(peers);
  await cluster.query(`SELECT count(nextval('job_jobid_seq')) FROM generate_series(1, ${NUMBERS})`);
  const { jobId } = await beginJob(cluster);
  const [row] = await cluster.query<{ job: string }>(`SELECT job FROM job WHERE jobid = ${jobId}`);
  await leader.host.signal('SIGKILL');
  await leader.host.unmute(peers);
  if (row === undefined) throw new Error(`JobId ${jobId} has no row`);
  return { jobId, job: row.job };
}

const newDirector = ({ cluster, leader }: Scene): Promise<FaultNode> =>
  until(
    async () => {
      const node = await cluster.whoLeads('director');
      return node !== leader && (await node?.directorAnswers?.(1_000)) ? node : undefined;
    },
    { timeoutMs: UP_MS, what: () => `another Director to lead\n${cluster.log()}` },
  );

const orderAt = async ({ socket }: FaultNode): Promise<number> =>
  (await call<{ jobId: number }>(socket, 'POST', '/jobs', { job: BACKUP_JOB, level: 'Full' })).jobId;

interface Rows {
  readonly jobs: number;
  readonly files: number;
  readonly names: number;
}

/** Its rows are there once. */
async function mustBeWhole(cluster: FaultCluster, jobId: number): Promise<void> {
  const [rows] = await cluster.query<Rows>(
    `SELECT (SELECT count(*)::integer FROM job WHERE jobid = ${jobId}) AS jobs, count(*)::integer AS files,
            count(DISTINCT filename)::integer AS names FROM file WHERE jobid = ${jobId}`,
  );
  if (rows?.jobs !== 1 || rows.files === 0 || rows.files !== rows.names)
    throw new Error(`JobId ${jobId} has rows that are missing, or there twice: ${JSON.stringify(rows)}`);
}

function must(isSo: boolean, { jobId, status, fate }: EndedJob): void {
  if (!isSo) throw new Error(`JobId ${jobId} ended with ${status}, ${fate}`);
}

/** The old leader comes back by itself, without its history, and believes what the others do when it leads again. */
async function leadAgain(scene: Scene): Promise<void> {
  const { cluster, leader } = scene;
  await until(() => cluster.isWhole(), { timeoutMs: UP_MS, what: () => `the old leader to follow\n${cluster.log()}` });
  if (/Copy the Catalog/.test(leader.program()?.output() ?? ''))
    throw new Error(`${leader.host.name} was not rewound: it has copied the Catalog anew`);
  await cluster.switchover(await newDirector(scene), leader);
  const leads = async () => (await cluster.whoLeads('catalog')) === leader;
  await until(leads, { timeoutMs: UP_MS, what: () => `${leader.host.name} to lead again\n${cluster.log()}` });
}

function unheard(): Story {
  let lost: UnheardJob = { jobId: 0, job: '' };
  return {
    ...{ name: 'async-job-unheard', title: 'no standby has heard of a Job when the active node is killed' },
    ...{ ground, expect },
    async strike(scene) {
      lost = await loseJob(scene);
      await scene.successor();
      const meanwhile = await orderAt(await newDirector(scene));
      if (meanwhile === lost.jobId) throw new Error(`JobId ${lost.jobId} was given away twice`);
      await scene.said(REWRITTEN);
    },
    async heal(scene) {
      const { cluster, leader } = scene;
      await leader.start();
      const ended = await jobEnded(cluster, lost.jobId);
      must(ended.status === 'T' && ended.fate === 'adopted', ended);
      await leadAgain(scene);
      await mustBeWhole(cluster, lost.jobId);
      await mustRestore(cluster, lost.jobId);
    },
  };
}

function numberTaken(): Story {
  let lost: UnheardJob = { jobId: 0, job: '' };
  return {
    ...{ name: 'async-number-taken', title: '... and another Job has its number before its Storage Daemon is reached' },
    ...{ ground, expect },
    async strike(scene) {
      const { cluster, others } = scene;
      const peers = others.map(({ host }) => host);
      await cluster.daemonsHost.mute(peers);
      lost = await loseJob(scene);
      await scene.successor();
      const node = await newDirector(scene);
      // As if more numbers had been lost than a Director passes over.
      await cluster.query(`SELECT setval('job_jobid_seq', ${lost.jobId - 1})`);
      const meanwhile = await orderAt(node);
      await cluster.daemonsHost.unmute(peers);
      if (meanwhile !== lost.jobId) throw new Error(`JobId ${meanwhile} was given away, and not ${lost.jobId}`);
      await scene.said(REWRITTEN);
    },
    async heal(scene) {
      const { cluster, leader } = scene;
      await leader.start();
      const other = await jobEnded(cluster, lost.jobId);
      must(other.status === 'T', other);
      const [row] = await cluster.query<{ jobid: number }>(`SELECT jobid FROM job WHERE job = '${lost.job}'`);
      if (row === undefined || row.jobid === lost.jobId) throw new Error(`${lost.job} has the number of another Job`);
      const ended = await jobEnded(cluster, row.jobid);
      must(ended.status === 'T' && ended.fate === 'restarted', ended);
      await leadAgain(scene);
      for (const { jobId } of [other, ended]) {
        await mustBeWhole(cluster, jobId);
        await mustRestore(cluster, jobId);
      }
    },
  };
}

export const ASYNCHRONOUS: readonly Story[] = [unheard(), numberTaken()];
