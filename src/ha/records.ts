/**
 * What stands behind the keys of a cluster, as JSON. A value that is not what it should be reads as absent: a newer
 * version or a hand may have written it, and no node may fall over it.
 */
import type { DcsEntry, DcsSnapshot } from './dcs/dcs.ts';
import type { SeenCatalog } from './followed-records.ts';
import { KEYS, MEMBER_PREFIX, type Office } from './keys.ts';
import type { SynchronousRecord } from './synchronous.ts';

/** The holder of an office, while it holds it. */
export interface LeaderRecord {
  readonly name: string;
  /** Why it was elected; goes into the history. */
  readonly why: string;
}

/** ... and what stays of it when it goes. */
export interface TenureRecord extends LeaderRecord {
  /** By its own clock, in ms since 1970. */
  readonly beganMs?: number;
  /** One more than the leadership before it had. */
  readonly number?: number;
  /** Of the Catalog: how many leaderships have begun that may lack what was committed last. */
  readonly era?: number;
}

/** How a leadership ended, by its own holder's word, or as its successor found it. */
export interface EndRecord {
  readonly epoch: bigint;
  readonly how: 'handed over' | 'given back' | 'lease lost' | 'found';
  readonly why: string;
  readonly atMs: number;
}

/** A leadership that is over. */
export interface HistoryRecord extends LeaderRecord {
  readonly epoch: bigint;
  readonly beganMs?: number;
  readonly endedMs: number;
  readonly how: EndRecord['how'];
  readonly end: string;
}

/** In place of the word for a Director that waits: it may not lead, because its node lacks the committed configuration. */
export const BEHIND = 'behind';

/** What a member tells the others of itself. */
export interface MemberRecord {
  readonly name: string;
  /** Where its PostgreSQL listens. */
  readonly host: string;
  readonly port: number;
  readonly catalogRole: string;
  readonly directorRole: string;
  readonly timeline: number;
  readonly lsn: bigint;
  readonly streaming: boolean;
  /** The epoch of the Catalog's leader whose end it has seen: its LSN is final for that election. */
  readonly mourns: bigint;
  /** The higher, the sooner; 0: never. */
  readonly priority: number;
  /** By its own wall clock, in ms since 1970: since when its Catalog and its Director are what they are. */
  readonly catalogSinceMs?: number;
  readonly directorSinceMs?: number;
  /** `http://host:port` where other members ask it (failsafe mode). */
  readonly peer?: string;
  /** Why it does not lead, where nobody does. */
  readonly waits?: string;
  /** Of a Catalog that somebody else looks after. */
  readonly seen?: SeenCatalog;
  /** Words of its administrator. */
  readonly tags?: readonly string[];
}

/** Who has a member's name. */
export interface InstanceRecord {
  readonly id: string;
  /** For people: the machine, and the folder there. */
  readonly at: string;
}

/** What the Catalog's leader last said of its PostgreSQL. */
export interface CatalogStatus {
  readonly epoch: bigint;
  readonly name: string;
  readonly timeline: number;
  /** Where this timeline began: who holds more of an older one has left the history. */
  readonly forkLsn: bigint;
  readonly lsn: bigint;
  readonly writable: boolean;
}

/** An office is to be handed over. */
export interface OrderRecord {
  /** Orders for both offices that belong together have one: the Director follows when the Catalog has gone. */
  readonly id: string;
  /** `failover`: the leader stops at once, without its farewells. */
  readonly kind: 'switchover' | 'failover';
  /** Undefined: whoever is best. */
  readonly to?: string | undefined;
  /** The leadership that it ends; another one makes it void. Of a failover while nobody leads: the last one. */
  readonly epoch: bigint;
  /** Not before; in ms since 1970. */
  readonly notBeforeMs: number;
  /** From then on it is void. */
  readonly notAfterMs?: number;
  /** Whom it names leads whatever it may lack: an operator takes the loss. */
  readonly force?: boolean;
  readonly by: string;
}

/** What an operator has laid down: a pause, a node out of service, a copy to be made anew. */
export interface PauseRecord {
  readonly by: string;
  readonly why: string;
  /** By the clock of whoever wrote it, in ms since 1970. */
  readonly atMs?: number;
}

