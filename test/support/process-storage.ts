/** Our Storage Daemon as a process that can be killed, for Directors and Clients that the test plays. */
import type { Directives } from './bacula-config.ts';
import { FakeCatalog } from './fake-catalog.ts';
import type { StorageDaemon } from './genuine-storage-daemon.ts';
import { startOurStorageDaemon } from './our-storage-daemon.ts';
import { PLAYED_PASSWORD, type PlayedStorage } from './played-storage.ts';

export interface ProcessStorageOptions<C extends FakeCatalog> {
  readonly drives?: readonly string[];
  /** Directives of each Device, and of the Storage resource. */
  readonly device?: Directives;
  readonly directives?: Directives;
  /** Of its Director resource. */
  readonly directorDirectives?: Directives;
  /** Default: a folder of its own. */
  readonly volumes?: string;
  /** What its Directors know; default: one that makes Volumes `Vol-0001` … */
  readonly catalog?: (volumes: string) => C;
  /** Another way to start it than `understudy storage`; the file follows behind `-c`. */
  readonly command?: readonly string[];
}

export interface ProcessStorage<C extends FakeCatalog = FakeCatalog> extends PlayedStorage {
  readonly catalog: C;
  readonly daemon: StorageDaemon;
  /** SIGKILL resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  log(): Promise<string>;
}

export const DRIVES = ['Drive-0', 'Drive-1'] as const;

export async function openProcessStorage<C extends FakeCatalog = FakeCatalog>(
  options: ProcessStorageOptions<C> = {},
): Promise<ProcessStorage<C>> {
  const { drives = DRIVES, device = {}, directives = {}, directorDirectives = {}, volumes } = options;
  const place = volumes === undefined ? {} : { archiveDevice: volumes };
  const daemon = await startOurStorageDaemon(
    {
      tls: 'none',
      directorName: 'played-dir',
      password: PLAYED_PASSWORD,
      directives,
      directorDirectives,
      devices: drives.map((name) => ({ name, directives: device, ...place })),
    },
    options.command,
  );
  const folder = daemon.volumeDirectory;
  return {
    daemon,
    port: daemon.port,
    folder: daemon.directory,
    volumes: folder,
    catalog: options.catalog?.(folder) ?? (new FakeCatalog({ folder, prefix: 'Vol-' }) as C),
    start: daemon.start,
    stop: daemon.stop,
    kill: (signal = 'SIGKILL') => daemon.kill(signal),
    log: daemon.log,
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}
