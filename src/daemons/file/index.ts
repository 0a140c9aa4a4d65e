/** The door of the File Daemon. */
export { type FileDaemon, type FileDaemonTools, startFileDaemon } from './server/start-file-daemon.ts';
