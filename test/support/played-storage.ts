/** Our Storage Daemon in the test's own process, on a folder of its own, for Directors and Clients that the test plays. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadStorageConfig } from '../../src/config/index.ts';
import { createLogger, type LogLevel } from '../../src/core/index.ts';
import {
  type StorageDaemonService,
  type StorageDaemonTools,
  startStorageDaemon,
} from '../../src/daemons/storage/index.ts';
import { FakeCatalog } from './fake-catalog.ts';
import { freePort } from './free-port.ts';
import { makeTempDir } from './temp-dir.ts';

export interface PlayedStorageOptions {
  /** More directives of the Storage resource, and of each Device. */
  readonly storage?: string;
  readonly device?: string;
  readonly drives?: readonly string[];
  /** More resources. */
  readonly extra?: string;
  readonly tools?: Partial<StorageDaemonTools>;
  readonly logLevel?: LogLevel;
}

export interface PlayedStorage extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly volumes: string;
  /** What the Directors of the test know. */
  readonly catalog: FakeCatalog;
  stop(): Promise<void>;
  /** With the same folder, as after a crash or a stop. */
  start(): Promise<void>;
}

export const PLAYED_PASSWORD = 'played-secret';
export const PLAYED_DIRECTORS = ['played-dir', 'other-dir'];

export async function openPlayedStorage(options: PlayedStorageOptions = {}): Promise<PlayedStorage> {
  const dir = await makeTempDir('played');
  const volumes = join(dir.path, 'volumes');
  await mkdir(volumes);
  const port = await freePort();
  const file = join(dir.path, 'bacula-sd.conf');
  await writeFile(file, configuration(options, dir.path, volumes, port));
  const { config, problems } = await loadStorageConfig(file);
  if (config === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  let daemon: StorageDaemonService | undefined;
  const start = async () => {
    daemon = await startStorageDaemon(config, { logger: createLogger(options.logLevel ?? 'silent'), ...options.tools });
  };
  const stop = async () => {
    await daemon?.[Symbol.asyncDispose]();
    daemon = undefined;
  };
  await start();
  return {
    port,
    folder: dir.path,
    volumes,
    catalog: new FakeCatalog({ folder: volumes, prefix: 'Vol-' }),
    start,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await dir[Symbol.asyncDispose]();
    },
  };
}

function configuration(options: PlayedStorageOptions, folder: string, volumes: string, port: number): string {
  const { storage = '', device = '', drives = ['Drive-0', 'Drive-1'], extra = '' } = options;
  return [
    ...PLAYED_DIRECTORS.map((name) => `Director { Name = ${name}\n Password = "${PLAYED_PASSWORD}" }`),
    `Director { Name = watcher\n Password = "${PLAYED_PASSWORD}"\n Monitor = yes }`,
    `Storage { Name = played-sd\n SD Port = ${port}\n SD Address = 127.0.0.1\n Working Directory = "${folder}"\n Pid Directory = "${folder}"\n ${storage}\n }`,
    ...drives.map(
      (name) =>
        `Device { Name = ${name}\n Media Type = File\n Archive Device = "${volumes}"\n Device Type = File\n Label Media = yes\n Random Access = yes\n Automatic Mount = yes\n Removable Media = no\n Always Open = no\n Maximum Concurrent Jobs = 5\n ${device}\n }`,
    ),
    'Messages { Name = Standard\n director = played-dir = all }',
    extra,
  ].join('\n');
}
