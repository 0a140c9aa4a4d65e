/** Everything that decides what a node does with its Director, at one moment. Frozen facts, derived and not judged. */
import { type CatalogSource, MANAGED_CATALOG } from './catalog-source.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import { holdsOffice } from './holds-office.ts';
import type { ActState } from './machine.ts';
import { directorSuccessors, dueOrder, openOrder } from './order-due.ts';
import {
  catalogStatusIn,
  drainIn,
  isKept,
  lastEpochIn,
  lastLeaderIn,
  leaderIn,
  membersIn,
  type OrderRecord,
  pauseIn,
  rosterIn,
} from './records.ts';

export interface DirectorView {
  readonly leaseHeld: boolean;
  /** The Director's office is this node's, and certain. */
  readonly leads: boolean;
  readonly leadsByKey: boolean;
  /** Nobody has held the office since this process did. */
  readonly ledLast: boolean;
  readonly vacant: boolean;
  /** No promise to a leader that does not reach the store keeps this node from claiming the office. */
  readonly mayClaim: boolean;
  readonly paused: boolean;
  /** The last leadership was this node's, and is kept for it through a pause. */
  readonly keptHere: boolean;
  /** ... another node's, and is kept for that: nobody else may be elected. */
  readonly keptElsewhere: boolean;
  /** An operator has taken this node out of service. */
  readonly drained: boolean;
  /** Somebody else could take over. */
  readonly successorAlive: boolean;
  /** There is a Catalog that takes writes. */
  readonly catalogReady: boolean;
  /** ... and it is this node. */
  readonly catalogHere: boolean;
  /** How long nobody has led although there was a Catalog, while its node could lead; Infinity where that one never does. */
  readonly untakenMs: number;
  /** This node may hold the office. */
  readonly eligible: boolean;
  /** The Director's process lives and answers. */
  readonly alive: boolean;
  /** The order that ends this leadership now. */
  readonly order: OrderRecord | undefined;
  /** An order has just ended a leadership: this node is the one it was for, or may be. */
  readonly isAwaited: boolean;
  /** ... and is the one that has handed over, or not the one that was named. */
  readonly standsBack: boolean;
  readonly act: ActState;
}

export interface DirectorSources {
  readonly snapshot: DcsSnapshot;
  readonly name: string;
  /** Left out: the cluster's own. */
  readonly catalog?: CatalogSource | undefined;
  readonly priority: number;
  readonly lease: bigint | undefined;
  readonly confirmedEpoch: bigint | undefined;
  readonly mayClaim: boolean;
  readonly ownEpoch: bigint | undefined;
  /** Up to this revision the word that the office is kept does not count. */
  readonly droppedKept: bigint;
  /** The epoch that this node has begun to give back. */
  readonly surrenderedEpoch: bigint | undefined;
  readonly alive: boolean;
  readonly act: ActState;
  readonly vacantMs: number;
  /** How long somebody has held a writable Catalog. */
  readonly catalogReadyMs: number;
  readonly nowMs: number;
  /** So long the office is kept for whom an operator named. */
  readonly designatedMs: number;
}

export function observeDirector(sources: DirectorSources): DirectorView {
  const { snapshot, name, lease } = sources;
  const leader = leaderIn(snapshot, 'director');
  const lastEpoch = lastEpochIn(snapshot, 'director');
  const { byKey, held } = holdsOffice('director', sources);
  const catalog = leaderIn(snapshot, 'catalog');
  const order = openOrder(snapshot, 'director', sources.nowMs);
  const lastLeader = lastLeaderIn(snapshot, 'director');
  const successors = directorSuccessors(snapshot, name);
  const kept = isKept(snapshot, 'director');
  const drained = drainIn(snapshot, name) !== undefined;
  const handedOver = order?.epoch === lastEpoch && leader === undefined && sources.vacantMs < sources.designatedMs;
  const isTarget = (order?.to ?? undefined) === undefined ? lastLeader !== name : order?.to === name;
  return Object.freeze({
    leaseHeld: lease !== undefined,
    leads: held,
    leadsByKey: byKey,
    ledLast: sources.ownEpoch === lastEpoch,
    vacant: leader === undefined,
    mayClaim: sources.mayClaim,
    paused: pauseIn(snapshot) !== undefined,
    keptHere: kept && lastLeader === name,
    keptElsewhere: kept && lastLeader !== name,
    drained,
    successorAlive: successors.length > 0,
    catalogReady: (sources.catalog ?? MANAGED_CATALOG).ready(snapshot),
    catalogHere: catalog?.name === name,
    untakenMs: mayDirect(snapshot, catalog?.name) ? Math.min(sources.vacantMs, sources.catalogReadyMs) : Infinity,
    eligible: sources.priority > 0 && !drained && (rosterIn(snapshot)?.includes(name) ?? false),
    alive: sources.alive,
    order: followsCatalog(snapshot, order, sources.nowMs)
      ? undefined
      : dueOrder(snapshot, 'director', sources.nowMs, successors),
    isAwaited: handedOver && isTarget,
    standsBack: handedOver && !isTarget,
    act: sources.act,
  });
}

const mayDirect = (snapshot: DcsSnapshot, member: string | undefined): boolean =>
  membersIn(snapshot).some(({ name, directorRole }) => name === member && directorRole !== 'none');

/** Of two orders that belong together the Director's waits until the Catalog has gone where it is to go. */
function followsCatalog(snapshot: DcsSnapshot, order: OrderRecord | undefined, nowMs: number): boolean {
  const before = openOrder(snapshot, 'catalog', nowMs);
  if (order?.kind !== 'switchover' || before?.id !== order.id) return false;
  const leader = leaderIn(snapshot, 'catalog');
  return leader === undefined || before.epoch === leader.epoch || catalogStatusIn(snapshot)?.epoch !== leader.epoch;
}
