/** Step 5 of the search: a spare Volume from the Scratch Pool becomes one of the Job's Pool (08a §2). */
import {
  type Media,
  moveMediaToPool,
  nextAppendable,
  nextRecyclable,
  type Pool,
  poolById,
  poolByName,
  type Queryable,
} from '../../catalog/index.ts';
import { recountPools } from './recount-pools.ts';
import { recycleVolume } from './recycle-volume.ts';
import type { SearchScene } from './search.ts';

/** The Pool of this name serves every Pool that names no ScratchPool. */
const SCRATCH = 'Scratch';

export async function takeFromScratch(
  transaction: Queryable,
  scene: SearchScene,
  inChanger: boolean,
): Promise<Media | undefined> {
  const pool = await transaction.one(poolById(scene.context.poolId));
  const scratch = await transaction.find(pool.scratchPoolId !== 0 ? poolById(pool.scratchPoolId) : poolByName(SCRATCH));
  if (scratch === undefined || scratch.poolId === pool.poolId) return undefined;
  const spare = await findSpare(transaction, scene, { inChanger, poolId: scratch.poolId });
  if (spare === undefined) return undefined;
  if (isFull(pool)) {
    scene.say('warning', `Unable add Scratch Volume, Pool "${pool.name}" full MaxVols=${pool.maxVols}`);
    return undefined;
  }
  const moved = await transaction.one(moveMediaToPool(spare.mediaId, pool.poolId));
  await recountPools(transaction, [pool.poolId, scratch.poolId]);
  scene.say('info', `Using Volume "${moved.volumeName}" from '${scratch.name}' pool.`);
  return moved.volStatus === 'Purged' ? recycleVolume(transaction, moved, scene) : moved;
}

async function findSpare(
  transaction: Queryable,
  scene: SearchScene,
  { inChanger, poolId }: { inChanger: boolean; poolId: number },
): Promise<Media | undefined> {
  const filter = scene.filter(inChanger, poolId);
  return (
    (await transaction.find(nextAppendable(filter))) ??
    (await transaction.find(nextRecyclable(filter, 'Recycle'))) ??
    (await transaction.find(nextRecyclable(filter, 'Purged')))
  );
}

export const isFull = (pool: Pool): boolean => pool.maxVols > 0 && pool.numVols >= pool.maxVols;
