/** What all parts of this room share. */
import type { Clock, Logger } from '../../../core/index.ts';
import type { Bell } from './bell.ts';
import type { Drives } from './drives.ts';
import type { LabelIdentity } from './identity.ts';

export interface MediaTools {
  readonly drives: Drives;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: LabelIdentity;
  /** Aborts when the daemon stops. */
  readonly stop: AbortSignal;
}
