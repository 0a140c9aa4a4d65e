/** Our Storage Daemon as a process, on the file that a genuine one would read. */
import { fileURLToPath } from 'node:url';
import { type StorageDaemon, type StorageDaemonOptions, startWith } from './genuine-storage-daemon.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

/** `version`: whose tools read its Volumes, and whose directives its file may have. */
export const startOurStorageDaemon = (options: Partial<StorageDaemonOptions> = {}): Promise<StorageDaemon> =>
  startWith(
    { version: '15.0.3', ...options },
    { check: [PROGRAM, 'storage', '--test'], start: [PROGRAM, 'storage', '--log-level', 'debug'] },
  );
