/** Our Storage Daemon as a process of its own, with devices, blocks and Volumes so small that everything happens often. */

import { openProcessStorage, type ProcessStorage } from '../support/process-storage.ts';
import { CrashCatalog } from './crash-catalog.ts';

export { DRIVES } from '../support/process-storage.ts';

export type CrashStorage = ProcessStorage<CrashCatalog>;

const MAX_VOLUME_BYTES = 2_500_000;
const MAX_FILE_BYTES = 300_000;

export const startCrashStorage = (): Promise<CrashStorage> =>
  openProcessStorage({
    device: { 'Maximum File Size': MAX_FILE_BYTES },
    catalog: (folder) => new CrashCatalog({ folder, prefix: 'Vol-', limits: { maxBytes: MAX_VOLUME_BYTES } }),
  });
