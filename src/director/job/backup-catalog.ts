/** What a running backup tells the Catalog between its beginning and its end. */
import { type AttributeIngest, openAttributeIngest, updateJob } from '../../catalog/index.ts';
import type { ClientIdentity } from '../../protocol/index.ts';
import { type AccurateList, accurateList } from './accurate-list.ts';
import type { BackupPlan } from './backup-plan.ts';
import type { Job } from './job.ts';
import { watchIngest } from './set-back.ts';
import type { JobTools } from './tools.ts';

export interface BackupCatalog {
  openIngest(): Promise<AttributeIngest>;
  clientAnswered(identity: ClientIdentity): Promise<void>;
  /** The third and last StartTime: the next Job looks since this moment. */
  dataBegins(at: Date): Promise<void>;
  accurateList(): Promise<AccurateList>;
}

// The end record carries StartTime too; in between it is only worth a round trip where the row would be plainly wrong.
const WORTH_A_WRITE_MS = 1_000;

export function backupCatalog(job: Job, plan: BackupPlan, tools: JobTools): BackupCatalog {
  const { catalog, ids } = tools;
  const { jobId } = job.identity;
  return {
    openIngest: async () => watchIngest(await openAttributeIngest(catalog, { jobId }), () => tools.takeUp(job)),
    clientAnswered: (identity) => ids.clientAnswered(plan.client, identity),
    dataBegins: async (at) => {
      const before = job.startedAt ?? at;
      job.startedAt = at;
      if (at.getTime() - before.getTime() < WORTH_A_WRITE_MS) return;
      await catalog.execute(updateJob(jobId, { startTime: at, realStartTime: at }));
    },
    accurateList: () => accurateList(catalog, plan, job.startedAt ?? tools.clock.now()),
  };
}
