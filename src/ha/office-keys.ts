/** Taking an office and giving it back: one transaction each, under the conditions that make it safe. */
import type { Dcs, DcsSnapshot, DcsWrite } from './dcs/dcs.ts';
import { ClaimLostError } from './errors.ts';
import { KEYS, type Office } from './keys.ts';
import { encodeRecord, type LeaderRecord, lastEpochIn, leaderIn } from './records.ts';

export interface OfficeKeyTools {
  readonly office: Office;
  readonly name: string;
  readonly dcs: Pick<Dcs, 'change'>;
  /** The last snapshot that was read. */
  readonly snapshot: () => DcsSnapshot;
  /** A new one: what became of a transaction is read, whatever its answer was. */
  readonly refresh: () => Promise<void>;
  /** The lease that is certain now. */
  readonly lease: () => bigint | undefined;
  /** From now on this epoch does not count as this node's, whatever snapshots say. */
  readonly surrender: (epoch: bigint) => void;
  /** For the history. */
  readonly why: () => string;
}

/** Nobody may have led since the snapshot that spoke for this claim. @throws ClaimLostError */
export async function claimOffice(tools: OfficeKeyTools): Promise<void> {
  const { office, snapshot, dcs, refresh } = tools;
  const lease = tools.lease();
  const lastEpoch = lastEpochIn(snapshot(), office);
  const tenure = KEYS.tenure(office);
  if (lease === undefined) throw new ClaimLostError(office);
  const { applied } = await dcs
    .change({
      when: [
        { key: KEYS.leader(office), absent: true },
        lastEpoch === 0n ? { key: tenure, absent: true } : { key: tenure, modRevision: lastEpoch },
      ],
      writes: holding(tools, lease),
    })
    .finally(refresh);
  if (!applied) throw new ClaimLostError(office);
}

/** The office is this node's still; the key says so again, on the lease of today. @throws ClaimLostError */
export async function resumeOffice(tools: OfficeKeyTools): Promise<void> {
  const { office, name, snapshot, dcs, refresh, why } = tools;
  const leader = leaderIn(snapshot(), office);
  if (leader === undefined) return claimOffice(tools);
  const lease = tools.lease();
  if (lease === undefined || leader.name !== name) throw new ClaimLostError(office);
  const record: LeaderRecord = { name, why: why() };
  const key = KEYS.leader(office);
  await dcs
    .change({
      when: [{ key, createRevision: leader.epoch }],
      writes: [{ key, value: encodeRecord(record), lease }],
    })
    .finally(refresh);
}

/** Gives the office back; the order that ended it stays until somebody leads again. */
export async function releaseOffice({ office, dcs, snapshot, name, surrender }: OfficeKeyTools): Promise<void> {
  const leader = leaderIn(snapshot(), office);
  if (leader?.name !== name) return;
  surrender(leader.epoch);
  const key = KEYS.leader(office);
  await dcs.change({ when: [{ key, createRevision: leader.epoch }], writes: [{ key, remove: true }] });
}

/** Again, where the store did not hear it the first time: the key would stay as long as this node's lease. */
export async function finishRelease(tools: OfficeKeyTools, surrenderedEpoch: bigint | undefined): Promise<void> {
  const leader = leaderIn(tools.snapshot(), tools.office);
  if (surrenderedEpoch === undefined || leader?.epoch !== surrenderedEpoch) return;
  await releaseOffice(tools);
}

function holding({ office, name, why }: OfficeKeyTools, lease: bigint): readonly DcsWrite[] {
  const value = encodeRecord({ name, why: why() } satisfies LeaderRecord);
  return [
    { key: KEYS.leader(office), value, lease },
    { key: KEYS.tenure(office), value },
  ];
}
