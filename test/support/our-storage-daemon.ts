/** Our Storage Daemon as a process, on the file that a genuine one would read. */
import { fileURLToPath } from 'node:url';
import { type StorageDaemon, type StorageDaemonOptions, startWith } from './genuine-storage-daemon.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));
const START = [PROGRAM, 'storage', '--log-level', 'debug'];

/** `version`: whose tools read its Volumes, and whose directives its file may have. `start`: another way to start it. */
export const startOurStorageDaemon = (
  options: Partial<StorageDaemonOptions> = {},
  start: readonly string[] = START,
): Promise<StorageDaemon> =>
  startWith({ version: '15.0.3', ...options }, { check: [PROGRAM, 'storage', '--test'], start });
