/** What all parts of a node share. */
import type { Clock, Logger } from '../../core/index.ts';
import type {
  CatalogAgent,
  CatalogFollower,
  Dcs,
  DirectorAgent,
  Failsafe,
  LeaseKeeper,
  LeaseTiming,
  PeerDoor,
  Promises,
  StoreReader,
  Surroundings,
} from '../../ha/index.ts';
import type { NodePlan } from './plan.ts';

export interface NodeTools {
  readonly plan: NodePlan;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dcs: Dcs;
  readonly store: StoreReader;
  readonly lease: LeaseKeeper;
  readonly timing: LeaseTiming;
  /** What this member has promised to leaders that do not reach etcd. */
  readonly promises: Promises;
  /** What keeps this node in office where etcd is not reached, and where others ask it; only where that is wanted. */
  readonly failsafe?: Failsafe;
  readonly peers?: PeerDoor;
  /** What was opened of the node by now. */
  readonly parts: NodeParts;
}

export interface NodeParts {
  catalog?: CatalogAgent;
  /** In place of that, where somebody else looks after the Catalog. */
  followed?: CatalogFollower;
  director?: DirectorAgent;
  /** Of the shared configuration: whether this node has what is committed. */
  configuration?: { mayLead(): boolean };
  surroundings?: Surroundings;
}

/** Members who have not said their last position are waited for so long. */
export const PATIENCE_MS = 1_000;
/** The office is kept so long for whom an operator named. */
export const DESIGNATED_MS = 5_000;
