/** What a whole file says once it is parsed, checked and frozen: one index by name for each resource type. */
import type { ByteString } from '../core/index.ts';
import type { ClientConsoleResource } from './resources/client/console.ts';
import type { ClientDirectorResource } from './resources/client/director.ts';
import type { FileDaemonResource } from './resources/client/file-daemon.ts';
import type { ClientScheduleResource } from './resources/client/schedule.ts';
import type { ConsoleProgramResource } from './resources/console/console.ts';
import type { ConsoleDirectorResource } from './resources/console/director.ts';
import type { CatalogResource } from './resources/director/catalog.ts';
import type { ClientResource } from './resources/director/client.ts';
import type { ConsoleResource } from './resources/director/console.ts';
import type { CounterResource } from './resources/director/counter.ts';
import type { DirectorResource } from './resources/director/director.ts';
import type { FileSetResource } from './resources/director/file-set.ts';
import type { JobDefsResource, JobResource } from './resources/director/job.ts';
import type { PoolResource } from './resources/director/pool.ts';
import type { ScheduleResource } from './resources/director/schedule.ts';
import type { StorageResource } from './resources/director/storage.ts';
import type { TenantResource } from './resources/director/tenant.ts';
import type { MessagesResource } from './resources/shared/messages.ts';
import type { StatisticsResource } from './resources/shared/statistics.ts';
import type { AutochangerResource } from './resources/storage/autochanger.ts';
import type { CloudResource } from './resources/storage/cloud.ts';
import type { DeviceResource } from './resources/storage/device.ts';
import type { StorageDirectorResource } from './resources/storage/director.ts';
import type { StorageDaemonResource } from './resources/storage/storage.ts';
import type { ApiResource } from './resources/understudy/api.ts';
import type { CatalogServerResource } from './resources/understudy/catalog.ts';
import type { ClusterResource } from './resources/understudy/cluster.ts';
import type { EtcdResource } from './resources/understudy/etcd.ts';
import type { NodeResource } from './resources/understudy/node.ts';
import type { DaemonFileResource, PeerResource, ReplicationResource } from './resources/understudy/replication.ts';

/** Resources of one type by their name, in the order of the file. */
export type ByName<R> = ReadonlyMap<ByteString, R>;

/** bacula-dir.conf. */
export interface DirectorConfig {
  readonly director: DirectorResource;
  readonly jobs: ByName<JobResource>;
  readonly jobDefs: ByName<JobDefsResource>;
  readonly clients: ByName<ClientResource>;
  /** Storage and Autochanger resources alike. */
  readonly storages: ByName<StorageResource>;
  readonly catalogs: ByName<CatalogResource>;
  readonly pools: ByName<PoolResource>;
  readonly fileSets: ByName<FileSetResource>;
  readonly schedules: ByName<ScheduleResource>;
  readonly messages: ByName<MessagesResource>;
  readonly counters: ByName<CounterResource>;
  readonly consoles: ByName<ConsoleResource>;
  readonly statistics: ByName<StatisticsResource>;
  readonly tenants: ByName<TenantResource>;
}

/** bacula-sd.conf. */
export interface StorageConfig {
  readonly storage: StorageDaemonResource;
  readonly directors: ByName<StorageDirectorResource>;
  readonly devices: ByName<DeviceResource>;
  readonly autochangers: ByName<AutochangerResource>;
  readonly clouds: ByName<CloudResource>;
  readonly messages: ByName<MessagesResource>;
  readonly statistics: ByName<StatisticsResource>;
}

/** bacula-fd.conf. */
export interface ClientConfig {
  readonly client: FileDaemonResource;
  readonly directors: ByName<ClientDirectorResource>;
  readonly consoles: ByName<ClientConsoleResource>;
  readonly schedules: ByName<ClientScheduleResource>;
  readonly messages: ByName<MessagesResource>;
  readonly statistics: ByName<StatisticsResource>;
}

/** bconsole.conf. */
export interface ConsoleConfig {
  readonly directors: ByName<ConsoleDirectorResource>;
  readonly consoles: ByName<ConsoleProgramResource>;
}

/** understudy.conf: the node's own part, never replicated. */
export interface UnderstudyConfig {
  readonly api: ApiResource;
  readonly catalog: CatalogServerResource;
  /** These three are all there, or none: then this Director leads by itself. */
  readonly cluster: ClusterResource | undefined;
  readonly node: NodeResource | undefined;
  readonly etcd: EtcdResource | undefined;
  /** How the shared configuration travels; undefined: it stays where it is. */
  readonly replication: ReplicationResource | undefined;
  readonly peers: ByName<PeerResource>;
  readonly daemonFiles: ByName<DaemonFileResource>;
}
