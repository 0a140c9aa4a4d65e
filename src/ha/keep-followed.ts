/**
 * What a managed Catalog's leader does in the store, where there is none since somebody else looks after the Catalog: who may be
 * elected, which database it is and how far its history has gone, and which orders are void. A new place in its history is
 * written before anybody writes to it.
 */
import type { Dcs, DcsGuard, DcsSnapshot, DcsWrite } from './dcs/dcs.ts';
import type { Promises } from './failsafe/promises.ts';
import { type FollowedMode, type FollowedRecord, followedIn } from './followed-records.ts';
import { KEYS } from './keys.ts';
import { encodeRecord, leaderIn, membersIn, orderIn, rosterIn } from './records.ts';

export interface FollowedTools {
  readonly dcs: Pick<Dcs, 'change'>;
  readonly snapshot: DcsSnapshot;
  readonly name: string;
  readonly mode: FollowedMode;
  /** What takes writes now, and is to be followed. */
  readonly found: Pick<FollowedRecord, 'system' | 'timeline'> | undefined;
  readonly promises?: Promises | undefined;
}

/** One round. @returns whether something was written */
export async function keepFollowed(tools: FollowedTools): Promise<boolean> {
  const { dcs } = tools;
  let isChanged = false;
  for (const plan of [history(tools), roster(tools), ...voidOrders(tools)]) {
    if (plan === undefined) continue;
    const { applied } = await dcs.change(plan);
    isChanged ||= applied;
  }
  return isChanged;
}

interface Plan {
  readonly when: readonly DcsGuard[];
  readonly writes: readonly DcsWrite[];
}

/** It only ever goes on; another database is nobody's to decide but the administrator's. */
function history({ snapshot, name, mode, found }: FollowedTools): Plan | undefined {
  const before = followedIn(snapshot);
  if (found === undefined || (before !== undefined && found.system !== before.system)) return undefined;
  // While nodes are changed from one mode to the other the leader's counts.
  const isSaid = mode === before?.mode || leaderIn(snapshot, 'director')?.name !== name;
  if (before !== undefined && found.timeline <= before.timeline && isSaid) return undefined;
  const timeline = Math.max(found.timeline, before?.timeline ?? 0);
  return {
    when: [unchanged(snapshot, KEYS.followed)],
    writes: [{ key: KEYS.followed, value: encodeRecord({ mode, system: found.system, timeline }) }],
  };
}

/** Whoever is heard belongs to it from now on: as the Director's leader says; where nobody ever led, as the first one says. */
function roster({ snapshot, name, promises }: FollowedTools): Plan | undefined {
  const [known, leader] = [rosterIn(snapshot), leaderIn(snapshot, 'director')];
  if (known !== undefined && leader?.name !== name) return undefined;
  const all = [...new Set([...(known ?? []), name, ...membersIn(snapshot).map((member) => member.name)])].sort();
  if (all.length === known?.length || promises?.mayGrow(all) === false) return undefined;
  const led = leader && { key: KEYS.leader('director'), createRevision: leader.epoch };
  return {
    when: [unchanged(snapshot, KEYS.roster), ...(led === undefined ? [] : [led])],
    writes: [{ key: KEYS.roster, value: encodeRecord({ members: all }) }],
  };
}

/** They were meant for a leadership that has ended. */
function voidOrders({ snapshot, name }: FollowedTools): readonly Plan[] {
  const [order, leader] = [orderIn(snapshot, 'director'), leaderIn(snapshot, 'director')];
  if (order === undefined || leader?.name !== name || order.epoch === leader.epoch) return [];
  const key = KEYS.order('director');
  return [{ when: [unchanged(snapshot, key)], writes: [{ key, remove: true }] }];
}

function unchanged({ entries }: DcsSnapshot, key: string): DcsGuard {
  const entry = entries.get(key);
  return entry === undefined ? { key, absent: true } : { key, modRevision: entry.modRevision };
}
