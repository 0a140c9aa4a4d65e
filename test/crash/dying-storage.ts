/** A Storage Daemon that dies where it is told to, as a process of its own. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VolumeAnswer } from '../../src/protocol/index.ts';
import { openProcessStorage } from '../support/process-storage.ts';
import { CrashCatalog } from './crash-catalog.ts';
import type { CrashStorage } from './crash-storage.ts';
import type { Death } from './dying-device.ts';

const MAIN = fileURLToPath(new URL('dying-storage-main.ts', import.meta.url));

export interface DyingStorage extends CrashStorage {
  /** Starts it again; undefined: it lives. */
  restart(death?: Death): Promise<void>;
  /** What the last life did to its devices, in order. */
  operations(): Promise<string[]>;
}

export async function openDyingStorage(maxFileBytes: number, limits: Partial<VolumeAnswer>): Promise<DyingStorage> {
  const storage = await openProcessStorage({
    device: { 'Maximum File Size': maxFileBytes },
    catalog: (folder) => new CrashCatalog({ folder, prefix: 'Vol-', limits }),
    command: [process.execPath, MAIN],
  });
  const [death, log] = ['death', 'operations'].map((name) => join(storage.folder, name)) as [string, string];
  const restart = async (planned?: Death) => {
    await storage.kill();
    await rm(log, { force: true });
    await (planned === undefined ? rm(death, { force: true }) : writeFile(death, JSON.stringify(planned)));
    await storage.start();
  };
  const operations = async () => (await readFile(log, 'latin1').catch(() => '')).split('\n').filter(Boolean);
  return { ...storage, restart, operations };
}
