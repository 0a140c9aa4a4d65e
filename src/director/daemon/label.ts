/** The operator's `label`: from the names of the configuration to a Volume that a waiting Job can take. */

import { findResource } from '../job/backup-facts.ts';
import { askStorage } from '../job/conversation.ts';
import { labelVolume } from '../volumes/index.ts';
import type { Generation } from './generation.ts';
import type { LabelledVolume, LabelVolumeRequest } from './service.ts';

/** A tape is wound before its label is written. */
const LABEL_SILENCE_MS = 240_000;

export async function labelByNames(request: LabelVolumeRequest, under: Generation): Promise<LabelledVolume> {
  const { config, tools } = under;
  const pool = findResource('Pool', request.pool, config.pools);
  const storage = findResource('Storage', request.storage, config.storages);
  const { volume, slot, drive } = request;
  const { media, lines } = await labelVolume(
    {
      volume,
      pool: { name: pool.name, poolId: tools.ids.pools.get(pool.name) ?? 0 },
      storage: {
        name: storage.name,
        storageId: tools.ids.storages.get(storage.name) ?? 0,
        device: storage.devices[0] ?? '',
        mediaType: storage.mediaType,
      },
      ...(slot !== undefined && { slot }),
      ...(drive !== undefined && { drive }),
    },
    {
      catalog: tools.catalog,
      ask: (command) => askStorage(storage, tools, command, { silenceMs: LABEL_SILENCE_MS }),
    },
  );
  return {
    volume,
    pool: pool.name,
    storage: storage.name,
    mediaType: media.mediaType,
    mediaId: media.mediaId,
    bytes: media.volBytes,
    lines: lines.map((line) => line.trimEnd()),
  };
}
