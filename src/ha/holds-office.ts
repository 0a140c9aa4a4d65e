/** Whose an office is at this moment, as far as one node may be certain of it. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { Office } from './keys.ts';
import { keptIn, lastEpochIn, leaderIn } from './records.ts';

export interface Certainty {
  readonly snapshot: DcsSnapshot;
  /** The lease that is certain at this moment. */
  readonly lease: bigint | undefined;
  /** An epoch that is certain without a lease: all members have confirmed it. */
  readonly confirmedEpoch: bigint | undefined;
  /** The last epoch in which this process held the office. */
  readonly ownEpoch: bigint | undefined;
  /** Up to this revision the word that the office is kept does not count: this process has begun to take it back. */
  readonly droppedKept: bigint;
  /** This node has begun to give this epoch back: the snapshot may not know it yet. */
  readonly surrenderedEpoch: bigint | undefined;
}

/**
 * Whether it is this node's: by the key on its lease, because all members have confirmed it, or because it is kept for this
 * process through a pause, when nobody may claim it.
 */
export function holdsOffice(office: Office, certainty: Certainty): { readonly byKey: boolean; readonly held: boolean } {
  const { snapshot, lease, confirmedEpoch, surrenderedEpoch } = certainty;
  const leader = leaderIn(snapshot, office);
  if (leader !== undefined && leader.epoch === surrenderedEpoch) return { byKey: false, held: false };
  const byKey = leader !== undefined && lease !== undefined && leader.lease === lease;
  const lastEpoch = lastEpochIn(snapshot, office);
  const confirmed =
    confirmedEpoch === lastEpoch && confirmedEpoch !== surrenderedEpoch && (leader?.epoch ?? lastEpoch) === lastEpoch;
  return { byKey, held: byKey || confirmed || isKeptFor(office, certainty, lastEpoch) };
}

const isKeptFor = (
  office: Office,
  { snapshot, ownEpoch, surrenderedEpoch, droppedKept }: Certainty,
  lastEpoch: bigint,
): boolean =>
  ownEpoch === lastEpoch && ownEpoch !== surrenderedEpoch && (keptIn(snapshot, office) ?? -1n) > droppedKept;
