/** Taking an office and giving it back: one transaction each, under the conditions that make it safe. */
import type { Clock } from '../core/index.ts';
import type { Dcs, DcsGuard, DcsSnapshot, DcsWrite } from './dcs/dcs.ts';
import { ClaimLostError } from './errors.ts';
import type { Promises } from './failsafe/promises.ts';
import { buryLast } from './history.ts';
import { KEYS, type Office } from './keys.ts';
import {
  type EndRecord,
  encodeRecord,
  endIn,
  isKept,
  type LeaderRecord,
  lastEpochIn,
  leaderIn,
  type TenureRecord,
  tenureIn,
} from './records.ts';

export interface OfficeKeyTools {
  readonly office: Office;
  readonly name: string;
  readonly dcs: Pick<Dcs, 'change'>;
  /** Its wall time goes into the history. */
  readonly clock: Pick<Clock, 'now'>;
  /** The last snapshot that was read. */
  readonly snapshot: () => DcsSnapshot;
  /** The one that the last step was decided on: what that says must be so still when an office is claimed. */
  readonly decidedOn: () => DcsSnapshot;
  /** A new one: what became of a transaction is read, whatever its answer was. */
  readonly refresh: () => Promise<void>;
  /** The lease that is certain now. */
  readonly lease: () => bigint | undefined;
  /** From now on this epoch does not count as this node's, whatever snapshots say. */
  readonly surrender: (epoch: bigint) => void;
  /** What this member has promised to leaders that do not reach the store. */
  readonly promises?: Promises | undefined;
  /** For the history. */
  readonly why: () => string;
  /** Whoever follows another leader in the office may lack what was committed last; left out: nothing is committed in it. */
  readonly mayLack?: ((snapshot: DcsSnapshot) => boolean) | undefined;
}

/**
 * Nobody may have led since the snapshot that spoke for this claim: that of the decision, since an act may have to wait for long
 * until the one before it lets go. @throws ClaimLostError
 */
export async function claimOffice(current: OfficeKeyTools): Promise<void> {
  const tools = { ...current, snapshot: current.decidedOn };
  const { office, snapshot, dcs, refresh, promises } = tools;
  const lease = tools.lease();
  const lastEpoch = lastEpochIn(snapshot(), office);
  const tenure = KEYS.tenure(office);
  const isPromised = promises?.mayClaim(office) === false;
  if (lease === undefined || isPromised) {
    await refresh();
    throw new ClaimLostError(office);
  }
  promises?.noteClaim(office, lastEpoch);
  const { applied } = await dcs
    .change({
      when: [
        { key: KEYS.leader(office), absent: true },
        lastEpoch === 0n ? { key: tenure, absent: true } : { key: tenure, modRevision: lastEpoch },
        ...notKept(tools),
      ],
      writes: holding(tools, lease),
    })
    .finally(refresh);
  if (!applied) throw new ClaimLostError(office);
}

/** The office is this node's still; the key says so again, on the lease of today. @throws ClaimLostError */
export async function resumeOffice(tools: OfficeKeyTools): Promise<void> {
  const { office, name, snapshot, dcs, refresh, why, promises } = tools;
  const leader = leaderIn(snapshot(), office);
  if (leader === undefined) return claimOffice(tools);
  const lease = tools.lease();
  if (lease === undefined || leader.name !== name || promises?.isBound(office)) {
    await refresh();
    throw new ClaimLostError(office);
  }
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
export async function releaseOffice(tools: OfficeKeyTools, how: EndRecord['how'] = 'given back'): Promise<void> {
  const { office, dcs, snapshot, name, surrender, why } = tools;
  const leader = leaderIn(snapshot(), office);
  if (leader === undefined) return noteLoss(tools);
  if (leader.name !== name) return;
  surrender(leader.epoch);
  const key = KEYS.leader(office);
  const end = endOf(tools, leader.epoch, how, why());
  await dcs.change({
    when: [{ key, createRevision: leader.epoch }],
    writes: [{ key, remove: true }, { key: KEYS.kept(office), remove: true }, end],
  });
}

/** The key went with its lease: who held it knows best when it ended, as long as nobody has followed. */
async function noteLoss(tools: OfficeKeyTools): Promise<void> {
  const { office, dcs, snapshot, name } = tools;
  const epoch = lastEpochIn(snapshot(), office);
  if (tenureIn(snapshot(), office)?.name !== name || endIn(snapshot(), office)?.epoch === epoch) return;
  tools.surrender(epoch);
  await dcs.change({
    when: [
      { key: KEYS.leader(office), absent: true },
      { key: KEYS.tenure(office), modRevision: epoch },
    ],
    writes: [
      { key: KEYS.kept(office), remove: true },
      endOf(tools, epoch, 'lease lost', 'It could not renew its lease in time'),
    ],
  });
}

const endOf = ({ office, clock }: OfficeKeyTools, epoch: bigint, how: EndRecord['how'], why: string): DcsWrite => ({
  key: KEYS.ended(office),
  value: encodeRecord({ epoch, how, why, atMs: clock.now().getTime() } satisfies EndRecord),
});

/** Again, where the store did not hear it the first time: the key would stay as long as this node's lease. */
export async function finishRelease(
  tools: OfficeKeyTools,
  surrenderedEpoch: bigint | undefined,
  how: EndRecord['how'],
): Promise<void> {
  const leader = leaderIn(tools.snapshot(), tools.office);
  if (surrenderedEpoch === undefined || leader?.epoch !== surrenderedEpoch) return;
  await releaseOffice(tools, how);
}

/** A leadership that is kept through a pause is claimed by nobody but its holder. @throws ClaimLostError */
function notKept({ office, snapshot, name }: OfficeKeyTools): readonly DcsGuard[] {
  if (tenureIn(snapshot(), office)?.name === name) return [];
  if (isKept(snapshot(), office)) throw new ClaimLostError(office);
  const key = KEYS.kept(office);
  const entry = snapshot().entries.get(key);
  return [entry === undefined ? { key, absent: true } : { key, modRevision: entry.modRevision }];
}

function holding(tools: OfficeKeyTools, lease: bigint): readonly DcsWrite[] {
  const { office, name, snapshot, clock } = tools;
  const why = tools.why();
  const beganMs = clock.now().getTime();
  const last = tenureIn(snapshot(), office);
  const number = (last?.number ?? 0) + 1;
  const era = (last?.era ?? 0) + (tools.mayLack?.(snapshot()) === true ? 1 : 0);
  return [
    { key: KEYS.leader(office), value: encodeRecord({ name, why } satisfies LeaderRecord), lease },
    {
      key: KEYS.tenure(office),
      value: encodeRecord({ name, why, beganMs, number, ...(era > 0 && { era }) } satisfies TenureRecord),
    },
    ...(isKept(snapshot(), office) ? [{ key: KEYS.kept(office), value: encodeRecord({ name }) }] : []),
    ...buryLast(snapshot(), office, name, beganMs),
  ];
}
