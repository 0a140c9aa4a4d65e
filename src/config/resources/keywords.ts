/** The words of keyword directives and what they stand for (07 §9.24). Words match in any case. */

export const JOB_TYPES = { Backup: 'B', Restore: 'R', Verify: 'V', Admin: 'D', Migrate: 'g', Copy: 'c' } as const;
/** Job.Type as the Catalog's letter: Backup B, Restore R, Verify V, Admin D, Migrate g, Copy c. */
export type JobType = (typeof JOB_TYPES)[keyof typeof JOB_TYPES];

export const JOB_LEVELS = {
  Full: 'F',
  Incremental: 'I',
  Differential: 'D',
  VirtualFull: 'f',
  Base: 'B',
  Since: 'S',
  Catalog: 'C',
  InitCatalog: 'V',
  VolumeToCatalog: 'O',
  DiskToCatalog: 'd',
  Data: 'A',
} as const;
/** A level as the Catalog's letter: Full F, Incremental I, Differential D, VirtualFull f, Base B, … */
export type JobLevel = (typeof JOB_LEVELS)[keyof typeof JOB_LEVELS];

export const REPLACE_MODES = { Always: 'a', IfNewer: 'w', IfOlder: 'o', Never: 'n' } as const;
/** What a restore does with a file that is there: always a, ifnewer w, ifolder o, never n. */
export type ReplaceMode = (typeof REPLACE_MODES)[keyof typeof REPLACE_MODES];

/** Keywords that stand for themselves, in their canonical spelling. */
const words = <const W extends string>(...list: readonly W[]): { readonly [K in W]: K } =>
  Object.fromEntries(list.map((word) => [word, word])) as { readonly [K in W]: K };

export const SELECTION_TYPES = words(
  'SmallestVolume',
  'OldestVolume',
  'PoolOccupancy',
  'PoolTime',
  'PoolUncopiedJobs',
  'Client',
  'Volume',
  'Job',
  'SqlQuery',
);
export type SelectionType = keyof typeof SELECTION_TYPES;

export const STORAGE_GROUP_POLICIES = words(
  'LeastUsed',
  'ListedOrder',
  'FreeSpace',
  'LastBackedUpTo',
  'FreeSpaceLeastUsed',
);
export type StorageGroupPolicy = keyof typeof STORAGE_GROUP_POLICIES;

export const LABEL_TYPES = words('Bacula', 'ANSI', 'IBM');
export type LabelType = keyof typeof LABEL_TYPES;

export const PURGE_ACTIONS = words('Truncate');
export type PurgeAction = keyof typeof PURGE_ACTIONS;

export const POOL_TYPES = ['Backup', 'Copy', 'Cloned', 'Archive', 'Migration', 'Scratch'] as const;

export const STATISTICS_TYPES = words('CSV', 'Graphite');
export type StatisticsType = keyof typeof STATISTICS_TYPES;

export const PKI_CIPHERS = words('aes128', 'aes192', 'aes256', 'blowfish');
export type PkiCipher = keyof typeof PKI_CIPHERS;

export const PKI_DIGESTS = words('md5', 'sha1', 'sha256', 'xxhash64', 'xxh3_128');
export type PkiDigest = keyof typeof PKI_DIGESTS;

export const DEVICE_TYPES = words('File', 'Tape', 'Fifo', 'VTape', 'Vtl', 'Aligned', 'Null', 'Cloud', 'Dedup');
export type DeviceType = keyof typeof DEVICE_TYPES;

export const VOLUME_ENCRYPTIONS = words('No', 'Yes', 'Strong');
export type VolumeEncryption = keyof typeof VOLUME_ENCRYPTIONS;

export const CLOUD_DRIVERS = words('S3', 'File', 'Amazon', 'Azure', 'Google', 'Oracle', 'Generic', 'Swift');
export type CloudDriver = keyof typeof CLOUD_DRIVERS;

export const CLOUD_PROTOCOLS = words('HTTPS', 'HTTP');
export type CloudProtocol = keyof typeof CLOUD_PROTOCOLS;

export const URI_STYLES = words('VirtualHost', 'Path');
export type UriStyle = keyof typeof URI_STYLES;

export const CLOUD_TRUNCATIONS = words('No', 'AfterUpload', 'AtEndOfJob');
export type CloudTruncation = keyof typeof CLOUD_TRUNCATIONS;

export const CLOUD_UPLOADS = {
  No: 'Manual',
  Manual: 'Manual',
  EachPart: 'EachPart',
  AtEndOfJob: 'AtEndOfJob',
} as const;
export type CloudUpload = (typeof CLOUD_UPLOADS)[keyof typeof CLOUD_UPLOADS];

export const TRANSFER_PRIORITIES = words('High', 'Medium', 'Low');
export type TransferPriority = keyof typeof TRANSFER_PRIORITIES;

export const STORAGE_CLASSES = words(
  'S3Standard',
  'S3StandardIA',
  'S3IntelligentTiering',
  'S3OneZoneIA',
  'S3GlacierInstantRetrieval',
  'S3GlacierFlexibleRetrieval',
  'S3GlacierDeepArchive',
  'S3Rrs',
);
export type StorageClass = keyof typeof STORAGE_CLASSES;
