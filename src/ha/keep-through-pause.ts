/**
 * A pause stops nothing, also where leases end in it. For that a leader keeps its office with a key that has no lease, and
 * goes on only once it has read that key back; claims of others are refused as long as it stands. Its holder takes it away
 * when the pause is over and the office is its own by its lease again; where that node never comes back an operator does.
 */
import type { DcsSnapshot } from './dcs/dcs.ts';
import { KEYS, type Office } from './keys.ts';
import type { OfficeKeyTools } from './office-keys.ts';
import { encodeRecord, keptIn, lastLeaderIn, leaderIn, pauseIn } from './records.ts';

export interface KeepingTools extends OfficeKeyTools {
  /** Up to this revision the word does not count for this process. */
  readonly droppedKept: () => bigint;
  /** The word of this revision does not count any more, whatever becomes of its removal: snapshots may not know of that. */
  readonly dropKept: (revision: bigint) => void;
}

/** Where neither is so there is nothing to keep, and nothing to let go. */
export const isKeptOrPaused = (snapshot: DcsSnapshot, office: Office): boolean =>
  pauseIn(snapshot) !== undefined || keptIn(snapshot, office) !== undefined;

/** One look; for the holder of the office, by its lease, alone. */
export async function keepThroughPause(tools: KeepingTools): Promise<void> {
  const { office, name, dcs, snapshot, refresh } = tools;
  const leader = leaderIn(snapshot(), office);
  if (leader?.name !== name) return;
  const revision = keptIn(snapshot(), office);
  const mine = { key: KEYS.leader(office), createRevision: leader.epoch };
  const key = KEYS.kept(office);
  if (pauseIn(snapshot()) !== undefined) {
    if (revision !== undefined && revision > tools.droppedKept()) return;
    await dcs.change({ when: [mine], writes: [{ key, value: encodeRecord({ name }) }] });
  } else {
    if (revision === undefined) return;
    tools.dropKept(revision);
    // A removal that comes late must not hit the word of a later pause.
    await dcs.change({ when: [mine, { key, modRevision: revision }], writes: [{ key, remove: true }] });
  }
  await refresh();
}

/**
 * One look after a pause; for a member that led when it began, and has lost the office since: it has nothing to keep any more,
 * and the others wait for its word.
 */
export async function letGoAfterPause(tools: KeepingTools): Promise<void> {
  const { office, name, dcs, snapshot, refresh } = tools;
  const revision = keptIn(snapshot(), office);
  const isOver = pauseIn(snapshot()) === undefined && leaderIn(snapshot(), office) === undefined;
  if (revision === undefined || !isOver || lastLeaderIn(snapshot(), office) !== name) return;
  tools.dropKept(revision);
  const key = KEYS.kept(office);
  await dcs.change({
    when: [
      { key: KEYS.leader(office), absent: true },
      { key, modRevision: revision },
    ],
    writes: [{ key, remove: true }],
  });
  await refresh();
}
