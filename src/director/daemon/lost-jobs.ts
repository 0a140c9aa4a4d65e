/**
 * Jobs that a Storage Daemon of ours has, and that the Catalog has never heard of: it was promoted without their rows, which are
 * written again from what the Jobs have left there (docs/decisions/0052). Then they are unfinished Jobs like others.
 */
import { type LostJob, rewriteJob } from '../../catalog/index.ts';
import type { StorageResource } from '../../config/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import {
  type Dialled,
  journalCommand,
  journalReply,
  type ListedJournal,
  WILLS_EXTENSION,
} from '../../protocol/index.ts';
import { storageName } from '../job/connect.ts';
import { nextText } from '../journal/say-epoch.ts';
import { parseWill } from '../succession/will.ts';
import type { Generation } from './generation.ts';

export interface LostJobsAt {
  readonly storage: StorageResource;
  readonly dialled: Dialled;
  readonly under: Generation;
  readonly signal: AbortSignal;
  /** Who is in the Catalog from now on. */
  readonly rewritten: Map<ByteString, Rewritten>;
}

export interface Rewritten {
  /** It is followed; otherwise it is ended, and its journal is of no use. */
  readonly hasJournal: boolean;
}

/** Rejects where the Storage or the Catalog cannot be asked. */
export async function rewriteLost(unknown: readonly ListedJournal[], at: LostJobsAt): Promise<void> {
  const { storage, dialled, under, signal, rewritten } = at;
  const { connection, extension = 0 } = dialled;
  if (extension < WILLS_EXTENSION || under.tools.leadership.epoch === 0n) return;
  for (const { job, first } of unknown) {
    await connection.send(journalCommand.tell.format({ job }));
    const reply = await nextText(connection, storageName(storage), 'its answer to journal tell', signal);
    const will = parseWill(journalReply.told.parse(reply)?.will ?? '');
    // What was acknowledged, and deleted, is missing: nobody could follow it.
    const made = will?.job === job && first <= will.fact + 1 ? await rewrite(will, under) : undefined;
    if (made !== undefined) rewritten.set(job, made);
  }
}

/** Undefined: the configuration does not have any more what it was made of. */
async function rewrite(will: LostJob, { config, tools }: Generation): Promise<Rewritten | undefined> {
  const [client, poolId] = [config.clients.get(will.client), tools.ids.pools.get(will.pool)];
  if (client === undefined || poolId === undefined) return undefined;
  const made = await rewriteJob(tools.catalog, will, { clientId: await tools.ids.clientId(client), poolId });
  const facts = { jobId: will.jobId, job: displayText(will.job), ...made };
  tools.logger.warn(
    facts,
    'The Catalog has lost the rows of a Job; its Storage Daemon knew them, and they are written again',
  );
  // Where the Catalog knows it by now somebody else has written it.
  return made ?? { hasJournal: true };
}
