/** Where the writable Catalog is reached, as the store says. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import { catalogStatusIn, type Leader, leaderIn, membersIn, tenureIn } from './records.ts';

export interface CatalogPlace {
  readonly host: string;
  readonly port: number;
  /** Another one than before: what was committed last may be lost. */
  readonly era?: string;
}

/** Who holds the Catalog; undefined: nobody does, or it is not writable yet. */
export function writableLeaderIn(snapshot: DcsSnapshot): Leader | undefined {
  const leader = leaderIn(snapshot, 'catalog');
  const status = catalogStatusIn(snapshot);
  return leader !== undefined && status?.epoch === leader.epoch && status.writable ? leader : undefined;
}

/** Undefined: nobody holds the Catalog, or it is not writable yet. */
export function catalogPlaceIn(snapshot: DcsSnapshot): CatalogPlace | undefined {
  const leader = writableLeaderIn(snapshot);
  const member = membersIn(snapshot).find(({ name }) => name === leader?.name);
  return member && { host: member.host, port: member.port, era: String(tenureIn(snapshot, 'catalog')?.era ?? 0) };
}
