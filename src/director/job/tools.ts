/** What everything that works for a Job is handed: the Catalog, the clock, and the configuration the Job began with. */
import type { Catalog } from '../../catalog/index.ts';
import type { DirectorResource } from '../../config/index.ts';
import type { ByteString, Clock, Logger } from '../../core/index.ts';
import type { dialFileDaemon, dialStorageDaemon } from '../../protocol/index.ts';
import type { ClientCalls } from '../calls/client-calls.ts';
import type { JournalKeeper } from '../journal/journal-keeper.ts';
import type { Leadership } from '../journal/leadership.ts';
import type { CounterRules } from '../volumes/index.ts';
import type { Job } from './job.ts';
import type { ResourceRows } from './resource-rows.ts';
import type { SpoolPlaces } from './spool-places.ts';
import type { NameSource } from './unique-name.ts';

export interface JobTools {
  readonly catalog: Catalog;
  readonly ids: ResourceRows;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly director: DirectorResource;
  readonly counters: ReadonlyMap<ByteString, CounterRules>;
  /** The Director's environment, which only LabelFormat asks. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly names: NameSource;
  readonly spoolPlaces: SpoolPlaces;
  readonly leadership: Leadership;
  readonly journals: JournalKeeper;
  /** The Catalog has lost what this Director knew of the Job: it is left here, and taken up again from where the Catalog is. */
  readonly takeUp: (job: Job) => void;
  readonly clientCalls: ClientCalls;
  readonly dialClient: typeof dialFileDaemon;
  readonly dialStorage: typeof dialStorageDaemon;
}
