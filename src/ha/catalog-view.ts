/**
 * Everything that decides what a node does with its Catalog, at one moment: one snapshot of the store, the node's own
 * PostgreSQL, its lease, and what became of its last act. Frozen facts; `observeCatalog` derives them and decides nothing.
 */
import type { InstanceFacts } from '../replication/index.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import { type ElectionLimits, judgeCandidate, type Verdict } from './election.ts';
import { holdsOffice } from './holds-office.ts';
import type { ActState } from './machine.ts';
import {
  catalogStatusIn,
  initialisedIn,
  type Leader,
  lastEpochIn,
  lastLeaderIn,
  leaderIn,
  type MemberRecord,
  membersIn,
  type OrderRecord,
  orderIn,
  pauseIn,
  rosterIn,
  synchronousIn,
} from './records.ts';

export interface CatalogView {
  /** This node has a lease that is certain at this moment. */
  readonly leaseHeld: boolean;
  /** The Catalog's office is this node's, and certain: by the key, or because all members have confirmed it. */
  readonly leads: boolean;
  /** ... by the key. */
  readonly leadsByKey: boolean;
  /** Nobody has held the office since this process did. */
  readonly ledLast: boolean;
  /** The key names this node, on a lease of an earlier process of it. */
  readonly ledBefore: boolean;
  readonly leader: Leader | undefined;
  /** Another member leads, and its Catalog is writable. */
  readonly leaderReady: boolean;
  readonly initialised: boolean;
  readonly paused: boolean;
  readonly instance: InstanceFacts;
  /** It holds WAL that the leader's history does not have, or of which nobody knows. */
  readonly diverged: boolean;
  readonly verdict: Verdict;
  /** The order that ends this leadership now; undefined: none is due. */
  readonly order: OrderRecord | undefined;
  readonly act: ActState;
  /** The last act found out that only a new copy helps. */
  readonly needsCopy: boolean;
  /** How long the role has been this one. */
  readonly roleMs: number;
  /** A member that is heard has data: an empty node founds no Catalog beside them. */
  readonly dataElsewhere: boolean;
  /** Somebody else could take over if this node gave up. */
  readonly successorAlive: boolean;
}

export interface CatalogSources {
  readonly snapshot: DcsSnapshot;
  readonly me: MemberRecord;
  readonly instance: InstanceFacts;
  /** The lease that is certain at this moment. */
  readonly lease: bigint | undefined;
  /** An epoch that is certain without a lease: all members have confirmed it. */
  readonly confirmedEpoch: bigint | undefined;
  /** The last epoch in which this process held the office. */
  readonly ownEpoch: bigint | undefined;
  /** The epoch that this node has begun to give back. */
  readonly surrenderedEpoch: bigint | undefined;
  readonly act: ActState;
  readonly needsCopy: boolean;
  readonly roleMs: number;
  readonly vacantMs: number;
  readonly nowMs: number;
  readonly limits: ElectionLimits;
}

export function observeCatalog(sources: CatalogSources): CatalogView {
  const { snapshot, me, instance, lease } = sources;
  const leader = leaderIn(snapshot, 'catalog');
  const status = catalogStatusIn(snapshot);
  const lastEpoch = lastEpochIn(snapshot, 'catalog');
  const { byKey: leadsByKey, held: leads } = holdsOffice({ ...sources, office: 'catalog' });
  const members = membersIn(snapshot);
  const leaderReady = leader !== undefined && !leads && status?.epoch === leader.epoch && status.writable;
  const order = orderIn(snapshot, 'catalog');
  return Object.freeze({
    leaseHeld: lease !== undefined,
    leads,
    leadsByKey,
    ledLast: sources.ownEpoch === lastEpoch,
    ledBefore:
      leader !== undefined && !leads && leader.name === me.name && lease !== undefined && leader.lease !== lease,
    leader,
    leaderReady,
    initialised: initialisedIn(snapshot) !== undefined,
    paused: pauseIn(snapshot) !== undefined,
    instance,
    diverged:
      leaderReady && status !== undefined && instance.timeline < status.timeline && instance.lsn > status.forkLsn,
    verdict: judgeCandidate({
      me,
      members,
      roster: rosterIn(snapshot),
      synchronous: synchronousIn(snapshot),
      status,
      endedEpoch: lastEpoch,
      endedLeader: lastLeaderIn(snapshot, 'catalog'),
      vacantMs: sources.vacantMs,
      order,
      limits: sources.limits,
    }),
    order: isDue(order, leader, sources.nowMs) ? order : undefined,
    act: sources.act,
    needsCopy: sources.needsCopy,
    roleMs: sources.roleMs,
    dataElsewhere: members.some(({ name, timeline }) => name !== me.name && timeline > 0),
    successorAlive: members.some(({ name, priority, streaming }) => name !== me.name && priority > 0 && streaming),
  });
}

/** An order belongs to one leadership, and a switchover at a time waits for its time. */
const isDue = (order: OrderRecord | undefined, leader: Leader | undefined, nowMs: number): boolean =>
  order !== undefined && leader !== undefined && order.epoch === leader.epoch && order.notBeforeMs <= nowMs;
