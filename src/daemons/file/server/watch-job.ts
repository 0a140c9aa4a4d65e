/**
 * While the thread of a Job works, the Director is told now and then how far it is (specification 01 §9), and a Job that
 * was taken back is given a moment to end by itself.
 */
import { formatProgress } from '../../../protocol/index.ts';
import type { Outcome } from '../job/thread-calls.ts';
import type { ClientJob } from './client-job.ts';
import type { Conversation } from './conversation.ts';

const PROGRESS_MS = 30_000;
/** A read from a dead network file system never ends, and neither would a thread that waits for it. */
const STOP_GRACE_MS = 20_000;

/** How the work ended; a canceled Job's thread that does not end in time is left to itself. */
export async function whileWatched(
  conversation: Conversation,
  job: ClientJob,
  work: Promise<Outcome>,
): Promise<Outcome> {
  const progress = setInterval(() => tellProgress(conversation, job), PROGRESS_MS);
  const deaf = Promise.withResolvers<Outcome>();
  let grace: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    grace = setTimeout(() => deaf.resolve({ status: statusOfStop(job), encrypted: false }), STOP_GRACE_MS);
  };
  if (job.signal.aborted) onStop();
  else job.signal.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([work, deaf.promise]);
  } finally {
    clearInterval(progress);
    clearTimeout(grace);
    job.signal.removeEventListener('abort', onStop);
    work.catch(() => {});
  }
}

/** A stopped backup can be resumed; one that ends with its daemon was not taken back by anybody. */
export function statusOfStop({ endsWithDaemon, stopped }: ClientJob): string {
  if (endsWithDaemon) return 'f';
  return stopped === 'stop' ? 'I' : 'A';
}

function tellProgress({ daemon, link }: Conversation, { figures, identity, startedAt }: ClientJob): void {
  const bytes = figures.get('jobBytes');
  const elapsedSec = Math.max(1, (daemon.clock.now().getTime() - startedAt.getTime()) / 1000);
  const bytesPerSec = Math.round(bytes / elapsedSec);
  void link.say(formatProgress({ jobId: identity.jobId, files: figures.get('files'), bytes, bytesPerSec }));
}
