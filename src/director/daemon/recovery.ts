/** What a Director does with what its predecessor left behind, before it takes its first Job (06 §4.1). */
import {
  type Catalog,
  failInterruptedQueued,
  failInterruptedRunning,
  fillJobHistory,
  forgetIngests,
} from '../../catalog/index.ts';
import type { Logger } from '../../core/index.ts';

/** Only for the Director that leads: two active ones would fail each other's Jobs. */
export async function concludeOrphans(catalog: Catalog, logger: Logger): Promise<void> {
  const queued = await catalog.query(failInterruptedQueued());
  const running = await catalog.query(failInterruptedRunning());
  const jobIds = [...queued, ...running].map(({ jobId }) => jobId);
  if (jobIds.length > 0) logger.warn({ jobIds }, 'Jobs of a Director that died are marked as failed');
  await catalog.execute(forgetIngests());
  await catalog.execute(fillJobHistory());
}
