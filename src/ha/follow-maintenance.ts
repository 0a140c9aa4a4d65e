/** How far the cluster is with what an operator has laid down: looks for follow-order's `until`. Pure. */
import type { Look } from './follow-order.ts';
import { OFFICES, officeWord } from './keys.ts';
import { isKept, lastLeaderIn, leaderIn, membersIn, pauseIn, reinitIn } from './records.ts';

/** Every leader has read the pause and keeps its office through it, also without etcd. */
export const pauseIsKept: Look = (snapshot) => {
  const missing = OFFICES.filter((office) => leaderIn(snapshot, office) !== undefined && !isKept(snapshot, office));
  if (missing.length === 0 || pauseIn(snapshot) === undefined) return true;
  return `${missing.map((office) => `${leaderIn(snapshot, office)?.name} (${officeWord(office)})`).join(' and ')} has to hear of it`;
};

/** Nothing is kept any more: whoever falls from now on is replaced. */
export const pauseIsOver: Look = (snapshot) => {
  const kept = OFFICES.filter((office) => isKept(snapshot, office));
  if (kept.length === 0 || pauseIn(snapshot) !== undefined) return true;
  return kept
    .map(
      (office) => `${officeWord(office)} is kept for ${lastLeaderIn(snapshot, office)}, who led when the pause began`,
    )
    .join('; ');
};

/** It holds no office. */
export const isEmptied =
  (name: string): Look =>
  (snapshot) => {
    const held = OFFICES.filter((office) => leaderIn(snapshot, office)?.name === name);
    return held.length === 0
      ? true
      : `${name} holds ${held.map(officeWord).join(' and ')}, until somebody can take over`;
  };

/** Its copy is made, and follows. */
export const isCopied =
  (name: string): Look =>
  (snapshot) => {
    const member = membersIn(snapshot).find((one) => one.name === name);
    if (member === undefined) return `${name} is not heard`;
    const isDone = reinitIn(snapshot, name) === undefined && member.catalogRole === 'standby' && member.streaming;
    return isDone ? true : `${name} is ${member.catalogRole}`;
  };
