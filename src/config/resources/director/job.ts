/** The resource `Job` of the Director's file (07 §9.3): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { type RunScript, runScripts } from '../../run-script/run-script.ts';
import {
  duration,
  keyword,
  name,
  path,
  reference,
  references,
  size,
  speed,
  type Table,
  text,
  texts,
  uint,
  yesNo,
} from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import {
  JOB_LEVELS,
  JOB_TYPES,
  type JobLevel,
  type JobType,
  REPLACE_MODES,
  type ReplaceMode,
  SELECTION_TYPES,
  type SelectionType,
  STORAGE_GROUP_POLICIES,
  type StorageGroupPolicy,
} from '../keywords.ts';
import type { MessagesResource } from '../shared/messages.ts';
import type { ClientResource } from './client.ts';
import type { FileSetResource } from './file-set.ts';
import type { PoolResource } from './pool.ts';
import type { ScheduleResource } from './schedule.ts';
import type { StorageResource } from './storage.ts';

export interface JobResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Backup, Restore, Verify, Admin, Migrate, Copy. */
  readonly type: JobType;
  /** Default level. */
  readonly level: JobLevel | undefined;
  /** Messages resource used. */
  readonly messages: MessagesResource;
  /** Compare file hashes with the malware table after backup. */
  readonly checkMalware: boolean;
  /** Where to write/read (list). */
  readonly storages: readonly StorageResource[];
  /** LeastUsed, ListedOrder, FreeSpace, LastBackedUpTo, FreeSpaceLeastUsed. */
  readonly storageGroupPolicy: StorageGroupPolicy | undefined;
  /** Free-space tolerance used by FreeSpaceLeastUsed. */
  readonly storageGroupPolicyThresholdBytes: number;
  /** Default pool. */
  readonly pool: PoolResource;
  /** Destination pool for Migrate/Copy/VirtualFull. */
  readonly nextPool: PoolResource | undefined;
  /** Pool for Full. */
  readonly fullBackupPool: PoolResource | undefined;
  /** Pool for VirtualFull. */
  readonly virtualFullBackupPool: PoolResource | undefined;
  /** Pool for Incremental. */
  readonly incrementalBackupPool: PoolResource | undefined;
  /** Pool for Differential. */
  readonly differentialBackupPool: PoolResource | undefined;
  /** Client. */
  readonly client: ClientResource;
  /** Fileset. */
  readonly fileSet: FileSetResource;
  /** When to run. */
  readonly schedule: ScheduleResource | undefined;
  /** Job whose last run is verified. */
  readonly jobToVerify: JobResource | undefined;
  /** JobDefs to inherit from. */
  readonly jobDefs: JobDefsResource | undefined;
  /** Start other jobs (`run` command arguments) when this one starts. */
  readonly run: readonly ByteString[];
  /** Restore prefix. */
  readonly where: ByteString | undefined;
  /** Restore path rewriting, list of sed-like s///. */
  readonly regexWhere: ByteString | undefined;
  /** Restore: strip this prefix. */
  readonly stripPrefix: ByteString | undefined;
  /** Restore: add this prefix. */
  readonly addPrefix: ByteString | undefined;
  /** Restore: add this suffix. */
  readonly addSuffix: ByteString | undefined;
  /** Bootstrap file for restore. */
  readonly bootstrap: ByteString | undefined;
  /** Default restore client. */
  readonly restoreClient: ByteString | undefined;
  /** Write bootstrap here after backup (file, or ` | command`). */
  readonly writeBootstrap: ByteString | undefined;
  /** File for the list of an InitCatalog verify. */
  readonly writeVerifyList: ByteString | undefined;
  /** Always, IfNewer, IfOlder, Never. */
  readonly replace: ReplaceMode;
  /** Rate limit. */
  readonly maximumBandwidthBytesPerSec: number;
  /** Cancel if still running this long after the scheduled time. */
  readonly maxRunSchedTimeSec: number;
  /** Cancel if running longer. */
  readonly maxRunTimeSec: number;
  /** MaxRunTime for Full. */
  readonly fullMaxRunTimeSec: number;
  /** MaxRunTime for Incremental. */
  readonly incrementalMaxRunTimeSec: number;
  /** MaxRunTime for Differential. */
  readonly differentialMaxRunTimeSec: number;
  /** Max time blocked waiting for a resource (mount). */
  readonly maxWaitTimeSec: number;
  /** Cancel if start is delayed more than this after the scheduled time. */
  readonly maxStartDelaySec: number;
  /** Upgrade to Full if last Full older. */
  readonly maxFullIntervalSec: number;
  /** Upgrade to VirtualFull if last Full older. */
  readonly maxVirtualFullIntervalSec: number;
  /** Upgrade Incremental to Differential if last Differential older. */
  readonly maxDiffIntervalSec: number;
  /** Apply Where to symlink targets. */
  readonly prefixLinks: boolean;
  /** Prune jobs even if Client says no. */
  readonly pruneJobs: boolean;
  /** Prune files even if Client says no. */
  readonly pruneFiles: boolean;
  /** Prune volumes even if Pool says no. */
  readonly pruneVolumes: boolean;
  /** Purge the source job after migration. */
  readonly purgeMigrationJob: boolean;
  /** Resource switched on. */
  readonly enabled: boolean;
  /** Snapshot records kept this long. */
  readonly snapshotRetentionSec: number;
  /** SD spools attributes to disk until end of job. */
  readonly spoolAttributes: boolean;
  /** SD spools data to disk. */
  readonly spoolData: boolean;
  /** Max data spool size for this job. */
  readonly spoolSizeBytes: number;
  /** Upgrade level if a previous higher-level job failed. */
  readonly reRunFailedLevels: boolean;
  /** Prefer drives with a mounted volume. */
  readonly preferMountedVolumes: boolean;
  /** RunScript blocks and short forms, in the order written; those of the JobDefs follow. */
  readonly runScripts: readonly RunScript[];
  /** Maximum simultaneous jobs through this resource. */
  readonly maximumConcurrentJobs: number;
  /** Max jobs a Migrate/Copy control job starts. */
  readonly maximumSpawnedJobs: number;
  /** Requeue after failure. */
  readonly rescheduleOnError: boolean;
  /** Requeue incomplete jobs. */
  readonly rescheduleIncompleteJobs: boolean;
  /** Delay before requeue. */
  readonly rescheduleIntervalSec: number;
  /** Max requeues; 0 = no limit. */
  readonly rescheduleTimes: number;
  /** 1…; lower runs first. */
  readonly priority: number;
  /** VirtualFull consolidation leaves this many incrementals. */
  readonly backupsToKeep: number;
  /** May start while lower-priority jobs run. */
  readonly allowMixedPriority: boolean;
  /** Job may be marked Incomplete. */
  readonly allowIncompleteJobs: boolean;
  /** Close the cloud part after each job. */
  readonly writePartAfterJob: boolean;
  /** Pattern for SelectionType. */
  readonly selectionPattern: ByteString | undefined;
  /** SmallestVolume, OldestVolume, PoolOccupancy, PoolTime, PoolUncopiedJobs, Client, Volume, Job, SqlQuery. */
  readonly selectionType: SelectionType | undefined;
  /** Accurate mode. */
  readonly accurate: boolean;
  /** No = apply duplicate rules. */
  readonly allowDuplicateJobs: boolean;
  /** Accepted; see job semantics document. */
  readonly allowHigherDuplicates: boolean;
  /** Cancel the lower level one. */
  readonly cancelLowerLevelDuplicates: boolean;
  /** Cancel the queued one. */
  readonly cancelQueuedDuplicates: boolean;
  /** Cancel the running one. */
  readonly cancelRunningDuplicates: boolean;
  /** Delete source jobs after VirtualFull. */
  readonly deleteConsolidatedJobs: boolean;
  /** Options sent to FD plugins. */
  readonly pluginOptions: ByteString | undefined;
  /** Base jobs. */
  readonly base: readonly JobResource[];
  /** Tags attached to the job record. */
  readonly tag: readonly ByteString[];
}

