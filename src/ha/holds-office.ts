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
}

/** Whether it is this node's: by the key on its lease, or because all members have confirmed it. */
export function holdsOffice({ office, snapshot, lease, confirmedEpoch }: Certainty): {
  readonly byKey: boolean;
  readonly held: boolean;
} {
  const leader = leaderIn(snapshot, office);
  const byKey = leader !== undefined && lease !== undefined && leader.lease === lease;
  const lastEpoch = lastEpochIn(snapshot, office);
  const confirmed = confirmedEpoch === lastEpoch && (leader === undefined || leader.epoch === lastEpoch);
  return { byKey, held: byKey || confirmed };
}
