/** The socket of a Storage that has called for a Job, by number, so that the thread of the Job can take it over. */
import { handOverCall } from '../../../protocol/index.ts';
import { duplicateDescriptor } from '../native/index.ts';
import type { ClientJob } from './client-job.ts';
import type { Conversation } from './conversation.ts';

/** @throws StorageSilentError, or the reason why the Job was stopped */
export async function descriptorOfCall({ daemon }: Conversation, job: ClientJob, patienceMs: number): Promise<number> {
  const call = await daemon.storageCalls.take(job.identity.job, patienceMs, job.signal);
  return handOverCall(call, duplicateDescriptor);
}
