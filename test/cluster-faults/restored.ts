/** A Job read back through the daemons, and compared with what it has saved. */
import { join } from 'node:path';
import { compareTrees } from '../support/compare-tree.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { call, type JobFacts, OVER } from '../support/understudy.ts';
import { until } from '../support/wait.ts';
import type { FaultCluster } from './fault-cluster.ts';

const RESTORE_MS = 60_000;

/** Throws a sentence where anything is not as it was. */
export async function mustRestore({ whoLeads, tree, log }: FaultCluster, jobId: number): Promise<void> {
  await using where = await makeTempDir('restored');
  const leads = () => whoLeads('director');
  const node = await until(leads, { timeoutMs: RESTORE_MS, what: () => `a Director to restore\n${log()}` });
  const order = { from: { jobId }, where: where.path };
  const restore = await call<{ jobId: number }>(node.socket, 'POST', '/restores', order);
  const look = async (): Promise<string | undefined> => {
    const found = await call<{ job: JobFacts; active?: object }>(node.socket, 'GET', `/jobs/${restore.jobId}`);
    return found.active === undefined && OVER.has(found.job.status) ? found.job.status : undefined;
  };
  const status = await until(look, { timeoutMs: RESTORE_MS, everyMs: 250, what: `the restore of JobId ${jobId}` });
  const differences = await compareTrees(tree, join(where.path, tree));
  if (status !== 'T' || differences.length > 0)
    throw new Error(`The restore of JobId ${jobId} ended with ${status}: ${differences.join('; ') || 'all is there'}`);
}
