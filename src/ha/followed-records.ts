/** What stands in the store of a Catalog that somebody else looks after: in a key of its own, and in what each member says. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import { KEYS } from './keys.ts';
import { decode, fits } from './records.ts';

/** Whose word counts: a list of servers, or Patroni's. */
export type FollowedMode = 'external' | 'patroni';

/** What Directors of this cluster have written to: nobody goes back behind it. */
export interface FollowedRecord {
  readonly mode: FollowedMode;
  /** PostgreSQL's system identifier. */
  readonly system: string;
  readonly timeline: number;
}

/** What a member sees of it at this moment. */
export interface SeenCatalog {
  /** `host:port` where it takes writes; undefined: nowhere, as far as this member sees. */
  readonly at?: string;
  readonly timeline?: number;
  /** Why it takes no writes, or what is wrong although it does. */
  readonly trouble?: string;
  /** Servers that follow it, or are known beside it. */
  readonly standbys: readonly SeenStandby[];
}

export interface SeenStandby {
  readonly name: string;
  /** In its keeper's words; PostgreSQL's own where there is none. */
  readonly role: string;
  readonly lagBytes?: number;
}

export const followedIn = ({ entries }: DcsSnapshot): FollowedRecord | undefined =>
  decode<FollowedRecord>(entries.get(KEYS.followed), { mode: 'string', system: 'string', timeline: 'number' });

const SEEN = { at: 'string?', timeline: 'number?', trouble: 'string?', standbys: 'objects' } as const;
const STANDBY = { name: 'string', role: 'string', lagBytes: 'number?' } as const;

/** Of what a member's record holds; undefined where that cannot be read. */
export function seenCatalog(seen: unknown): SeenCatalog | undefined {
  if (!fits(seen, SEEN)) return undefined;
  const { standbys } = seen as SeenCatalog;
  return standbys.every((standby) => fits(standby, STANDBY)) ? (seen as SeenCatalog) : undefined;
}
