/** Everything that decides what a node does with its Director, at one moment. Frozen facts, derived and not judged. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import { holdsOffice } from './holds-office.ts';
import type { ActState } from './machine.ts';
import {
  catalogStatusIn,
  lastEpochIn,
  lastLeaderIn,
  leaderIn,
  type OrderRecord,
  orderIn,
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
  /** How long it has been vacant, as this node counts. */
  readonly vacantMs: number;
  readonly paused: boolean;
  /** Somebody holds a writable Catalog. */
  readonly catalogReady: boolean;
  /** ... and it is this node. */
  readonly catalogHere: boolean;
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
  readonly priority: number;
  readonly lease: bigint | undefined;
  readonly confirmedEpoch: bigint | undefined;
  readonly ownEpoch: bigint | undefined;
  /** The epoch that this node has begun to give back. */
  readonly surrenderedEpoch: bigint | undefined;
  readonly alive: boolean;
  readonly act: ActState;
  readonly vacantMs: number;
  readonly nowMs: number;
  /** So long the office is kept for whom an operator named. */
  readonly designatedMs: number;
}

export function observeDirector(sources: DirectorSources): DirectorView {
  const { snapshot, name, lease } = sources;
  const leader = leaderIn(snapshot, 'director');
  const lastEpoch = lastEpochIn(snapshot, 'director');
  const { byKey, held } = holdsOffice({ ...sources, office: 'director' });
  const catalog = leaderIn(snapshot, 'catalog');
  const status = catalogStatusIn(snapshot);
  const order = orderIn(snapshot, 'director');
  const handedOver = order?.epoch === lastEpoch && leader === undefined && sources.vacantMs < sources.designatedMs;
  const isTarget = order?.to === undefined ? lastLeaderIn(snapshot, 'director') !== name : order.to === name;
  return Object.freeze({
    leaseHeld: lease !== undefined,
    leads: held,
    leadsByKey: byKey,
    ledLast: sources.ownEpoch === lastEpoch,
    vacant: leader === undefined,
    vacantMs: sources.vacantMs,
    paused: pauseIn(snapshot) !== undefined,
    catalogReady: catalog !== undefined && status?.epoch === catalog.epoch && status.writable,
    catalogHere: catalog?.name === name,
    eligible: sources.priority > 0 && (rosterIn(snapshot)?.includes(name) ?? false),
    alive: sources.alive,
    order:
      leader !== undefined && order?.epoch === leader.epoch && order.notBeforeMs <= sources.nowMs ? order : undefined,
    isAwaited: handedOver && isTarget,
    standsBack: handedOver && !isTarget,
    act: sources.act,
  });
}
