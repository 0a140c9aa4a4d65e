/**
 * Pool rows from Pool resources, at the Director's start and after a reload (06 §4.1): first all Pools, then those
 * that name others. A row whose resource is gone stays, for it still owns its Volumes.
 */
import {
  type Catalog,
  insertPool,
  linkPool,
  type PoolDefinition,
  type PoolType,
  type Queryable,
  updatePool,
} from '../../catalog/index.ts';
import type { PoolResource } from '../../config/index.ts';
import type { ByteString } from '../../core/index.ts';

/** The id of each Pool by its name. */
export type PoolIds = ReadonlyMap<ByteString, number>;

export const registerPools = (catalog: Catalog, pools: Iterable<PoolResource>): Promise<PoolIds> =>
  catalog.transaction((transaction) => store(transaction, [...pools]), { repeatable: true });

async function store(transaction: Queryable, pools: readonly PoolResource[]): Promise<PoolIds> {
  const ids = new Map<ByteString, number>();
  for (const pool of pools) {
    const definition = definitionOf(pool);
    await transaction.execute(insertPool(definition));
    ids.set(pool.name, (await transaction.one(updatePool(definition))).poolId);
  }
  for (const pool of pools) {
    const idOf = (other: PoolResource | undefined): number => ids.get(other?.name ?? '') ?? 0;
    const link = { recyclePoolId: idOf(pool.recyclePool), scratchPoolId: idOf(pool.scratchPool) };
    await transaction.execute(linkPool(idOf(pool), link));
  }
  return ids;
}

const LABEL_TYPES = { Bacula: 0, ANSI: 1, IBM: 2 } as const;

export function definitionOf(pool: PoolResource): PoolDefinition {
  return {
    ...pool,
    poolType: poolTypeOf(pool.poolType),
    labelType: LABEL_TYPES[pool.labelType ?? 'Bacula'],
    labelFormat: pool.labelFormat ?? '*',
    actionOnPurge: pool.actionOnPurge === 'Truncate' ? 1 : 0,
  };
}

const POOL_TYPES: readonly PoolType[] = ['Backup', 'Copy', 'Cloned', 'Archive', 'Migration', 'Scratch'];

/** As the table's check constraint spells it. */
const poolTypeOf = (text: ByteString): PoolType =>
  POOL_TYPES.find((poolType) => poolType.toLowerCase() === text.toLowerCase()) ?? 'Backup';
