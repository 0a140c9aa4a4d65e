/** What a fact does in the Catalog (docs/decisions/0050): as part of a transaction that also records its number, or at once. */
import { dropFilesAfter, recordLogLine, storeJobMedia, type Work } from '../../catalog/index.ts';
import type { Job } from '../job/job.ts';
import { answerCatalogRequest, applyUpdateMedia, type VolumeContext } from '../volumes/index.ts';
import type { FactPacket } from './read-fact.ts';

/** Everything but attributes, which go another way, and the last word. */
export type Doable = Exclude<FactPacket, { kind: 'last-word' | 'unknown' }>;

export interface FactOffice {
  readonly job: Job;
  readonly context: VolumeContext;
  /** What is missing cannot be made good: the Job cannot come to a good end. */
  readonly onSpoiled: (sentence: string) => void;
}

/** It may run again, where a commit is not known to have succeeded. */
export function workOf(fact: Doable, { job, context, onSpoiled }: FactOffice): Work {
  const { jobId } = job.identity;
  switch (fact.kind) {
    case 'message': {
      const row = job.messages.relayUnlogged(fact.type, fact.text, fact.at);
      return async (transaction) => {
        if (row !== undefined) await transaction.execute(recordLogLine(jobId, row));
      };
    }
    case 'ranges':
      return async (transaction) => {
        const missing = await transaction.find(storeJobMedia(jobId, fact.ranges));
        if (missing !== undefined) onSpoiled(notInCatalog(`data on MediaId=${missing.mediaId}`));
      };
    case 'figures':
      return async (transaction) => {
        const applied = await applyUpdateMedia(transaction, fact.request, context);
        if (applied?.message !== undefined) context.say('info', applied.message);
        // Its number may be another Volume's by now.
        if (applied === undefined) onSpoiled(notInCatalog(`figures of Volume "${fact.request.volume}"`));
      };
    case 'shorten':
      return async (transaction) => {
        await transaction.execute(dropFilesAfter(jobId, fact.lastFile));
      };
  }
}

/** As it would be with a genuine daemon. */
export async function doNow(fact: Doable, { job, context }: FactOffice): Promise<void> {
  const { jobId } = job.identity;
  if (fact.kind === 'message') job.messages.relay(fact.type, fact.text, fact.at);
  if (fact.kind === 'figures') await answerCatalogRequest(fact.request, context);
  if (fact.kind === 'ranges') {
    await answerCatalogRequest({ kind: 'create-job-media', jobId, ranges: fact.ranges }, context);
  }
}

const notInCatalog = (what: string): string => `Storage reports ${what}, which is not in the Catalog.`;
