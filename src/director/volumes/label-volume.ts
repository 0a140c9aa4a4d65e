/**
 * The operator's `label`: a Volume by name on a Storage, its Media row, and the mount that wakes a Job waiting for it
 * (03 §8). The Storage Daemon asks nothing meanwhile, so that the row is ours to make, from what it answers.
 */
import { type Catalog, insertMedia, lockVolumeChoice, type Media, mediaByName, poolById } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { parseLabelled, storageCommand } from '../../protocol/index.ts';
import { PoolFullError, VolumeExistsError } from './errors.ts';
import { VolumeLabelRefusedError } from './label-refusals.ts';
import { recountPools } from './recount-pools.ts';
import { checkVolumeName } from './volume-name.ts';

export interface LabelRequest {
  readonly volume: ByteString;
  readonly pool: { readonly name: ByteString; readonly poolId: number };
  readonly storage: LabelStorage;
  /** Slot 0: not in a changer. */
  readonly slot?: number;
  readonly drive?: number;
}

export interface LabelStorage {
  readonly name: ByteString;
  readonly storageId: number;
  readonly device: ByteString;
  readonly mediaType: ByteString;
}

export interface LabelTools {
  readonly catalog: Catalog;
  /** One command to the Storage Daemon, and the lines of its answer. */
  readonly ask: (command: ByteString) => Promise<readonly ByteString[]>;
}

export interface LabelResult {
  readonly media: Media;
  /** What the Storage Daemon said, label and mount. */
  readonly lines: readonly ByteString[];
}

/** Throws VolumeExistsError, PoolFullError, IllegalVolumeNameError and VolumeLabelRefusedError; then nothing is in the Catalog. */
export async function labelVolume(request: LabelRequest, tools: LabelTools): Promise<LabelResult> {
  const { volume, pool, storage, slot = 0, drive = 0 } = request;
  checkVolumeName(volume);
  await refuseIfTaken(request, tools.catalog);
  const { device, mediaType } = storage;
  const label = storageCommand.label.format({ device, volume, pool: pool.name, mediaType, slot, drive });
  const labelled = await tools.ask(label);
  const media = await storeLabelled(request, labelled, tools.catalog);
  const mounted = await tools.ask(storageCommand.mount.format({ device, drive, slot }));
  return { media, lines: [...labelled, ...mounted] };
}

/** Before anything is written: the name is free, and the Pool has room for one more. */
async function refuseIfTaken({ volume, pool }: LabelRequest, catalog: Catalog): Promise<void> {
  if ((await catalog.find(mediaByName(volume))) !== undefined) throw new VolumeExistsError(volume);
  const { numVols, maxVols } = await catalog.one(poolById(pool.poolId));
  if (maxVols > 0 && numVols >= maxVols) throw new PoolFullError(pool.name, maxVols);
}

/** Among the lines of the answer there is `3000 OK label.`, or what stands there says why not. */
async function storeLabelled(request: LabelRequest, lines: readonly ByteString[], catalog: Catalog): Promise<Media> {
  const { volume, pool, storage, slot = 0 } = request;
  const labelled = lines.map((line) => parseLabelled(line)).find((found) => found !== undefined);
  if (labelled === undefined) {
    throw new VolumeLabelRefusedError(
      volume,
      storage.name,
      lines.find((line) => /^3\d{3}/.test(line)) ?? lines.join(' '),
    );
  }
  const { mediaType, storageId } = storage;
  const size = { volBytes: labelled.bytes, volABytes: labelled.alignedBytes, volType: labelled.volumeType };
  const row = { volumeName: volume, poolId: pool.poolId, mediaType, storageId, slot, ...size };
  return await catalog.transaction(
    async (transaction) => {
      await transaction.execute(lockVolumeChoice);
      const media = await transaction.find(insertMedia(row));
      if (media === undefined) throw new VolumeExistsError(volume);
      await recountPools(transaction, [pool.poolId]);
      return media;
    },
    { repeatable: false },
  );
}
