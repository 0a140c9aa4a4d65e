/** A backup that another Director began, among the kinds of Job: it is followed by its journal, and ends as any other. */
import type { UnfinishedJob } from '../../catalog/index.ts';
import type { StorageEndJob } from '../../protocol/index.ts';
import type { Resumed } from '../job/backup-brief.ts';
import { backupKind } from '../job/backup-kind.ts';
import type { BackupResult } from '../job/backup-run.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import type { JobTools } from '../job/tools.ts';
import { volumeContext } from '../job/volume-context.ts';
import { takenOver } from '../succession/taken-over.ts';
import { clientVerdict } from './client-verdict.ts';
import { followJournal } from './follow.ts';

export interface Adoption {
  readonly row: UnfinishedJob;
  readonly resumed: Resumed;
  /** The Catalog knows what the Storage Daemon had done when it was asked. */
  readonly onCaughtUp: () => void;
}

export function adoptedBackup(job: Job, { row, resumed, onCaughtUp }: Adoption, tools: JobTools): JobKind {
  const { brief, facts, storage } = resumed;
  const { sessionId, sessionTime, device } = brief;
  const result: BackupResult = { sessionId, sessionTime, device, storage };
  const kind = backupKind(job, facts, tools, result);
  const context = (sdVersion: number) => volumeContext(job, facts.plan, storage, sdVersion, tools);
  const { client } = facts;
  const hear = (end: StorageEndJob) => clientVerdict(job, client, end, tools);
  const followed = { row, client, storage, numbers: { sessionId, sessionTime }, hear, context, onCaughtUp };
  let endedAt: Date | undefined;
  return {
    ...takenOver(kind),
    run: async () => {
      try {
        endedAt = await followJournal(job, followed, result, tools);
      } finally {
        onCaughtUp();
      }
    },
    endedAt: () => endedAt,
  };
}
