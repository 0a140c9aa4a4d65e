/**
 * Everything that decides what a node does with its Catalog, at one moment: one snapshot of the store, the node's own
 * PostgreSQL, its lease, and what became of its last act. Frozen facts; `observeCatalog` derives them and decides nothing.
 */
import type { InstanceFacts } from '../replication/index.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import { hasRoom } from './disk-room.ts';
import { type ElectionLimits, judgeCandidate, type Verdict } from './election.ts';
import { holdsOffice } from './holds-office.ts';
import type { ActState } from './machine.ts';
import { catalogSuccessors, dueOrder, openOrder } from './order-due.ts';
import {
  catalogStatusIn,
  drainIn,
  endIn,
  initialisedIn,
  isKept,
  type Leader,
  lastEpochIn,
  lastLeaderIn,
  leaderIn,
  type MemberRecord,
  membersIn,
  type OrderRecord,
  pauseIn,
  reinitIn,
  rosterIn,
  synchronousIn,
} from './records.ts';
import { mayHoldLast, missingConfirmation, type SynchronousRecord } from './synchronous.ts';

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
  /** By this member's promise somebody leads who does not reach the store. */
  readonly isBound: boolean;
  /** No promise keeps this node from claiming the office. */
  readonly mayClaim: boolean;
  /** Another member leads, and its Catalog is writable. */
  readonly leaderReady: boolean;
  /** Since that leadership began this node has looked whether its history is the leader's. */
  readonly followed: boolean;
  readonly initialised: boolean;
  readonly paused: boolean;
  /** The last leadership was this node's, by this or an earlier process of it, and is kept for it through a pause. */
  readonly keptHere: boolean;
  /** ... another node's: nobody else may be elected. */
  readonly keptElsewhere: boolean;
  /** An operator has taken this node out of service. */
  readonly drained: boolean;
  /** Its PostgreSQL has room for the next WAL, as far as is known. */
  readonly hasRoom: boolean;
  /** An operator has this node copy its Catalog anew, and no commit waits for it. */
  readonly reinit: boolean;
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
  /** How long its PostgreSQL has run and not answered. */
  readonly silentMs: number;
  /** A member that is heard has data: an empty node founds no Catalog beside them. */
  readonly dataElsewhere: boolean;
  /** Somebody else could take over if this node gave up. */
  readonly successorAlive: boolean;
  /** ... also while this PostgreSQL does not run, so that nobody streams from it. */
  readonly heirAlive: boolean;
}

export interface CatalogSources {
  readonly snapshot: DcsSnapshot;
  readonly me: MemberRecord;
  readonly instance: InstanceFacts;
  /** The lease that is certain at this moment. */
  readonly lease: bigint | undefined;
  /** An epoch that is certain without a lease: all members have confirmed it. */
  readonly confirmedEpoch: bigint | undefined;
  readonly isBound: boolean;
  readonly mayClaim: boolean;
  /** The last epoch in which this process held the office. */
  readonly ownEpoch: bigint | undefined;
  /** Up to this revision the word that the office is kept does not count. */
  readonly droppedKept: bigint;
  /** The epoch that this node has begun to give back. */
  readonly surrenderedEpoch: bigint | undefined;
  readonly act: ActState;
  /** In whose leadership this node began to follow. */
  readonly followedEpoch: bigint | undefined;
  readonly needsCopy: boolean;
  readonly roleMs: number;
  readonly silentMs: number;
  readonly vacantMs: number;
  readonly nowMs: number;
  readonly limits: ElectionLimits;
}

export function observeCatalog(sources: CatalogSources): CatalogView {
  const { snapshot, me, instance, lease } = sources;
  const leader = leaderIn(snapshot, 'catalog');
  const status = catalogStatusIn(snapshot);
  const lastEpoch = lastEpochIn(snapshot, 'catalog');
  const { byKey: leadsByKey, held: leads } = holdsOffice('catalog', sources);
  const members = membersIn(snapshot);
  const leaderReady =
    leader !== undefined && leader.name !== me.name && !leads && status?.epoch === leader.epoch && status.writable;
  const lastLeader = lastLeaderIn(snapshot, 'catalog');
  const kept = isKept(snapshot, 'catalog');
  const keptFor =
    kept && lastLeader !== me.name ? { mayLead: false, why: `the pause keeps it for ${lastLeader}` } : undefined;
  const successors = catalogSuccessors(snapshot, me.name);
  const synchronous = synchronousIn(snapshot);
  return Object.freeze({
    leaseHeld: lease !== undefined,
    leads,
    leadsByKey,
    ledLast: sources.ownEpoch === lastEpoch,
    ledBefore:
      leader !== undefined && !leads && leader.name === me.name && lease !== undefined && leader.lease !== lease,
    leader,
    isBound: sources.isBound,
    mayClaim: sources.mayClaim,
    leaderReady,
    followed: leader !== undefined && leader.epoch === sources.followedEpoch,
    initialised: initialisedIn(snapshot) !== undefined,
    paused: pauseIn(snapshot) !== undefined,
    keptHere: kept && lastLeader === me.name,
    keptElsewhere: kept && lastLeader !== me.name,
    drained: drainIn(snapshot, me.name) !== undefined,
    hasRoom: hasRoom(instance),
    reinit:
      reinitIn(snapshot, me.name) !== undefined && (synchronous === undefined || !mayHoldLast(synchronous, me.name)),
    instance,
    diverged:
      leaderReady && status !== undefined && instance.timeline < status.timeline && instance.lsn > status.forkLsn,
    verdict:
      keptFor ??
      judgeCandidate({
        me,
        members,
        roster: rosterIn(snapshot),
        synchronous,
        status,
        endedEpoch: lastEpoch,
        endedLeader: lastLeader,
        handedOver: hasHandedOver(snapshot, lastEpoch),
        vacantMs: sources.vacantMs,
        order: openOrder(snapshot, 'catalog', sources.nowMs),
        limits: sources.limits,
      }),
    order: dueOrder(snapshot, 'catalog', sources.nowMs, successors),
    act: sources.act,
    needsCopy: sources.needsCopy,
    roleMs: sources.roleMs,
    silentMs: sources.silentMs,
    dataElsewhere: members.some(({ name, timeline }) => name !== me.name && timeline > 0),
    successorAlive: successors.length > 0,
    heirAlive: isHeirAlive(members, synchronous, me.name, (instance.silent && status?.timeline) || instance.timeline),
  });
}

function hasHandedOver(snapshot: DcsSnapshot, epoch: bigint): boolean {
  const end = endIn(snapshot, 'catalog');
  return end?.epoch === epoch && end.how === 'handed over';
}

/** Standbys of this history that are heard, and so many that one of them holds all that was acknowledged. */
function isHeirAlive(
  members: readonly MemberRecord[],
  synchronous: SynchronousRecord | undefined,
  me: string,
  timeline: number,
): boolean {
  const heirs = members.filter(
    (member) =>
      member.name !== me && member.priority > 0 && member.catalogRole === 'standby' && member.timeline === timeline,
  );
  if (heirs.length === 0 || synchronous === undefined) return heirs.length > 0;
  return missingConfirmation(synchronous, new Set(heirs.map(({ name }) => name))) === undefined;
}