export const jobTable: Table<JobResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  type: keyword('Type', JOB_TYPES, { required: true }),
  level: keyword('Level', JOB_LEVELS),
  messages: reference<MessagesResource>('Messages', 'Messages', { required: true }),
  checkMalware: yesNo('CheckMalware', false),
  storages: references<StorageResource>('Storage', 'Storage'),
  storageGroupPolicy: keyword('StorageGroupPolicy', STORAGE_GROUP_POLICIES),
  storageGroupPolicyThresholdBytes: size('StorageGroupPolicyThreshold', 0),
  pool: reference<PoolResource>('Pool', 'Pool', { required: true }),
  nextPool: reference<PoolResource>('NextPool', 'Pool'),
  fullBackupPool: reference<PoolResource>('FullBackupPool', 'Pool'),
  virtualFullBackupPool: reference<PoolResource>('VirtualFullBackupPool', 'Pool'),
  incrementalBackupPool: reference<PoolResource>('IncrementalBackupPool', 'Pool'),
  differentialBackupPool: reference<PoolResource>('DifferentialBackupPool', 'Pool'),
  client: reference<ClientResource>('Client', 'Client', { required: true }),
  fileSet: reference<FileSetResource>('FileSet', 'FileSet', { required: true }),
  schedule: reference<ScheduleResource>('Schedule', 'Schedule'),
  jobToVerify: reference<JobResource>('JobToVerify', 'Job', { aliases: ['VerifyJob'] }),
  jobDefs: {
    ...reference<JobDefsResource>('JobDefs', 'JobDefs'),
    // What is shown holds it already; RunScripts would be there twice.
    show: (name) => [`# JobDefs = "${name}", merged in`],
  },
  run: texts('Run'),
  where: path('Where'),
  regexWhere: text('RegexWhere'),
  stripPrefix: text('StripPrefix'),
  addPrefix: text('AddPrefix'),
  addSuffix: text('AddSuffix'),
  bootstrap: path('Bootstrap'),
  restoreClient: text('RestoreClient'),
  writeBootstrap: path('WriteBootstrap'),
  writeVerifyList: path('WriteVerifyList'),
  replace: keyword('Replace', REPLACE_MODES, { default: 'a' }),
  maximumBandwidthBytesPerSec: speed('MaximumBandwidth'),
  maxRunSchedTimeSec: duration('MaxRunSchedTime', 0),
  maxRunTimeSec: duration('MaxRunTime', 0),
  fullMaxRunTimeSec: duration('FullMaxRunTime', 0, { aliases: ['fullmaxwaittime'] }),
  incrementalMaxRunTimeSec: duration('IncrementalMaxRunTime', 0, { aliases: ['incrementalmaxwaittime'] }),
  differentialMaxRunTimeSec: duration('DifferentialMaxRunTime', 0, { aliases: ['differentialmaxwaittime'] }),
  maxWaitTimeSec: duration('MaxWaitTime', 0),
  maxStartDelaySec: duration('MaxStartDelay', 0),
  maxFullIntervalSec: duration('MaxFullInterval', 0),
  maxVirtualFullIntervalSec: duration('MaxVirtualFullInterval', 0),
  maxDiffIntervalSec: duration('MaxDiffInterval', 0),
  prefixLinks: yesNo('PrefixLinks', false),
  pruneJobs: yesNo('PruneJobs', false),
  pruneFiles: yesNo('PruneFiles', false),
  pruneVolumes: yesNo('PruneVolumes', false),
  purgeMigrationJob: yesNo('PurgeMigrationJob', false),
  enabled: yesNo('Enabled', true),
  snapshotRetentionSec: duration('SnapshotRetention', 0),
  spoolAttributes: yesNo('SpoolAttributes', true),
  spoolData: yesNo('SpoolData', false),
  spoolSizeBytes: size('SpoolSize', 0),
  reRunFailedLevels: yesNo('ReRunFailedLevels', false),
  preferMountedVolumes: yesNo('PreferMountedVolumes', true),
  runScripts: runScripts(),
  maximumConcurrentJobs: uint('MaximumConcurrentJobs', 1),
  maximumSpawnedJobs: uint('MaximumSpawnedJobs', 600),
  rescheduleOnError: yesNo('RescheduleOnError', false),
  rescheduleIncompleteJobs: yesNo('RescheduleIncompleteJobs', true),
  rescheduleIntervalSec: duration('RescheduleInterval', 30 * MINUTE),
  rescheduleTimes: uint('RescheduleTimes', 0),
  priority: uint('Priority', 10),
  backupsToKeep: uint('BackupsToKeep', 0),
  allowMixedPriority: yesNo('AllowMixedPriority', false),
  allowIncompleteJobs: yesNo('AllowIncompleteJobs', true),
  writePartAfterJob: yesNo('WritePartAfterJob', true),
  selectionPattern: text('SelectionPattern'),
  selectionType: keyword('SelectionType', SELECTION_TYPES),
  accurate: yesNo('Accurate', false),
  allowDuplicateJobs: yesNo('AllowDuplicateJobs', true),
  allowHigherDuplicates: yesNo('AllowHigherDuplicates', true),
  cancelLowerLevelDuplicates: yesNo('CancelLowerLevelDuplicates', false),
  cancelQueuedDuplicates: yesNo('CancelQueuedDuplicates', false),
  cancelRunningDuplicates: yesNo('CancelRunningDuplicates', false),
  deleteConsolidatedJobs: yesNo('DeleteConsolidatedJobs', false),
  pluginOptions: text('PluginOptions'),
  base: references<JobResource>('Base', 'Job'),
  tag: texts('Tag'),
};

/** A JobDefs resource: whatever of a Job it mentions. Jobs have it merged in already. */
export interface JobDefsResource extends Partial<Omit<JobResource, 'name'>> {
  readonly name: ByteString;
}
