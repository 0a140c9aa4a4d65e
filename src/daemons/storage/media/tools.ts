/** What all parts of this room share. */
import type { Clock, Logger } from '../../../core/index.ts';
import type { Bell } from './bell.ts';
import type { Drives } from './drives.ts';
import type { LabelIdentity } from './identity.ts';
import type { Spools } from './spool/spools.ts';

export interface MediaTools {
  readonly drives: Drives;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: LabelIdentity;
  readonly spools: Spools;
  /** Identities of the files that are being appended to, whatever path and drive led to them. */
  readonly appending: Set<string>;
  /** Aborts when the daemon stops. */
  readonly stop: AbortSignal;
}