/** A leader as the snapshot shows it. */
export interface Leader extends LeaderRecord {
  readonly epoch: bigint;
  readonly lease: bigint;
}

export function encodeRecord(record: object): string {
  const plain: Record<string, unknown> = { ...record };
  for (const key of BIGINTS) {
    const part = plain[key];
    if (typeof part === 'bigint') plain[key] = part.toString();
  }
  return JSON.stringify(plain);
}

/** JSON has none: they are written as text. */
const BIGINTS = ['lsn', 'forkLsn', 'epoch', 'mourns'] as const;

function reviveBigInt(record: Record<string, unknown>, key: string): void {
  const part = record[key];
  if (typeof part === 'string') record[key] = BigInt(part);
}

/** Each entry is parsed once: agents look at the same snapshot many times, and entries that did not change stay the same. */
const decoded = new WeakMap<DcsEntry, object | null>();

export function decode<T extends object>(
  entry: DcsEntry | undefined,
  model: Readonly<Record<keyof T, string>>,
): T | undefined {
  if (entry === undefined) return undefined;
  let value = decoded.get(entry);
  if (value === undefined) {
    value = parse(entry.value, model) ?? null;
    decoded.set(entry, value);
  }
  return (value as T | null) ?? undefined;
}

function parse(text: string, model: Readonly<Record<string, string>>): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    for (const key of BIGINTS) reviveBigInt(value as Record<string, unknown>, key);
    return fits(value, model) ? Object.freeze(value) : undefined;
  } catch {
    return undefined;
  }
}

export function fits(value: unknown, model: Readonly<Record<string, string>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const key in model) if (!isA((value as Record<string, unknown>)[key], model[key] as string)) return false;
  return true;
}

const isA = (value: unknown, type: string): boolean => {
  if (typeof value === type) return true;
  if (type.endsWith('?')) return value === undefined || value === null || isA(value, type.slice(0, -1));
  if (type === 'objects') return Array.isArray(value) && value.every((part) => typeof part === 'object');
  if (type === 'texts') return Array.isArray(value) && value.every((part) => typeof part === 'string');
  return false;
};

const LEADER = { name: 'string', why: 'string' } as const;
const leaders = new WeakMap<DcsEntry, Leader>();

export function leaderIn(snapshot: DcsSnapshot, office: Office): Leader | undefined {
  const entry = snapshot.entries.get(KEYS.leader(office));
  if (entry === undefined) return undefined;
  let leader = leaders.get(entry);
  if (leader === undefined) {
    // A leader that cannot be read leads all the same.
    const record = decode<LeaderRecord>(entry, LEADER);
    leader = Object.freeze({ name: '?', why: '?', ...record, epoch: entry.createRevision, lease: entry.lease });
    leaders.set(entry, leader);
  }
  return leader;
}

const memberLists = new WeakMap<DcsSnapshot, readonly MemberRecord[]>();

export function membersIn(snapshot: DcsSnapshot): readonly MemberRecord[] {
  let members = memberLists.get(snapshot);
  if (members === undefined) {
    members = listMembers(snapshot);
    memberLists.set(snapshot, members);
  }
  return members;
}

function listMembers(snapshot: DcsSnapshot): readonly MemberRecord[] {
  const members: MemberRecord[] = [];
  for (const [key, entry] of snapshot.entries) {
    if (!key.startsWith(MEMBER_PREFIX)) continue;
    const member = decode<MemberRecord>(entry, MEMBER);
    if (member !== undefined) members.push(member);
  }
  return members;
}

const MEMBER = {
  name: 'string',
  host: 'string',
  port: 'number',
  catalogRole: 'string',
  directorRole: 'string',
  timeline: 'number',
  lsn: 'bigint',
  streaming: 'boolean',
  mourns: 'bigint',
  priority: 'number',
  catalogSinceMs: 'number?',
  directorSinceMs: 'number?',
  tags: 'texts?',
  peer: 'string?',
  waits: 'string?',
  seen: 'object?',
} as const;

export const instanceIn = ({ entries }: DcsSnapshot, name: string): InstanceRecord | undefined =>
  decode<InstanceRecord>(entries.get(KEYS.instance(name)), { id: 'string', at: 'string' });

