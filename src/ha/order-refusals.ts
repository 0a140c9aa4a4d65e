/** Why an operator's order cannot be, in sentences. Pure: nothing is written here. */
import { lagBytes } from './cluster-status.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';
import { OrderRefusedError } from './errors.ts';
import { followedIn } from './followed-records.ts';
import { type Office, officeWord } from './keys.ts';
import { catalogSuccessors, directorSuccessors, openOrder } from './order-due.ts';
import {
  BEHIND,
  drainIn,
  lastEpochIn,
  leaderIn,
  type MemberRecord,
  membersIn,
  pauseIn,
  rosterIn,
  synchronousIn,
} from './records.ts';
import { mayHoldLast } from './synchronous.ts';

export interface OrderLimits {
  /** Undefined: whoever is best. */
  readonly to: string | undefined;
  /** Whom it names leads whatever it lacks. */
  readonly force: boolean;
  /** Without synchronous standbys: who lacks more is no successor. */
  readonly lagBytesMax: number;
}

export function refusePaused(snapshot: DcsSnapshot): void {
  const pause = pauseIn(snapshot);
  if (pause === undefined) return;
  throw new OrderRefusedError(`${pause.by} has paused the cluster: ${pause.why}`, 'understudy resume ends the pause');
}

/** Whoever looks after the Catalog promotes: an order of ours would be obeyed by nobody. */
export function refuseFollowed(snapshot: DcsSnapshot, office: Office): void {
  const followed = followedIn(snapshot);
  if (office !== 'catalog' || followed === undefined) return;
  if (followed.mode === 'patroni') {
    throw new OrderRefusedError(
      'Patroni looks after the Catalog: nodes of this cluster follow it',
      'patronictl switchover (or failover) on a machine of Patroni moves it; --office director moves the Director',
    );
  }
  throw new OrderRefusedError(
    'Somebody else looks after the Catalog (Mode = External): nodes of this cluster follow it',
    'Promote another one with its own tools (pg_promote); --office director moves the Director',
  );
}

export function refuseUnknown(snapshot: DcsSnapshot, name: string): MemberRecord {
  const members = membersIn(snapshot);
  const member = members.find((one) => one.name === name);
  if (member !== undefined) return member;
  const known = [...new Set([...(rosterIn(snapshot) ?? []), ...members.map((one) => one.name)])].sort();
  if (known.includes(name)) throw new OrderRefusedError(`${name} is not heard`, 'Start it, or name another node');
  throw new OrderRefusedError(`No member is called ${JSON.stringify(name)}`, `There are: ${known.join(', ')}`);
}

export function refuseSecond(snapshot: DcsSnapshot, office: Office, nowMs: number): void {
  const order = openOrder(snapshot, office, nowMs);
  if (order === undefined || order.epoch !== (leaderIn(snapshot, office)?.epoch ?? lastEpochIn(snapshot, office)))
    return;
  const to = typeof order.to === 'string' ? ` to ${order.to}` : '';
  const at = order.notBeforeMs > nowMs ? ` at ${new Date(order.notBeforeMs).toISOString()}` : '';
  throw new OrderRefusedError(
    `${order.by} has ordered a ${order.kind} of ${officeWord(office)}${to}${at} already`,
    'Wait for it, or take it back: understudy switchover --cancel',
  );
}

export function refuseTarget(snapshot: DcsSnapshot, office: Office, request: OrderLimits): void {
  const { to, force } = request;
  const leader = leaderIn(snapshot, office)?.name ?? '';
  const successors = (office === 'catalog' ? catalogSuccessors : directorSuccessors)(snapshot, leader);
  if (to === undefined) {
    if (leader !== '' && successors.length === 0) {
      throw new OrderRefusedError(`Nobody could take ${officeWord(office)} over from ${leader}`);
    }
    return;
  }
  const member = refuseUnknown(snapshot, to);
  const why = (office === 'catalog' ? catalogObstacle : directorObstacle)(snapshot, member, request);
  if (why === undefined) return;
  if (force && member.catalogRole !== 'none' && member.timeline > 0) return;
  throw new OrderRefusedError(`${to} cannot take ${officeWord(office)} over: ${why}`);
}

function catalogObstacle(snapshot: DcsSnapshot, member: MemberRecord, request: OrderLimits): string | undefined {
  const { name, priority, streaming, catalogRole, timeline } = member;
  if (catalogRole === 'none') return 'it carries none';
  if (timeline === 0) return `it has no data (${catalogRole})`;
  if (drainIn(snapshot, name) !== undefined) return 'it is drained';
  if (priority === 0) return 'it has Priority = 0';
  const isLed = leaderIn(snapshot, 'catalog') !== undefined;
  if (isLed && !streaming) return `it does not follow the leader (${catalogRole})`;
  const synchronous = synchronousIn(snapshot);
  if (synchronous !== undefined) {
    return mayHoldLast(synchronous, name) ? undefined : 'it is no synchronous standby, and may lack what was confirmed';
  }
  const lag = lagBytes(snapshot, member) ?? 0;
  return lag > request.lagBytesMax ? `it lacks ${lag} bytes, ${request.lagBytesMax} are allowed` : undefined;
}

function directorObstacle(snapshot: DcsSnapshot, member: MemberRecord): string | undefined {
  if (member.directorRole === 'none') return 'it has none';
  if (member.directorRole === BEHIND) return 'it does not have the committed configuration yet';
  if (drainIn(snapshot, member.name) !== undefined) return 'it is drained';
  return member.priority === 0 && member.catalogRole !== 'none' ? 'it has Priority = 0' : undefined;
}
