/**
 * An operator's orders to hand offices over, written straight into the store: the nodes read and obey them, whether a Director
 * lives or not. Whatever cannot be is refused in a sentence before anything is written; what changes in between is caught
 * by the guards of the one transaction, so that of two operators the second is told of the first.
 */
import type { Dcs, DcsGuard, DcsSnapshot, DcsWrite } from './dcs/dcs.ts';
import { NoClusterError, OrderRefusedError } from './errors.ts';
import { KEYS, OFFICES, type Office, officeWord } from './keys.ts';
import { openOrder } from './order-due.ts';
import {
  type OrderLimits,
  refuseFollowed,
  refusePaused,
  refuseSecond,
  refuseTarget,
  refuseUnknown,
} from './order-refusals.ts';
import {
  encodeRecord,
  isKept,
  lastEpochIn,
  lastLeaderIn,
  leaderIn,
  membersIn,
  type OrderRecord,
  tenureIn,
} from './records.ts';

export interface OrderRequest extends OrderLimits {
  readonly kind: OrderRecord['kind'];
  /** Undefined: both, as far as the named node can hold them. */
  readonly office: Office | undefined;
  /** Not before, in ms since 1970; 0: now. */
  readonly notBeforeMs: number;
  /** Who orders. */
  readonly by: string;
  /** A word that no other order has. */
  readonly id: string;
  readonly nowMs: number;
}

export interface PlacedOrder {
  readonly office: Office;
  readonly record: OrderRecord;
  /** Who held the office then. */
  readonly from: string | undefined;
}

/** A due order that nobody could obey for so long is void: it must not be obeyed by surprise hours later. */
const PATIENCE_MS = 300_000;

/** @throws NoClusterError, OrderRefusedError */
export async function placeOrder(dcs: Dcs, request: OrderRequest): Promise<readonly PlacedOrder[]> {
  const snapshot = await readCluster(dcs);
  const placed = planOrder(snapshot, request);
  const { applied } = await dcs.change({
    when: placed.flatMap((order) => guards(snapshot, order)),
    writes: placed.flatMap((order) => writes(snapshot, order)),
  });
  if (applied) return placed;
  // Somebody was faster: whatever he did is the reason why it cannot be, or it can be after all.
  planOrder(await readCluster(dcs), request);
  throw new OrderRefusedError(
    'The cluster has changed in this very moment: nothing was ordered',
    'Look, and try again',
  );
}

/** @returns what was taken back */
export async function withdrawOrders(dcs: Dcs): Promise<readonly { office: Office; order: OrderRecord }[]> {
  const snapshot = await readCluster(dcs);
  const open = OFFICES.flatMap((office) => {
    const order = openOrder(snapshot, office, 0);
    return order === undefined ? [] : [{ office, order }];
  });
  const keys = open.map(({ office }) => KEYS.order(office));
  const when = keys.map((key) => ({ key, modRevision: snapshot.entries.get(key)?.modRevision ?? 0n }));
  if (keys.length === 0) return [];
  const { applied } = await dcs.change({ when, writes: keys.map((key) => ({ key, remove: true as const })) });
  if (!applied) throw new OrderRefusedError('The orders have changed in this very moment', 'Look, and try again');
  return open;
}

/** @throws NoClusterError */
export async function readCluster(dcs: Dcs): Promise<DcsSnapshot> {
  const snapshot = await dcs.read();
  if (snapshot.entries.size === 0) throw new NoClusterError();
  return snapshot;
}

/** What would be written. Pure. @throws OrderRefusedError */
export function planOrder(snapshot: DcsSnapshot, request: OrderRequest): readonly PlacedOrder[] {
  const { kind, to, office, nowMs } = request;
  refusePaused(snapshot);
  if (to !== undefined) refuseUnknown(snapshot, to);
  const wanted: readonly Office[] =
    office === undefined ? OFFICES.filter((one) => concerns(snapshot, one, request)) : [office];
  for (const one of wanted) refuseFollowed(snapshot, one);
  for (const one of wanted) refuseSecond(snapshot, one, nowMs);
  const holding = wanted.filter((one) => to !== undefined && leaderIn(snapshot, one)?.name === to);
  if (to !== undefined && (wanted.length === 0 || holding.length === wanted.length)) {
    throw new OrderRefusedError(
      wanted.length === 0 ? `${to} can hold no office` : `${to} leads already: ${wanted.map(officeWord).join(' and ')}`,
    );
  }
  return wanted
    .filter((one) => !holding.includes(one))
    .map((one) => {
      if (kind === 'switchover' && leaderIn(snapshot, one) === undefined) {
        throw new OrderRefusedError(`Nobody holds ${officeWord(one)}`, 'Wait for the election, or order a failover');
      }
      refuseTarget(snapshot, one, request);
      return plan(snapshot, one, request);
    });
}

function plan(snapshot: DcsSnapshot, office: Office, request: OrderRequest): PlacedOrder {
  const { id, kind, to, notBeforeMs, nowMs, force, by } = request;
  const leader = leaderIn(snapshot, office);
  const record: OrderRecord = {
    ...{ id, kind, ...(to !== undefined && { to }), epoch: leader?.epoch ?? lastEpochIn(snapshot, office) },
    ...{ notBeforeMs, notAfterMs: Math.max(notBeforeMs, nowMs) + PATIENCE_MS, ...(force && { force }), by },
  };
  return { office, record, from: leader?.name };
}

/** Of a node that was named: what it can hold; otherwise all that anybody holds. */
function concerns(snapshot: DcsSnapshot, office: Office, { to, kind }: OrderRequest): boolean {
  const member = membersIn(snapshot).find(({ name }) => name === to);
  if (member === undefined) return leaderIn(snapshot, office) !== undefined || kind === 'failover';
  return (office === 'catalog' ? member.catalogRole : member.directorRole) !== 'none';
}

/** The leadership that it ends goes on, or has not been followed by another. */
function guards(snapshot: DcsSnapshot, { office, record }: PlacedOrder): readonly DcsGuard[] {
  const [key, leader] = [KEYS.order(office), leaderIn(snapshot, office)];
  const old = snapshot.entries.get(key);
  const [leaderKey, tenure] = [KEYS.leader(office), tenureIn(snapshot, office)];
  return [
    old === undefined ? { key, absent: true } : { key, modRevision: old.modRevision },
    leader === undefined ? { key: leaderKey, absent: true } : { key: leaderKey, createRevision: record.epoch },
    ...(leader === undefined && tenure !== undefined ? [{ key: KEYS.tenure(office), modRevision: record.epoch }] : []),
  ];
}

/** A failover while nobody leads also ends what was kept through a pause: the operator knows that its holder is down. */
function writes(snapshot: DcsSnapshot, { office, record, from }: PlacedOrder): readonly DcsWrite[] {
  const ends = from === undefined && isKept(snapshot, office) && lastLeaderIn(snapshot, office) !== record.to;
  return [
    { key: KEYS.order(office), value: encodeRecord(record) },
    ...(ends ? [{ key: KEYS.kept(office), remove: true as const }] : []),
  ];
}
