/**
 * A restore that another Director began, among the kinds of Job. At a Storage Daemon of ours it is followed by its journal, and
 * its questions are answered. Elsewhere the Client goes on by itself (02 §14), and is asked how it stands until it has ended.
 */
import type { UnfinishedJob } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import { describeError, toByteString } from '../../core/index.ts';
import type { StorageEndJob } from '../../protocol/index.ts';
import { clientName } from '../job/connect.ts';
import { cancelAtClient } from '../job/conversation.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import type { JobTools } from '../job/tools.ts';
import { askForJob, type ClientVerdict } from '../journal/client-verdict.ts';
import { type FollowResult, followJournal } from '../journal/follow.ts';
import { OrphanedJobError } from '../succession/errors.ts';
import { takenOver } from '../succession/taken-over.ts';
import type { RestorePlan } from './plan.ts';
import { isLastRun, type RestoreBrief } from './restore-brief.ts';
import { restoreKind } from './restore-kind.ts';
import { newRestoreResult, type RestoreResult } from './restore-result.ts';
import { readContext } from './restore-storage.ts';

export interface AdoptedRestoreOptions {
  readonly plan: RestorePlan;
  readonly brief: RestoreBrief;
  /** The one that reads. */
  readonly storage: StorageResource;
  /** Undefined: there is no journal. */
  readonly row: UnfinishedJob | undefined;
  readonly onCaughtUp: () => void;
}

export function adoptedRestore(job: Job, options: AdoptedRestoreOptions, tools: JobTools): JobKind {
  const { plan, brief, storage, row, onCaughtUp } = options;
  const { sessionId, sessionTime, device } = brief;
  const result: RestoreResult = { ...newRestoreResult(), storage, device, sessionId, sessionTime };
  const kind = restoreKind(job, plan, tools, result);
  let endedAt: Date | undefined;
  const follow = async (row: UnfinishedJob): Promise<void> => {
    const heard: FollowResult = {};
    const context = (version: number) => readContext(job, plan, storage, version, tools);
    const { client } = plan;
    const hear = () => verdictOf(job, client, tools);
    const followed = { row, client, storage, numbers: { sessionId, sessionTime }, hear, context, onCaughtUp };
    try {
      endedAt = await followJournal(job, followed, heard, tools);
    } finally {
      if (heard.journal !== undefined) result.journal = heard.journal;
      result.client = heard.client;
      result.storageEnds.push(heard.storageEnd);
      onCaughtUp();
    }
  };
  return {
    ...takenOver(kind),
    run: async () => {
      if (row !== undefined) await follow(row);
      else endedAt = await watchClient(job, options, result, tools);
      if (!isLastRun(brief)) throw new OrphanedJobError('of its Storages only some had been read');
    },
    endedAt: () => endedAt,
  };
}

const LOOK_EVERY_MS = 1_000;
/** A Client that is started anew, or is not reached, has lost what it knew of the Job. */
const SILENCES_MAX = 5;

async function watchClient(
  job: Job,
  { plan: { client } }: AdoptedRestoreOptions,
  result: RestoreResult,
  tools: JobTools,
): Promise<Date | undefined> {
  const name = clientName(client);
  job.messages.say('warning', toByteString(`The Director that began this Job ended without a word. ${name} goes on`));
  using _ = job.engage(name, () => cancelAtClient(client, tools, job.identity.job));
  const { end, endedAt } = await verdictOf(job, client, tools);
  result.client = end;
  result.storageEnds.push(asGoodAs(job, end.status));
  return endedAt;
}

/** Rejects with OrphanedJobError where there is none to be had. */
async function verdictOf(job: Job, client: RestorePlan['client'], tools: JobTools): Promise<ClientVerdict> {
  for (let silences = 0; ; ) {
    job.signal.throwIfAborted();
    try {
      const found = await askForJob(client, job.identity.job, tools);
      if (found.kind === 'ended') return found.verdict;
      if (found.kind === 'unknown') throw new OrphanedJobError(`${clientName(client)} does not know the Job any more`);
      silences = 0;
    } catch (error) {
      if (error instanceof OrphanedJobError) throw error;
      if (++silences > SILENCES_MAX) throw new OrphanedJobError(describeError(error));
    }
    await tools.clock.sleep(LOOK_EVERY_MS, job.signal);
  }
}

/** The Client has what it was to get, or has not: the Storage Daemon's own verdict has reached nobody. */
const asGoodAs = ({ identity }: Job, status: string): StorageEndJob => ({
  job: identity.job,
  status,
  files: 0,
  bytes: 0,
  errors: 0,
  errorText: '',
});
