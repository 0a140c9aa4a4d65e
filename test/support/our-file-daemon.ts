/** Our File Daemon as a process, on the file that a genuine one would read: it can take its place in any test. */
import { fileURLToPath } from 'node:url';
import { type FileDaemon, type FileDaemonOptions, startFileDaemonWith } from './genuine-file-daemon.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

const START = [PROGRAM, 'client'];

/** It speaks as 15.0.3 does, to Directors and Storages of any release. `start`: another way to start it. */
export const startOurFileDaemon = (
  options: Omit<FileDaemonOptions, 'version'> = {},
  start: readonly string[] = START,
): Promise<FileDaemon> =>
  startFileDaemonWith({ ...options, version: '15.0.3' }, { check: [PROGRAM, 'client', '-t'], start });
