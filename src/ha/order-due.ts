/** Whether an operator's order ends the present leadership at this moment. Pure. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import type { Office } from './keys.ts';
import {
  BEHIND,
  drainIn,
  leaderIn,
  type MemberRecord,
  membersIn,
  type OrderRecord,
  orderIn,
  pauseIn,
} from './records.ts';

/** The order of an office, while it is not void. */
export function openOrder(snapshot: DcsSnapshot, office: Office, nowMs: number): OrderRecord | undefined {
  const order = orderIn(snapshot, office);
  return order === undefined || (order.notAfterMs ?? Number.POSITIVE_INFINITY) < nowMs ? undefined : order;
}

/** Its time has come, nobody has paused the cluster, and whom it names could follow. */
export function dueOrder(
  snapshot: DcsSnapshot,
  office: Office,
  nowMs: number,
  successors: readonly MemberRecord[],
): OrderRecord | undefined {
  const order = openOrder(snapshot, office, nowMs);
  if (order === undefined || order.notBeforeMs > nowMs || order.epoch !== leaderIn(snapshot, office)?.epoch) return;
  if (pauseIn(snapshot) !== undefined) return undefined;
  const isReady = (order.to ?? undefined) === undefined || successors.some(({ name }) => name === order.to);
  const isForced = order.force === true && membersIn(snapshot).some(({ name }) => name === order.to);
  return isForced || (isReady && successors.length > 0) ? order : undefined;
}

/** Who could take the Catalog over from a member, as far as the members themselves say. */
export const catalogSuccessors = (snapshot: DcsSnapshot, leader: string): readonly MemberRecord[] =>
  membersIn(snapshot).filter(
    ({ name, priority, streaming }) =>
      name !== leader && priority > 0 && streaming && drainIn(snapshot, name) === undefined,
  );

/** Who could take the Director over; one without a Catalog has a priority of 0 in that alone. */
export const directorSuccessors = (snapshot: DcsSnapshot, leader: string): readonly MemberRecord[] =>
  membersIn(snapshot).filter(
    ({ name, priority, catalogRole, directorRole }) =>
      name !== leader &&
      directorRole !== 'none' &&
      directorRole !== BEHIND &&
      (priority > 0 || catalogRole === 'none') &&
      drainIn(snapshot, name) === undefined,
  );
