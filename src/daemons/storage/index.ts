/** The door of our Storage Daemon. */
export {
  type StorageDaemonService,
  type StorageDaemonTools,
  startStorageDaemon,
} from './server/start-storage-daemon.ts';
