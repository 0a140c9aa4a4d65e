/** A backup that has begun and takes its time, so that the blow meets it. */
import { BACKUP_JOB } from '../support/director-config.ts';
import { call, type JobFacts, OVER } from '../support/understudy.ts';
import { until } from '../support/wait.ts';
import type { FaultCluster } from './fault-cluster.ts';

export interface RunningJob {
  readonly jobId: number;
  /** Bacula's letter at its end, whoever leads then. */
  ended(): Promise<string>;
}

const END_MS = 180_000;

export async function beginJob(cluster: FaultCluster): Promise<RunningJob> {
  const ask = <T>(method: string, path: string, body?: object): Promise<T> =>
    until(
      async () => {
        const node = await cluster.whoLeads('director').catch(() => undefined);
        if (node === undefined) return undefined;
        return call<T>(node.socket, method, path, body).then(
          (value) => ({ value }),
          () => undefined,
        );
      },
      { timeoutMs: END_MS, what: `an answer to ${method} ${path}` },
    ).then(({ value }) => value);
  const { jobId } = await ask<{ jobId: number }>('POST', '/jobs', { job: BACKUP_JOB, level: 'Full' });
  const facts = () => ask<{ job: JobFacts; active?: object }>('GET', `/jobs/${jobId}`);
  await until(async () => (await facts()).job.status === 'R', { timeoutMs: 60_000, what: 'the Job to run' });
  return {
    jobId,
    async ended() {
      let last = '';
      const job = await until(
        async () => {
          const found = await facts();
          last = JSON.stringify(found);
          return found.active === undefined && OVER.has(found.job.status) && found.job;
        },
        { timeoutMs: END_MS, everyMs: 200, what: () => `JobId ${jobId} to end; last seen: ${last}` },
      );
      return job.status;
    },
  };
}
