/** What a Director does with what its predecessor left behind, before it takes its first Job (06 §4.1). */
import {
  type Catalog,
  failInterruptedQueued,
  failInterruptedRunning,
  fillJobHistory,
  forgetEndedJournals,
  forgetEndedOrders,
  forgetIngests,
  type InterruptedJob,
  inheritJobs,
  insertLog,
} from '../../catalog/index.ts';
import type { ByteString, Clock, Logger } from '../../core/index.ts';
import { directorText } from '../messages/index.ts';

export interface Heir {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly directorName: ByteString;
}

const WHILE_IT_WAITED = 'The Director ended without a word while this Job waited. It has failed; run it again';
const WHILE_IT_RAN = 'The Director ended without a word while this Job ran. It has failed; run it again';

/**
 * Only for the Director that leads: two active ones would fail each other's Jobs. The Jobs that were running come back:
 * their daemons may still be at work.
 */
export async function concludeOrphans(heir: Heir): Promise<readonly InterruptedJob[]> {
  const { catalog, clock, logger } = heir;
  const queued = await catalog.query(failInterruptedQueued(clock.now()));
  const running = await catalog.query(failInterruptedRunning());
  const jobIds = [...queued, ...running].map(({ jobId }) => jobId);
  if (jobIds.length > 0) logger.warn({ jobIds }, 'Jobs of a Director that died are marked as failed');
  for (const { jobId } of queued) await tell(heir, jobId, WHILE_IT_WAITED);
  for (const { jobId } of running) await tell(heir, jobId, WHILE_IT_RAN);
  await catalog.execute(forgetIngests());
  await catalog.execute(forgetEndedJournals());
  await catalog.execute(forgetEndedOrders());
  await catalog.execute(inheritJobs());
  await catalog.execute(fillJobHistory());
  return running;
}

/** Whoever looks for the reason finds it where the Job's other words are. */
async function tell({ catalog, clock, directorName }: Heir, jobId: number, sentence: string): Promise<void> {
  await catalog.execute(
    insertLog(jobId, [{ time: clock.now(), text: directorText(directorName, jobId, 'fatal', sentence) }]),
  );
}
