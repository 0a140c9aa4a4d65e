/**
 * How a Director stops. Alone it cancels its Jobs, because nobody would go on with them. In a cluster it leaves them:
 * connections to daemons end without a word, queued Jobs stay rows of the Catalog, and the next Director goes on with both.
 */
import { type Logger, withDeadline } from '../../core/index.ts';
import type { Job } from '../job/job.ts';

export interface StopOptions {
  /** Default: cancel. */
  readonly jobs?: 'cancel' | 'leave';
}

/** Daemons are told to stop, and have a moment for their last words. */
const FAREWELL_MS = 30_000;
/** What is under way ends by itself; a Catalog that is away must not keep a Director that has lost its office. */
const LEAVE_MS = 3_000;

/** `running`: all that is under way. Resolves in bounded time, whatever the daemons and the Catalog do; never rejects. */
export async function endJobs(
  jobs: readonly Job[],
  running: ReadonlySet<Promise<unknown>>,
  how: NonNullable<StopOptions['jobs']>,
  logger: Logger,
): Promise<void> {
  for (const job of jobs) {
    if (how === 'leave') job.leave();
    else void job.cancel('The Director is being stopped');
  }
  const slow = () => new Error(`${running.size} Jobs did not end in time`);
  const limitMs = how === 'leave' ? LEAVE_MS : FAREWELL_MS;
  await withDeadline(Promise.allSettled(running), limitMs, slow).catch((error) => logger.error({ err: error }, 'stop'));
}
