/** What all conversations of a File Daemon share. */
import type { ClientConfig, MessagesResource } from '../../../config/index.ts';
import type { Clock, Logger } from '../../../core/index.ts';
import type { Identity } from './identity.ts';
import type { JobRegistry } from './job-registry.ts';
import type { SavedDigests } from './saved-digests.ts';
import type { StorageCalls } from './storage-calls.ts';

export interface Daemon {
  readonly config: ClientConfig;
  /** Where words about Jobs go; undefined: all of them to the Director. */
  readonly messages: MessagesResource | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: Identity;
  readonly jobs: JobRegistry;
  readonly storageCalls: StorageCalls;
  readonly startedAt: Date;
  /** Set by `setdebug`, told by `status`; nothing hangs on it. */
  debugLevel: number;
  traceLevel: number;
  /** Set by `setbandwidth` without a Job: for those to come; 0: no limit. */
  bandwidthBytesPerSec: number;
  readonly savedDigests: SavedDigests;
}
