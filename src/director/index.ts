/** The door of the Director. Each of its corners adds what the console and the command line need of it. */
export type {
  ActiveJob,
  CancelResult,
  DirectorEvent,
  DirectorService,
  DirectorStatus,
  EstimateRequest,
  EstimateResult,
  FinishedJob,
  LabelledVolume,
  LabelVolumeRequest,
  QueuedJob,
  ReloadResult,
  RunLevel,
  RunRequest,
} from './daemon/service.ts';
export {
  type CatalogMove,
  type DirectorOptions,
  type RunningDirector,
  startDirector,
} from './daemon/start-director.ts';
export type { StopOptions } from './daemon/stop.ts';
export {
  BadRequestError,
  DaemonGarbageError,
  DaemonLostError,
  DaemonRefusedError,
  DaemonSilentError,
  DaemonUnreachableError,
  JobCanceledError,
  JobLeftError,
  JobNotActiveError,
  NoStorageError,
  UnknownResourceError,
} from './job/errors.ts';
export type { Leadership } from './journal/leadership.ts';
export {
  type CatalogLog,
  type ConsoleMessages,
  type JobMessages,
  type LogRow,
  messageRoute,
  openConsoleMessages,
  openJobMessages,
} from './messages/index.ts';
export {
  BadRestoreError,
  FilesNotFoundError,
  FilesPurgedError,
  NothingToRestoreError,
  RestoreAmbiguousError,
  VolumesMissingError,
} from './restore/index.ts';
export type { RestoreRequest, RestoreSource } from './restore/request.ts';
