/** The genuine Bacula, ready to be started by a test: one import for all of it. */
export type { GenuineDaemon, TlsKind } from './genuine-daemon.ts';
export * from './genuine-director.ts';
export * from './genuine-file-daemon.ts';
export { GENUINE_VERSIONS, type GenuineVersion } from './genuine-programs.ts';
export * from './genuine-storage-daemon.ts';
export * from './genuine-tools.ts';
