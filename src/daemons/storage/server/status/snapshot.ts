/** Everything that `status` tells, at one moment. The texts beside it only write it down. */
import type { StorageConfig } from '../../../../config/index.ts';
import type { ByteString } from '../../../../core/index.ts';
import type { Release } from '../../../../protocol/index.ts';
import type { MediaFacts } from '../../media/index.ts';
import type { SpoolFacts } from '../../spool/index.ts';
import type { EndedJob } from '../job/jobs.ts';
import type { ServedJob } from '../job/served-job.ts';
import type { ServerTools } from '../tools.ts';

export interface Snapshot {
  readonly name: ByteString;
  readonly release: Release;
  readonly startedAt: Date;
  readonly at: Date;
  readonly running: readonly ServedJob[];
  readonly ended: readonly EndedJob[];
  readonly ran: number;
  readonly jobsMax: number;
  readonly media: MediaFacts;
  readonly attributeSpools: SpoolFacts;
  readonly storage: StorageConfig['storage'];
  /** Who asks, and how. */
  readonly connectedAt: Date;
  readonly encrypted: boolean;
}

export async function takeSnapshot(
  tools: ServerTools,
  asker: Pick<Snapshot, 'release' | 'encrypted' | 'connectedAt'>,
): Promise<Snapshot> {
  const { config, jobs, media, clock, startedAt } = tools;
  return {
    ...asker,
    name: config.storage.name,
    startedAt,
    at: clock.now(),
    running: jobs.all,
    ended: jobs.history,
    ran: jobs.ran,
    jobsMax: jobs.maximum,
    media: await media.describe(),
    attributeSpools: tools.attributeSpools.facts,
    storage: config.storage,
  };
}

/** Since the Job began, at least one. */
export const secondsOf = ({ startedAt }: ServedJob, { at }: Snapshot): number =>
  Math.max(1, Math.round((at.getTime() - startedAt.getTime()) / 1000));
