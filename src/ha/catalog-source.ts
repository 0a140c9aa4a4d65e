/**
 * Where a Director finds the Catalog, whoever looks after that: the cluster itself (by what stands in the store), or somebody
 * else, so that this node looks for it. Asked all the time, so it must cost nothing.
 */
import { type CatalogPlace, catalogPlaceIn, writableLeaderIn } from './catalog-place.ts';
import type { DcsSnapshot } from './dcs/dcs.ts';

export interface CatalogSource {
  /** There is a Catalog that takes writes. */
  ready(snapshot: DcsSnapshot): boolean;
  /** Where that is reached; undefined: there is none, or it has not been said yet. */
  place(snapshot: DcsSnapshot): CatalogPlace | undefined;
  /** Calls back when that has changed without a new snapshot. */
  listen(changed: () => void): Disposable;
}

/** The cluster's own: its nodes say in the store who holds it. */
export const MANAGED_CATALOG: CatalogSource = {
  ready: (snapshot) => writableLeaderIn(snapshot) !== undefined,
  place: catalogPlaceIn,
  listen: () => ({ [Symbol.dispose]: () => {} }),
};
