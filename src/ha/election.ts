/**
 * May this member be promoted, and is nobody better? Pure: the same facts give the same verdict on every node. What was
 * acknowledged must not be lost: with synchronous standbys only their set may be promoted, and only when so many of it are
 * heard that one of them must have confirmed the last commit.
 */
import type { CatalogStatus, MemberRecord, OrderRecord } from './records.ts';
import { mayHoldLast, missingConfirmation, type SynchronousRecord } from './synchronous.ts';

export interface ElectionFacts {
  readonly me: MemberRecord;
  /** All whose leases live, this one too. */
  readonly members: readonly MemberRecord[];
  readonly roster: readonly string[] | undefined;
  readonly synchronous: SynchronousRecord | undefined;
  readonly status: CatalogStatus | undefined;
  /** The epoch that has ended; 0: none has been seen. */
  readonly endedEpoch: bigint;
  /** Who led then. */
  readonly endedLeader: string | undefined;
  /** ... and gave the office back in good order: its PostgreSQL had stopped behind a checkpoint. */
  readonly handedOver: boolean;
  /** How long the office has been empty, as this node counts. */
  readonly vacantMs: number;
  readonly order: OrderRecord | undefined;
  readonly limits: ElectionLimits;
}

export interface ElectionLimits {
  /** Without synchronous standbys: who lacks more of the WAL stays a standby. */
  readonly lagBytesMax: bigint;
  /** So long members who have not said their last position are waited for. */
  readonly patienceMs: number;
  /** So long the office is kept for whom an operator named. */
  readonly designatedMs: number;
}

export interface Verdict {
  readonly mayLead: boolean;
  readonly why: string;
}

const no = (why: string): Verdict => ({ mayLead: false, why });

export function judgeCandidate(facts: ElectionFacts): Verdict {
  const { me, roster, order, endedEpoch, vacantMs, limits } = facts;
  if (roster !== undefined && !roster.includes(me.name)) return no('this node is not on the roster yet');
  if (isForced(facts)) return { mayLead: true, why: `An operator forces ${me.name} to lead, whatever it may lack` };
  if (me.priority === 0) return no('this node has Priority = 0');
  if (me.mourns < endedEpoch) return no(`its Catalog is ${me.catalogRole}`);
  const ordered = order !== undefined && order.epoch === endedEpoch && vacantMs < limits.designatedMs;
  if (ordered && me.name === facts.endedLeader) return no('it has just handed the office over');
  const designated = ordered ? (order.to ?? undefined) : undefined;
  if (designated !== undefined && designated !== me.name) {
    return no(`the office is kept for ${designated}`);
  }
  return lacking(facts) ?? waiting(facts) ?? outranked(facts, designated) ?? { mayLead: true, why: praise(facts) };
}

/** What others have and this one has not is lost: an operator has said that he knows. */
const isForced = ({ me, order, endedEpoch }: ElectionFacts): boolean =>
  order?.force === true && order.epoch === endedEpoch && order.to === me.name && me.mourns >= endedEpoch;

function lacking({ me, synchronous, status, limits }: ElectionFacts): Verdict | undefined {
  if (status !== undefined && me.timeline < status.timeline) {
    return no(`it is on timeline ${me.timeline}, the Catalog was on ${status.timeline}`);
  }
  if (synchronous !== undefined) {
    return mayHoldLast(synchronous, me.name) ? undefined : no('it is not a synchronous standby');
  }
  if (status === undefined || me.timeline > status.timeline) return undefined;
  const lagBytes = status.lsn - me.lsn;
  return lagBytes > limits.lagBytesMax
    ? no(`it lacks ${lagBytes} bytes, ${limits.lagBytesMax} are allowed`)
    : undefined;
}

function waiting(facts: ElectionFacts): Verdict | undefined {
  const { me, members, synchronous, endedEpoch, vacantMs, limits } = facts;
  if (synchronous !== undefined) {
    const heard = members.filter(({ name, mourns }) => name === me.name || mourns >= endedEpoch);
    const missing = missingConfirmation(synchronous, new Set(heard.map(({ name }) => name)));
    if (missing !== undefined) return no(missing);
  }
  // It comes back as a standby, which takes a second; what it acknowledged is with one of those who are heard already.
  const leaving = synchronous !== undefined && facts.handedOver ? facts.endedLeader : undefined;
  const silent = members.filter(
    ({ name, mourns, priority }) => name !== me.name && name !== leaving && priority > 0 && mourns < endedEpoch,
  );
  const [first] = silent;
  return first !== undefined && vacantMs < limits.patienceMs
    ? no(`${first.name} has not said its last position`)
    : undefined;
}

/** Whom an operator named is behind nobody who is not further: what was acknowledged weighs more than a wish. */
function outranked(facts: ElectionFacts, designated: string | undefined): Verdict | undefined {
  const { me, members, roster, synchronous, endedEpoch, order, vacantMs, limits } = facts;
  const leaving = order?.epoch === endedEpoch && vacantMs < limits.designatedMs ? facts.endedLeader : undefined;
  for (const rival of members) {
    const { name, priority, mourns } = rival;
    if (name === leaving && compareProgress(rival, me) === 0) continue;
    // Drained while commits waited for it, it may hold what nobody else does.
    const holdsMore = synchronous !== undefined && mayHoldLast(synchronous, name) && compareProgress(rival, me) < 0;
    if (name !== me.name && priority === 0 && holdsMore && mourns >= endedEpoch) {
      return no(`${name} has more, and is drained or has Priority = 0`);
    }
    if (name === me.name || priority === 0 || mourns < endedEpoch || roster?.includes(name) === false) continue;
    if (synchronous !== undefined && !mayHoldLast(synchronous, name)) continue;
    const ahead = compareProgress(rival, me) || (designated === me.name ? 1 : compareWish(rival, me));
    if (ahead < 0) return no(`${name} is to be preferred`);
  }
  return undefined;
}

/** Negative: `a` has more of the WAL. */
function compareProgress(a: MemberRecord, b: MemberRecord): number {
  if (a.timeline !== b.timeline) return b.timeline - a.timeline;
  return a.lsn === b.lsn ? 0 : a.lsn > b.lsn ? -1 : 1;
}

const compareWish = (a: MemberRecord, b: MemberRecord): number => b.priority - a.priority || (a.name < b.name ? -1 : 1);

function praise({ me, members }: ElectionFacts): string {
  const others = members.length - 1;
  return `${me.name} stands at ${me.timeline}/${me.lsn.toString(16).toUpperCase()}, nobody of ${others} others is further`;
}
