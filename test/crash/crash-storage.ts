/** Our Storage Daemon as a process of its own, with devices, blocks and Volumes so small that everything happens often. */

import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import type { PlayedStorage } from '../support/played-storage.ts';
import { PLAYED_PASSWORD } from '../support/played-storage.ts';
import { CrashCatalog } from './crash-catalog.ts';

export interface CrashStorage extends PlayedStorage {
  readonly catalog: CrashCatalog;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  log(): Promise<string>;
}

export const DRIVES = ['Drive-0', 'Drive-1'] as const;
const MAX_VOLUME_BYTES = 2_500_000;
const MAX_FILE_BYTES = 300_000;

export async function startCrashStorage(): Promise<CrashStorage> {
  const directives = { 'Maximum File Size': MAX_FILE_BYTES };
  const daemon = await startOurStorageDaemon({
    tls: 'none',
    directorName: 'played-dir',
    password: PLAYED_PASSWORD,
    devices: DRIVES.map((name) => ({ name, directives })),
  });
  const folder = daemon.volumeDirectory;
  return {
    port: daemon.port,
    folder: daemon.directory,
    volumes: folder,
    catalog: new CrashCatalog({ folder, prefix: 'Vol-', limits: { maxBytes: MAX_VOLUME_BYTES } }),
    start: daemon.start,
    stop: daemon.stop,
    kill: () => daemon.kill('SIGKILL'),
    log: daemon.log,
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}
