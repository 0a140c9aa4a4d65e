/** NumVols of Pools that gained or lost a Volume; in the order of their ids, so that no two transactions wait in a ring. */
import { type Queryable, recountVolumes } from '../../catalog/index.ts';

export async function recountPools(transaction: Queryable, poolIds: readonly number[]): Promise<void> {
  for (const poolId of [...poolIds].sort((a, b) => a - b)) await transaction.execute(recountVolumes(poolId));
}
