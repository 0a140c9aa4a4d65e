/** Where the writable Catalog is reached, as the store says. */
import type { DcsSnapshot } from './dcs/dcs.ts';
import { catalogStatusIn, leaderIn, membersIn } from './records.ts';

export interface CatalogPlace {
  readonly host: string;
  readonly port: number;
}

/** Undefined: nobody holds the Catalog, or it is not writable yet. */
export function catalogPlaceIn(snapshot: DcsSnapshot): CatalogPlace | undefined {
  const leader = leaderIn(snapshot, 'catalog');
  const status = catalogStatusIn(snapshot);
  if (leader === undefined || status?.epoch !== leader.epoch || !status.writable) return undefined;
  const member = membersIn(snapshot).find(({ name }) => name === leader.name);
  return member && { host: member.host, port: member.port };
}