export const catalogStatusIn = ({ entries }: DcsSnapshot): CatalogStatus | undefined =>
  decode<CatalogStatus>(entries.get(KEYS.status('catalog')), {
    epoch: 'bigint',
    name: 'string',
    timeline: 'number',
    forkLsn: 'bigint',
    lsn: 'bigint',
    writable: 'boolean',
  });

export function synchronousIn({ entries }: DcsSnapshot): SynchronousRecord | undefined {
  const record = decode<SynchronousRecord>(entries.get(KEYS.synchronous), { configs: 'objects' });
  const whole = record?.configs.every((config) =>
    fits(config, { primary: 'string', standbys: 'texts', count: 'number' }),
  );
  return whole === true ? record : undefined;
}

export const orderIn = ({ entries }: DcsSnapshot, office: Office): OrderRecord | undefined =>
  decode<OrderRecord>(entries.get(KEYS.order(office)), {
    id: 'string',
    kind: 'string',
    to: 'string?',
    epoch: 'bigint',
    notBeforeMs: 'number',
    notAfterMs: 'number?',
    force: 'boolean?',
    by: 'string',
  });

const PAUSE = { by: 'string', why: 'string', atMs: 'number?' } as const;

export const pauseIn = ({ entries }: DcsSnapshot): PauseRecord | undefined =>
  decode<PauseRecord>(entries.get(KEYS.pause), PAUSE);

/** The present leadership, or the last one, stands until its holder or an operator ends it: the revision that says so. */
export function keptIn(snapshot: DcsSnapshot, office: Office): bigint | undefined {
  const revision = snapshot.entries.get(KEYS.kept(office))?.modRevision ?? -1n;
  return revision >= lastEpochIn(snapshot, office) ? revision : undefined;
}

export const isKept = (snapshot: DcsSnapshot, office: Office): boolean => keptIn(snapshot, office) !== undefined;

export const drainIn = ({ entries }: DcsSnapshot, name: string): PauseRecord | undefined =>
  decode<PauseRecord>(entries.get(KEYS.drain(name)), PAUSE);

export const reinitIn = ({ entries }: DcsSnapshot, name: string): PauseRecord | undefined =>
  decode<PauseRecord>(entries.get(KEYS.reinit(name)), PAUSE);

/** The highest number that a promotion has been given; 0: none has. */
export const timelineIn = ({ entries }: DcsSnapshot): number =>
  decode<{ highest: number }>(entries.get(KEYS.timelines), { highest: 'number' })?.highest ?? 0;

/** Names of those who may hold an office; undefined: nobody has written it yet. */
export const rosterIn = ({ entries }: DcsSnapshot): readonly string[] | undefined =>
  decode<{ members: readonly string[] }>(entries.get(KEYS.roster), { members: 'texts' })?.members;

const TENURE = { name: 'string', why: 'string', beganMs: 'number?', number: 'number?', era: 'number?' } as const;

export const tenureIn = ({ entries }: DcsSnapshot, office: Office): TenureRecord | undefined =>
  decode<TenureRecord>(entries.get(KEYS.tenure(office)), TENURE);

/** Who held an office last; undefined: nobody ever. */
export const lastLeaderIn = (snapshot: DcsSnapshot, office: Office): string | undefined =>
  tenureIn(snapshot, office)?.name;

const END = { epoch: 'bigint', how: 'string', why: 'string', atMs: 'number' } as const;

export const endIn = ({ entries }: DcsSnapshot, office: Office): EndRecord | undefined =>
  decode<EndRecord>(entries.get(KEYS.ended(office)), END);

const HISTORY = {
  ...{ name: 'string', why: 'string', epoch: 'bigint', beganMs: 'number?' },
  ...{ endedMs: 'number', how: 'string', end: 'string' },
} as const;

export const historyRecord = (entry: DcsEntry): HistoryRecord | undefined => decode<HistoryRecord>(entry, HISTORY);

/** The last epoch there was of an office, vacant now or not; 0n: it was never held. */
export const lastEpochIn = ({ entries }: DcsSnapshot, office: Office): bigint =>
  entries.get(KEYS.tenure(office))?.modRevision ?? 0n;

export const initialisedIn = ({ entries }: DcsSnapshot): string | undefined => entries.get(KEYS.initialised)?.value;
