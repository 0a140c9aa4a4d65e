/**
 * A cluster in words and numbers for people and programs: made from one snapshot of the store, without secrets, ready for
 * JSON. Pure: the health endpoints and the administrator's verbs tell the same because they ask here.
 */
import type { DcsSnapshot } from './dcs/dcs.ts';
import { followedIn, type SeenCatalog, seenCatalog } from './followed-records.ts';
import { OFFICES, type Office } from './keys.ts';
import {
  catalogStatusIn,
  drainIn,
  initialisedIn,
  lastEpochIn,
  lastLeaderIn,
  leaderIn,
  type MemberRecord,
  membersIn,
  orderIn,
  pauseIn,
  reinitIn,
  rosterIn,
  synchronousIn,
} from './records.ts';

export interface OfficeStatus {
  /** Undefined: nobody holds it. */
  readonly leader?: string;
  /** Of the leadership; of the last one, where nobody holds it. 0: nobody ever did. */
  readonly epoch: number;
  readonly why?: string;
  /** Who held it last. */
  readonly lastLeader?: string;
}

export interface MemberStatus {
  readonly name: string;
  /** False: it belongs to the cluster, and is not heard. */
  readonly alive: boolean;
  /** Where its PostgreSQL listens. */
  readonly address?: string;
  readonly catalog?: string;
  readonly director?: string;
  readonly timeline?: number;
  /** As PostgreSQL writes it. */
  readonly lsn?: string;
  /** Behind the Catalog's leader; undefined: there is none to compare with, or it is the leader. */
  readonly lagBytes?: number;
  readonly streaming?: boolean;
  readonly priority?: number;
  readonly tags: readonly string[];
  /** Why it does not lead, where nobody does. */
  readonly waits?: string;
  /** ISO 8601, by the member's own clock: since when its Catalog and its Director are what they are. */
  readonly catalogSince?: string;
  readonly directorSince?: string;
}

export interface OrderStatus {
  readonly office: Office;
  readonly id: string;
  readonly kind: string;
  readonly to?: string;
  readonly by: string;
  /** ISO 8601; undefined: now. */
  readonly at?: string;
}

export interface ClusterStatus {
  readonly revision: number;
  /** It has been founded. */
  readonly initialised: boolean;
  readonly director: OfficeStatus;
  readonly catalog: OfficeStatus;
  readonly members: readonly MemberStatus[];
  /** A Catalog that somebody else looks after, as whoever leads sees it; where nobody leads, as a member sees it. */
  readonly followed?: SeenCatalog & { readonly mode: string };
  readonly pause?: { readonly by: string; readonly why: string; readonly since?: string };
  /** Of how many standbys each commit waits for one's confirmation; undefined: of none. */
  readonly synchronous?: { readonly count: number; readonly standbys: readonly string[]; readonly settled: boolean };
  readonly orders: readonly OrderStatus[];
}

export function clusterStatus(snapshot: DcsSnapshot): ClusterStatus {
  const pause = pauseIn(snapshot);
  const synchronous = synchronousStatus(snapshot);
  const followed = followedStatus(snapshot);
  return {
    revision: Number(snapshot.revision),
    initialised: initialisedIn(snapshot) !== undefined || followedIn(snapshot) !== undefined,
    director: officeStatus(snapshot, 'director'),
    catalog: officeStatus(snapshot, 'catalog'),
    members: memberNames(snapshot).map((name) => memberStatus(snapshot, name)),
    ...(followed !== undefined && { followed }),
    ...(pause !== undefined && { pause: { by: pause.by, why: pause.why, ...since('since', pause.atMs) } }),
    ...(synchronous !== undefined && { synchronous }),
    orders: OFFICES.flatMap((office) => orderStatus(snapshot, office)),
  };
}

