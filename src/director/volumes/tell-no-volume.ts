/** Tells a Job why it has no Volume: once, not each time that its Storage asks again. */
import { volumeCensus } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import type { FindMedia } from '../../protocol/index.ts';
import type { VolumeContext } from './context.ts';
import { explainNoVolume } from './no-volume.ts';
import { kindOfLabelFormat } from './volume-name.ts';

const told = new WeakMap<VolumeContext, ByteString>();

export async function tellNoVolume(request: FindMedia, context: VolumeContext, why: ByteString): Promise<void> {
  const { catalog, pool, poolId, label } = context;
  const text = explainNoVolume({
    pool: pool.name,
    mediaType: request.mediaType,
    storage: label.storage,
    census: await catalog.query(volumeCensus(poolId)),
    maximumVolumes: pool.maximumVolumes,
    labelsItself: kindOfLabelFormat(pool.labelFormat) !== 'none',
    create: request.create,
    why,
  });
  if (told.get(context) === text) return;
  told.set(context, text);
  context.say('mount', text);
}
