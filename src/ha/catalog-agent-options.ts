/** What a node's Catalog is looked after with: the parts that it is wired to, and the bounds that it keeps. */
import type { Clock, Logger } from '../core/index.ts';
import type { CatalogInstance } from '../replication/index.ts';
import type { Dcs } from './dcs/dcs.ts';
import type { ElectionLimits } from './election.ts';
import type { Failsafe } from './failsafe/failsafe.ts';
import type { Promises } from './failsafe/promises.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { LeaseTiming } from './lease-timing.ts';
import type { MemberRecord } from './records.ts';
import type { StoreReader } from './store-reader.ts';

export interface CatalogAgentOptions {
  readonly member: Pick<MemberRecord, 'name' | 'host' | 'port' | 'priority' | 'tags' | 'peer'>;
  readonly dcs: Dcs;
  readonly store: StoreReader;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What this node's Director is to the cluster. */
  readonly directorRole?: () => string;
  /** ... and since when, by this node's wall clock. */
  readonly directorSinceMs?: () => number | undefined;
  readonly instance: CatalogInstance;
  readonly lease: LeaseKeeper;
  /** What this member promises to others; and what keeps it in office where the store is not reached. */
  readonly promises?: Promises;
  readonly failsafe?: Failsafe;
  readonly timing: LeaseTiming;
  readonly limits: ElectionLimits;
  /** Takes away what else goes along with the office on this machine. Bounded; never rejects. */
  readonly letGo?: () => Promise<void>;
  /** So many standbys confirm each commit; undefined: none is waited for. */
  readonly synchronousCount?: number;
}
