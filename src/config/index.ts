/**
 * The door of config: Bacula's configuration language, parse → check → freeze. Texts are ByteStrings, passwords are
 * Secrets, references are the resources themselves, JobDefs are merged into their Jobs, and everything is frozen.
 */
export { type CheckOptions, type ConfigurationKind, checkConfiguration, type Verdict } from './check.ts';
export { type DeviceRefusal, refusedDevice } from './checks/devices.ts';
export type {
  ByName,
  ClientConfig,
  ConsoleConfig,
  DirectorConfig,
  StorageConfig,
  UnderstudyConfig,
} from './configurations.ts';
export { ConfigurationError } from './errors.ts';
export type {
  FileSetEntry,
  FileSetExclude,
  FileSetInclude,
  FileSetOptions,
  OptionLetters,
} from './file-set/blocks.ts';
export { fileSetDigest } from './file-set/digest.ts';
export type { External, ExternalAnswer, ReadExternal } from './language/includes.ts';
export {
  type LoadOptions,
  type LoadResult,
  loadClientConfig,
  loadConsoleConfig,
  loadDirectorConfig,
  loadStorageConfig,
  loadUnderstudyConfig,
  parseDirectorConfig,
} from './load.ts';
export type { DestinationKind, MessageDestination } from './messages/destinations.ts';
export type { MessageType } from './messages/types.ts';
export type { Problem, Severity } from './problem.ts';
export { renderProblems } from './render.ts';
export type { ClientConsoleResource } from './resources/client/console.ts';
export type { ClientDirectorResource } from './resources/client/director.ts';
export type { FileDaemonResource } from './resources/client/file-daemon.ts';
export type { ClientScheduleResource } from './resources/client/schedule.ts';
export type { ConsoleProgramResource } from './resources/console/console.ts';
export type { ConsoleDirectorResource } from './resources/console/director.ts';
export type { CatalogResource } from './resources/director/catalog.ts';
export type { ClientResource } from './resources/director/client.ts';
export type { ConsoleResource } from './resources/director/console.ts';
export type { CounterResource } from './resources/director/counter.ts';
export type { DirectorResource } from './resources/director/director.ts';
export type { FileSetResource } from './resources/director/file-set.ts';
export type { JobDefsResource, JobResource } from './resources/director/job.ts';
export type { PoolResource } from './resources/director/pool.ts';
export type { ScheduleResource } from './resources/director/schedule.ts';
export type { StorageResource } from './resources/director/storage.ts';
export type { TenantResource } from './resources/director/tenant.ts';
export type {
  JobLevel,
  JobType,
  LabelType,
  PurgeAction,
  ReplaceMode,
  SelectionType,
  StorageGroupPolicy,
} from './resources/keywords.ts';
export { JOB_LEVELS, JOB_TYPES, REPLACE_MODES } from './resources/keywords.ts';
export type { ListenAddress } from './resources/shared/addresses.ts';
export type { MessagesResource } from './resources/shared/messages.ts';
export type { StatisticsResource } from './resources/shared/statistics.ts';
export type { TlsDirectives } from './resources/shared/tls.ts';
export type { AutochangerResource } from './resources/storage/autochanger.ts';
export type { CloudResource } from './resources/storage/cloud.ts';
export type { DeviceResource } from './resources/storage/device.ts';
export type { StorageDirectorResource } from './resources/storage/director.ts';
export type { StorageDaemonResource } from './resources/storage/storage.ts';
export type { ApiResource } from './resources/understudy/api.ts';
export type { CatalogMode, CatalogServerResource } from './resources/understudy/catalog.ts';
export type { ClusterResource } from './resources/understudy/cluster.ts';
export type { EtcdResource } from './resources/understudy/etcd.ts';
export type { NodeResource } from './resources/understudy/node.ts';
export type { DaemonFileResource, PeerResource, ReplicationResource } from './resources/understudy/replication.ts';
export type { RunScript, RunScriptTarget, RunsWhen } from './run-script/run-script.ts';
export { nextRun, nextTime, runsAt } from './schedule/next-run.ts';
export type { RunOverrides, ScheduleRun } from './schedule/run.ts';
export type { ScheduleTimes } from './schedule/times.ts';
export { maskSecrets, type Range, secretRanges } from './secret-ranges.ts';
export { readExternal } from './sources.ts';
