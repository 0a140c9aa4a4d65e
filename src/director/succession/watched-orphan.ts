/**
 * A backup at a genuine Storage Daemon whose Director has ended, among the kinds of Job: it is watched, and where both daemons
 * have ended it well its rows are rebuilt from the Volume, and it ends as any other, without its Client being read again.
 * Where that cannot be it is an orphan like the others (docs/decisions/0052).
 */
import type { OrderedJob } from '../../catalog/index.ts';
import { describeError, displayText, toByteString } from '../../core/index.ts';
import type { Resumed } from '../job/backup-brief.ts';
import { backupKind } from '../job/backup-kind.ts';
import type { BackupResult } from '../job/backup-run.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import type { JobTools } from '../job/tools.ts';
import { type Orphan, orphanedJob } from './orphaned-job.ts';
import { rebuildRows } from './rebuild-rows.ts';
import { takenOver } from './taken-over.ts';
import { watchOrphan } from './watch-orphan.ts';

const WATCHED =
  'The Director that began this Job ended. Its daemons go on; when they have ended it well its records are read from the Volume';

export function watchedOrphan(job: Job, resumed: Resumed, orphan: Orphan, tools: JobTools): JobKind {
  const { brief, facts, storage } = resumed;
  const { sessionId, sessionTime, device } = brief;
  const result: BackupResult = { sessionId, sessionTime, device, storage };
  const kind = backupKind(job, facts, tools, result);
  let end: { readonly kind: JobKind; readonly at?: Date | undefined } | undefined;
  const lost = (reason: string): JobKind => orphanedJob(job, kind, { ...orphan, reason }, tools);
  const ending = (): JobKind => end?.kind ?? lost('it was let go of');

  /** A sentence: why its rows cannot be rebuilt. */
  const conclude = async (): Promise<string | undefined> => {
    job.messages.say('warning', toByteString(WATCHED));
    const judgement = await watchOrphan(job, { client: facts.client, storage }, tools);
    if (judgement.kind === 'lost') return judgement.why;
    const { verdict, figures } = judgement;
    const rebuilt = await rebuildRows(job, resumed, figures, tools);
    if ('why' in rebuilt) return rebuilt.why;
    result.client = verdict.end;
    result.storageEnd = { job: job.identity.job, status: 'T', ...figures, errors: 0, errorText: '' };
    end = { kind, at: verdict.endedAt };
    job.messages.say('info', toByteString(told(rebuilt.files, displayText(rebuilt.volume))));
    return undefined;
  };

  return {
    ...takenOver(kind),
    run: async (admitted) => {
      const why = await conclude().catch((error: unknown) => describeError(error));
      if (why === undefined) return;
      end = { kind: lost(why) };
      // Somebody else goes on with it.
      if (job.isLeft) throw new Error(why);
      await end.kind.run(admitted);
    },
    verdict: (status) => ending().verdict(status),
    endedAt: () => end?.at,
    conclude: (status, endedAt, tell) => ending().conclude(status, endedAt, tell),
    termination: (status) => ending().termination(status),
  };
}

const told = (files: number, volume: string): string =>
  `Both daemons ended this Job well without their Director: the records of its ${files} files were rebuilt from Volume "${volume}". Its Client was not read again`;

/** The Storage Daemon of one that does not spool its attributes gives it up with its Director's connection. */
export const mayBeWatched = ({ type }: OrderedJob, { facts }: Resumed): boolean =>
  type === 'B' && facts.resource.spoolAttributes;
