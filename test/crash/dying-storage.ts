/** A Storage Daemon that dies where it is told to, as a process of its own. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VolumeAnswer } from '../../src/protocol/index.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { DRIVES, openProcessStorage } from '../support/process-storage.ts';
import { until } from '../support/wait.ts';
import { CrashCatalog } from './crash-catalog.ts';
import type { CrashStorage } from './crash-storage.ts';
import type { Death } from './dying-device.ts';

const MAIN = fileURLToPath(new URL('dying-storage-main.ts', import.meta.url));

export interface DyingStorage extends CrashStorage {
  /** Starts it again, to live. */
  restart(): Promise<void>;
  /** Its drives let go of their Volumes, so that the next Job finds them as after a start. */
  release(): Promise<void>;
  /** From now on it counts what it does to its devices, and dies where it is told to. */
  doom(death: Death): Promise<void>;
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
  const restart = async () => {
    await storage.kill();
    await storage.start();
  };
  const release = async () => {
    await using director = await PlayedDirector.call(storage);
    for (const drive of DRIVES) await director.list(`release ${drive} drive=0`);
  };
  const doom = async (planned: Death) => {
    await rm(log, { force: true });
    await writeFile(death, JSON.stringify(planned));
    await storage.kill('SIGUSR2');
    // It has read the plan when it has begun a new list.
    await until(async () => (await readFile(log, 'latin1').catch(() => 'none yet')) === '', {
      what: 'the new plan',
      everyMs: 2,
    });
  };
  const operations = async () => (await readFile(log, 'latin1').catch(() => '')).split('\n').filter(Boolean);
  return { ...storage, restart, release, doom, operations };
}
