/** What all conversations of the daemon share. */
import type { StorageConfig } from '../../../config/index.ts';
import type { ByteString, Clock, Logger } from '../../../core/index.ts';
import type { TlsSettings } from '../../../protocol/index.ts';
import type { Media } from '../media/index.ts';
import type { SpoolTotals } from '../spool/index.ts';
import type { DaemonState } from './daemon-state.ts';
import type { Jobs } from './job/jobs.ts';
import type { Journals } from './journaled/journals.ts';

export interface ServerTools {
  readonly config: StorageConfig;
  readonly media: Media;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of data connections; Directors have settings of their own. */
  readonly tls: TlsSettings;
  readonly startedAt: Date;
  readonly journals: Journals;
  /** Of Jobs whose Directors want their attributes at the end. */
  readonly attributeSpools: SpoolTotals;
  readonly state: DaemonState;
  /** How long a Job that waits for a Volume does without a Director. */
  readonly directorWaitMs: number;
  /** A path below the WorkingDirectory that begins with the daemon's name. */
  readonly workFile: (rest: ByteString) => ByteString;
  /** Aborts when the daemon stops. */
  readonly stop: AbortSignal;
}
