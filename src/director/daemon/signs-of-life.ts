/**
 * While Jobs run the Catalog hears of it now and then: when a Director of a cluster dies, its successor knows by that when they
 * were last alive, and no Job's end is a time that somebody guessed.
 */
import { type Catalog, noteAlive } from '../../catalog/index.ts';
import { type Clock, describeError, type Logger } from '../../core/index.ts';
import type { JobRegistry } from './job-registry.ts';

export interface SignsOfLifeOptions {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Pick<JobRegistry, 'active'>;
}

const EVERY_MS = 20_000;

/** Until the signal. A Catalog that is away is told the next time. */
export async function tellSignsOfLife(options: SignsOfLifeOptions, signal: AbortSignal): Promise<void> {
  const { catalog, clock, logger, registry } = options;
  while (!signal.aborted) {
    await clock.sleep(EVERY_MS, signal).catch(() => {});
    const running = registry.active().filter(({ startedAt }) => startedAt !== undefined);
    if (signal.aborted || running.length === 0) continue;
    const jobIds = running.map(({ identity }) => identity.jobId);
    await catalog
      .within(EVERY_MS)
      .execute(noteAlive(jobIds, clock.now()))
      .catch((error) => logger.debug({ error: describeError(error) }, 'The Catalog does not hear that Jobs run'));
  }
}
