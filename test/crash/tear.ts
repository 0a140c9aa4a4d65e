/**
 * What a failure of power adds to a kill: the end of a Volume that nobody has promised yet is there in part. The kernel
 * keeps everything that a killed process has written, so without this no block would ever be torn.
 */
import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { CrashCatalog } from './crash-catalog.ts';

/** Cuts each Volume of the folder anywhere behind the last byte that the Catalog was told of. */
export async function tearVolumes(volumes: string, catalog: CrashCatalog, random: () => number): Promise<void> {
  for (const volume of [...catalog.rows.keys()]) {
    const path = join(volumes, volume);
    const size = (await stat(path).catch(() => undefined))?.size ?? 0;
    const promised = promisedBytes(volume, catalog);
    if (size > promised) await truncate(path, promised + Math.floor(random() * (size - promised)));
  }
}

function promisedBytes(volume: string, catalog: CrashCatalog): number {
  let end = catalog.row(volume).bytes;
  for (const range of catalog.jobMedia) {
    if (range.volume === volume) end = Math.max(end, range.endFile * 2 ** 32 + range.endBlock + 1);
  }
  return end;
}
