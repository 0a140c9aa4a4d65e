/**
 * What stands behind the keys of a cluster, as JSON. A value that is not what it should be reads as absent: a newer
 * version or a hand may have written it, and no node may fall over it.
 */
import type { DcsEntry, DcsSnapshot } from './dcs/dcs.ts';
import { KEYS, MEMBER_PREFIX, type Office } from './keys.ts';
import type { SynchronousRecord } from './synchronous.ts';

/** The holder of an office, while it holds it. */
export interface LeaderRecord {
  readonly name: string;
  /** Why it was elected; goes into the history. */
  readonly why: string;
}

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
  readonly id: string;
  readonly kind: 'switchover' | 'failover';
  /** Undefined: whoever is best. */
  readonly to: string | undefined;
  /** The leadership that it ends; another one makes it void. */
  readonly epoch: bigint;
  /** Not before; in ms since 1970. */
  readonly notBeforeMs: number;
  readonly by: string;
}

export interface PauseRecord {
  readonly by: string;
  readonly why: string;
}

/** A leader as the snapshot shows it. */
export interface Leader extends LeaderRecord {
  readonly epoch: bigint;
  readonly lease: bigint;
}

export const encodeRecord = (record: object): string =>
  JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

const bigints: ReadonlySet<string> = new Set(['lsn', 'forkLsn', 'epoch', 'mourns']);

function decode<T extends object>(
  entry: DcsEntry | undefined,
  model: Readonly<Record<keyof T, string>>,
): T | undefined {
  if (entry === undefined) return undefined;
  try {
    const value = JSON.parse(entry.value, (key, part: unknown) =>
      bigints.has(key) && typeof part === 'string' ? BigInt(part) : part,
    ) as unknown;
    return fits(value, model) ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

const fits = (value: unknown, model: Readonly<Record<string, string>>): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(model).every(([key, type]) => isA((value as Record<string, unknown>)[key], type));

const isA = (value: unknown, type: string): boolean => {
  if (type.endsWith('?')) return value === undefined || value === null || isA(value, type.slice(0, -1));
  if (type === 'objects') return Array.isArray(value) && value.every((part) => typeof part === 'object');
  if (type === 'texts') return Array.isArray(value) && value.every((part) => typeof part === 'string');
  return typeof value === type;
};

export function leaderIn(snapshot: DcsSnapshot, office: Office): Leader | undefined {
  const entry = snapshot.entries.get(KEYS.leader(office));
  const record = decode<LeaderRecord>(entry, { name: 'string', why: 'string' });
  if (entry === undefined) return undefined;
  // A leader that cannot be read leads all the same.
  return { name: '?', why: '?', ...record, epoch: entry.createRevision, lease: entry.lease };
}

export function membersIn(snapshot: DcsSnapshot): readonly MemberRecord[] {
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
} as const;

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
    by: 'string',
  });

export const pauseIn = ({ entries }: DcsSnapshot): PauseRecord | undefined =>
  decode<PauseRecord>(entries.get(KEYS.pause), { by: 'string', why: 'string' });

/** Names of those who may hold an office; undefined: nobody has written it yet. */
export const rosterIn = ({ entries }: DcsSnapshot): readonly string[] | undefined =>
  decode<{ members: readonly string[] }>(entries.get(KEYS.roster), { members: 'texts' })?.members;

/** Who held an office last; undefined: nobody ever. */
export const lastLeaderIn = ({ entries }: DcsSnapshot, office: Office): string | undefined =>
  decode<LeaderRecord>(entries.get(KEYS.tenure(office)), { name: 'string', why: 'string' })?.name;

/** The last epoch there was of an office, vacant now or not; 0n: it was never held. */
export const lastEpochIn = ({ entries }: DcsSnapshot, office: Office): bigint =>
  entries.get(KEYS.tenure(office))?.modRevision ?? 0n;

export const initialisedIn = ({ entries }: DcsSnapshot): string | undefined => entries.get(KEYS.initialised)?.value;
