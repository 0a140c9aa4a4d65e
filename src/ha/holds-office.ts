/** Whose an office is at this moment, as far as one node may be certain of it. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { Office } from './keys.ts';
import { lastEpochIn, leaderIn } from './records.ts';

export interface Certainty {
  readonly office: Office;
  readonly snapshot: DcsSnapshot;
  /** The lease that is certain at this moment. */
  readonly lease: bigint | undefined;
  /** An epoch that is certain without a lease: all members have confirmed it. */
  readonly confirmedEpoch: bigint | undefined;
  /** This node has begun to give this epoch back: the snapshot may not know it yet. */
  readonly surrenderedEpoch: bigint | undefined;
}

/** Whether it is this node's: by the key on its lease, or because all members have confirmed it. */
export function holdsOffice({ office, snapshot, lease, confirmedEpoch, surrenderedEpoch }: Certainty): {
  readonly byKey: boolean;
  readonly held: boolean;
} {
  const leader = leaderIn(snapshot, office);
  if (leader !== undefined && leader.epoch === surrenderedEpoch) return { byKey: false, held: false };
  const byKey = leader !== undefined && lease !== undefined && leader.lease === lease;
  const lastEpoch = lastEpochIn(snapshot, office);
  const confirmed = confirmedEpoch === lastEpoch && (leader === undefined || leader.epoch === lastEpoch);
  return { byKey, held: byKey || confirmed };
}
