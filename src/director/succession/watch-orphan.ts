/** A backup that goes on without its Director at genuine daemons is looked at until they have ended it, or until it is lost. */
import type { ClientResource, StorageResource } from '../../config/index.ts';
import { describeError } from '../../core/index.ts';
import type { Job } from '../job/job.ts';
import type { JobTools } from '../job/tools.ts';
import { askForJob } from '../journal/client-verdict.ts';
import { askStorageForJob } from './job-at-storage.ts';
import { type Judgement, judgeOrphan, type Look } from './judge-orphan.ts';

export interface OrphansDaemons {
  readonly client: ClientResource;
  readonly storage: StorageResource;
}

const LOOK_EVERY_MS = 2_000;

/** Rejects where the Job has to be let go of, and never otherwise. A daemon that cannot be asked is one that has died. */
export async function watchOrphan(
  job: Job,
  { client, storage }: OrphansDaemons,
  tools: JobTools,
): Promise<Exclude<Judgement, { kind: 'wait' }>> {
  const { clock } = tools;
  let [said, sinceMs] = ['', clock.monotonicMs()];
  for (;;) {
    job.signal.throwIfAborted();
    let look: Omit<Look, 'stillMs'>;
    try {
      const atClient = await askForJob(client, job.identity.job, tools);
      look = { client: atClient, storage: await askStorageForJob(storage, job.identity.job, tools) };
    } catch (error) {
      job.signal.throwIfAborted();
      return { kind: 'lost', why: describeError(error) };
    }
    show(job, look);
    const says = JSON.stringify(look);
    if (says !== said) [said, sinceMs] = [says, clock.monotonicMs()];
    const judgement = judgeOrphan({ ...look, stillMs: clock.monotonicMs() - sinceMs });
    if (judgement.kind !== 'wait') return judgement;
    await clock.sleep(LOOK_EVERY_MS, job.signal);
  }
}

/** In status, as of any running Job. */
function show(job: Job, { storage }: Pick<Look, 'storage'>): void {
  if (storage.kind === 'unknown') return;
  job.files = storage.files;
  job.bytes = storage.bytes;
  job.changed();
}
