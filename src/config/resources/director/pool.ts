/** The resource `Pool` of the Director's file (07 §9.6): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import {
  duration,
  keyword,
  name,
  reference,
  references,
  size,
  type Table,
  text,
  uint,
  yesNo,
} from '../../table/index.ts';
import { YEAR } from '../../values/duration.ts';
import {
  LABEL_TYPES,
  type LabelType,
  PURGE_ACTIONS,
  type PurgeAction,
  STORAGE_GROUP_POLICIES,
  type StorageGroupPolicy,
} from '../keywords.ts';
import type { CatalogResource } from './catalog.ts';
import type { StorageResource } from './storage.ts';

export interface PoolResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Backup, Copy, Cloned, Archive, Migration, Scratch. */
  readonly poolType: ByteString;
  /** Automatic volume name. */
  readonly labelFormat: ByteString | undefined;
  /** Bacula, ANSI, IBM. */
  readonly labelType: LabelType | undefined;
  /** Volume name prefix of cleaning tapes. */
  readonly cleaningPrefix: ByteString | undefined;
  /** Accepted, keep yes. */
  readonly useCatalog: boolean;
  /** Mark volume Used after one job. */
  readonly useVolumeOnce: boolean;
  /** Purge oldest volume when none is available (dangerous). */
  readonly purgeOldestVolume: boolean;
  /** `Truncate`. */
  readonly actionOnPurge: PurgeAction | undefined;
  /** Prune then recycle oldest volume. */
  readonly recycleOldestVolume: boolean;
  /** Prune then recycle the volume in the drive. */
  readonly recycleCurrentVolume: boolean;
  /** Max volumes in pool, 0 = no limit. */
  readonly maximumVolumes: number;
  /** Jobs per volume before Used. */
  readonly maximumVolumeJobs: number;
  /** Files marks per volume. */
  readonly maximumVolumeFiles: number;
  /** Volume size limit (min 1000000 if set). */
  readonly maximumVolumeBytes: number;
  /** The Catalog has a column for it; no distribution's Bacula knows the directive. */
  readonly maximumPoolBytes: 0;
  /** Store File records. */
  readonly catalogFiles: boolean;
  /** Cloud cache retention. */
  readonly cacheRetentionSec: number;
  /** Volume retention period. */
  readonly volumeRetentionSec: number;
  /** Time from first write to Used. */
  readonly volumeUseDurationSec: number;
  /** Age for PoolTime migration. */
  readonly migrationTimeSec: number;
  /** Start threshold for PoolOccupancy. */
  readonly migrationHighBytes: number;
  /** Stop threshold for PoolOccupancy. */
  readonly migrationLowBytes: number;
  /** Destination pool for Migrate/Copy/VirtualFull. */
  readonly nextPool: PoolResource | undefined;
  /** Where to write/read (list). */
  readonly storages: readonly StorageResource[];
  /** LeastUsed, ListedOrder, FreeSpace, LastBackedUpTo, FreeSpaceLeastUsed. */
  readonly storageGroupPolicy: StorageGroupPolicy | undefined;
  /** Free-space tolerance used by FreeSpaceLeastUsed. */
  readonly storageGroupPolicyThresholdBytes: number;
  /** Prune Jobs/Files (Client) or Volumes (Pool) automatically. */
  readonly autoPrune: boolean;
  /** Purged volumes may be recycled. */
  readonly recycle: boolean;
  /** Pool a purged volume moves to. */
  readonly recyclePool: PoolResource | undefined;
  /** Scratch pool to take volumes from. */
  readonly scratchPool: PoolResource | undefined;
  /** Accepted. */
  readonly copyPools: readonly PoolResource[];
  /** Catalog resource. */
  readonly catalog: CatalogResource | undefined;
  /** File records kept this long. */
  readonly fileRetentionSec: number;
  /** Job records kept this long. */
  readonly jobRetentionSec: number;
}

export const poolTable: Table<PoolResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  poolType: name('PoolType', { required: true }),
  labelFormat: name('LabelFormat'),
  labelType: keyword('LabelType', LABEL_TYPES),
  cleaningPrefix: name('CleaningPrefix'),
  useCatalog: yesNo('UseCatalog', true),
  useVolumeOnce: yesNo('UseVolumeOnce', false),
  purgeOldestVolume: yesNo('PurgeOldestVolume', false),
  actionOnPurge: keyword('ActionOnPurge', PURGE_ACTIONS),
  recycleOldestVolume: yesNo('RecycleOldestVolume', false),
  recycleCurrentVolume: yesNo('RecycleCurrentVolume', false),
  maximumVolumes: uint('MaximumVolumes', 0),
  maximumVolumeJobs: uint('MaximumVolumeJobs', 0),
  maximumVolumeFiles: uint('MaximumVolumeFiles', 0),
  maximumVolumeBytes: size('MaximumVolumeBytes', 0),
  maximumPoolBytes: { entries: [], repeat: 'last', initial: 0 },
  catalogFiles: yesNo('CatalogFiles', true),
  cacheRetentionSec: duration('CacheRetention', 0),
  volumeRetentionSec: duration('VolumeRetention', YEAR),
  volumeUseDurationSec: duration('VolumeUseDuration', 0),
  migrationTimeSec: duration('MigrationTime', 0),
  migrationHighBytes: size('MigrationHighBytes', 0),
  migrationLowBytes: size('MigrationLowBytes', 0),
  nextPool: reference<PoolResource>('NextPool', 'Pool'),
  storages: references<StorageResource>('Storage', 'Storage'),
  storageGroupPolicy: keyword('StorageGroupPolicy', STORAGE_GROUP_POLICIES),
  storageGroupPolicyThresholdBytes: size('StorageGroupPolicyThreshold', 0),
  autoPrune: yesNo('AutoPrune', true),
  recycle: yesNo('Recycle', true),
  recyclePool: reference<PoolResource>('RecyclePool', 'Pool'),
  scratchPool: reference<PoolResource>('ScratchPool', 'Pool'),
  copyPools: references<PoolResource>('CopyPool', 'Pool'),
  catalog: reference<CatalogResource>('Catalog', 'Catalog'),
  fileRetentionSec: duration('FileRetention', 0),
  jobRetentionSec: duration('JobRetention', 0),
};
