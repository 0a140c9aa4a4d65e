/**
 * One reading of the configuration, with the Catalog rows of its resources. A reload makes the next generation; Jobs
 * keep the one they were ordered under, whatever comes after.
 */
import type { Catalog } from '../../catalog/index.ts';
import type { DirectorConfig } from '../../config/index.ts';
import type { Clock, Logger } from '../../core/index.ts';
import type { dialFileDaemon, dialStorageDaemon } from '../../protocol/index.ts';
import type { ClientCalls } from '../calls/client-calls.ts';
import { registerResources } from '../job/resource-rows.ts';
import type { SpoolPlaces } from '../job/spool-places.ts';
import type { JobTools } from '../job/tools.ts';
import type { NameSource } from '../job/unique-name.ts';
import type { JournalKeeper } from '../journal/journal-keeper.ts';
import type { Leadership } from '../journal/leadership.ts';
import type { QueueLimits } from '../queue/index.ts';

export interface House {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly names: NameSource;
  readonly spoolPlaces: SpoolPlaces;
  readonly leadership: Leadership;
  readonly journals: JournalKeeper;
  readonly takeUp: JobTools['takeUp'];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clientCalls: ClientCalls;
  readonly dialClient: typeof dialFileDaemon;
  readonly dialStorage: typeof dialStorageDaemon;
}

export interface Generation {
  readonly config: DirectorConfig;
  readonly loadedAt: Date;
  readonly tools: JobTools;
  readonly limits: QueueLimits;
}

/** Fails as a whole, and then nothing counts. */
export async function openGeneration(config: DirectorConfig, house: House): Promise<Generation> {
  const ids = await registerResources(house.catalog, config, house.clock);
  const { director, counters } = config;
  return {
    config,
    loadedAt: house.clock.now(),
    tools: { ...house, director, counters, ids },
    limits: queueLimits(config),
  };
}

/** What has left the configuration while Jobs of it still wait keeps its place, one at a time. */
const queueLimits = (config: DirectorConfig): QueueLimits => ({
  director: config.director.maximumConcurrentJobs,
  job: (name) => config.jobs.get(name)?.maximumConcurrentJobs ?? 1,
  client: (name) => config.clients.get(name)?.maximumConcurrentJobs ?? 1,
  storage: (name) => {
    const storage = config.storages.get(name);
    return { jobs: storage?.maximumConcurrentJobs ?? 1, readJobs: storage?.maximumConcurrentReadJobs ?? 0 };
  },
});