/** As PostgreSQL writes it: `0/3000148`. */
export const formatLsn = (lsn: bigint): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`;

/** How far behind the Catalog's leader; undefined: nobody has said where it stands. */
export function lagBytes(snapshot: DcsSnapshot, { timeline, lsn }: Pick<MemberRecord, 'timeline' | 'lsn'>) {
  const status = catalogStatusIn(snapshot);
  if (status === undefined || timeline === 0) return undefined;
  const behind = status.lsn - lsn;
  // What the leader last said is up to a second old.
  return timeline > status.timeline || behind < 0n ? 0 : Number(behind);
}

function officeStatus(snapshot: DcsSnapshot, office: Office): OfficeStatus {
  const [leader, last] = [leaderIn(snapshot, office), lastLeaderIn(snapshot, office)];
  return {
    ...(leader !== undefined && { leader: leader.name, why: leader.why }),
    epoch: Number(leader?.epoch ?? lastEpochIn(snapshot, office)),
    ...(last !== undefined && { lastLeader: last }),
  };
}

/** All that belong to it, heard or not. */
function memberNames(snapshot: DcsSnapshot): readonly string[] {
  const heard = membersIn(snapshot).map(({ name }) => name);
  return [...new Set([...(rosterIn(snapshot) ?? []), ...heard])].sort();
}

function memberStatus(snapshot: DcsSnapshot, name: string): MemberStatus {
  const member = membersIn(snapshot).find((one) => one.name === name);
  const tags = tagsOf(snapshot, name, member);
  if (member === undefined) return { name, alive: false, tags };
  const isLeader = leaderIn(snapshot, 'catalog')?.name === name;
  const behind = isLeader ? undefined : lagBytes(snapshot, member);
  return {
    ...{ name, alive: true, address: `${member.host}:${member.port}` },
    ...{ catalog: catalogWord(member), director: member.directorRole },
    ...{ timeline: member.timeline, lsn: formatLsn(member.lsn), streaming: member.streaming },
    ...(behind !== undefined && { lagBytes: behind }),
    ...{ priority: member.priority, tags },
    ...(typeof member.waits === 'string' && { waits: member.waits }),
    ...since('catalogSince', member.catalogSinceMs),
    ...since('directorSince', member.directorSinceMs),
  };
}

/** Of a Catalog that somebody else looks after: whether this member sees it. */
function catalogWord({ catalogRole, seen }: MemberRecord): string {
  const found = seenCatalog(seen);
  return found === undefined ? catalogRole : typeof found.at === 'string' ? 'sees it' : 'sees none';
}

function tagsOf(snapshot: DcsSnapshot, name: string, member: MemberRecord | undefined): readonly string[] {
  const last = synchronousIn(snapshot)?.configs.at(-1);
  const isSynchronous = last !== undefined && last.count > 0 && last.standbys.includes(name);
  return [
    ...(isSynchronous ? ['synchronous'] : []),
    ...(drainIn(snapshot, name) === undefined ? [] : ['drained']),
    ...(reinitIn(snapshot, name) === undefined ? [] : ['reinit ordered']),
    ...(member?.tags ?? []),
  ];
}

function followedStatus(snapshot: DcsSnapshot): ClusterStatus['followed'] {
  const leader = leaderIn(snapshot, 'director')?.name;
  const seen = membersIn(snapshot)
    .toSorted((a, b) => Number(b.name === leader) - Number(a.name === leader))
    .flatMap((member) => seenCatalog(member.seen) ?? []);
  const best = seen.find((one) => leader !== undefined || typeof one.at === 'string') ?? seen[0];
  return best && { mode: followedIn(snapshot)?.mode ?? 'not found yet', ...best };
}

function synchronousStatus(snapshot: DcsSnapshot): ClusterStatus['synchronous'] {
  const configs = synchronousIn(snapshot)?.configs;
  const last = configs?.at(-1);
  if (configs === undefined || last === undefined) return undefined;
  return { count: last.count, standbys: last.standbys, settled: configs.length === 1 };
}

function orderStatus(snapshot: DcsSnapshot, office: Office): readonly OrderStatus[] {
  const order = orderIn(snapshot, office);
  if (order === undefined) return [];
  const { id, kind, to, by, notBeforeMs } = order;
  const at = notBeforeMs > 0 ? since('at', notBeforeMs) : {};
  return [{ office, id, kind, by, ...(typeof to === 'string' && { to }), ...at }];
}

/** A time out of range is none: a hand may have written it. */
function since<Key extends string>(key: Key, ms: number | undefined): { readonly [K in Key]?: string } {
  const time = new Date(ms ?? Number.NaN);
  return (Number.isNaN(time.getTime()) ? {} : { [key]: time.toISOString() }) as { readonly [K in Key]?: string };
}
