/** The door of the Catalog: the only room that knows Bacula's table names. */
export { type Catalog, type CatalogOptions, openCatalog, type TransactionOptions } from './catalog.ts';
// --- Jobs, Clients, FileSets and files --------------------------------------------------------------------------------
export {
  type Client,
  type ClientDefinition,
  findOrCreateClient,
  listClients,
  recordClientAnswer,
} from './clients.ts';
export {
  isGood,
  JOB_LEVELS,
  JOB_STATUSES,
  JOB_TYPES,
  type JobLevel,
  type JobStatus,
  type JobType,
  type PoolType,
  VOL_STATUSES,
  type VolStatus,
} from './codes.ts';
// --- Volumes, Pools and where they lie -------------------------------------------------------------------------------
export {
  type CounterRow,
  countersByName,
  insertCounter,
  setCounter,
  updateCounterLimits,
} from './counters.ts';
export { type CatalogMoment, catalogDurable, catalogMoment, type DurableOptions } from './durable.ts';
export { CatalogFencedError, CatalogNotDurableError, CatalogTakeoverError } from './epoch/errors.ts';
export { inheritJobs, noteAlive } from './epoch/job-epochs.ts';
export { takeOver } from './epoch/take-over.ts';
export {
  CatalogDuplicateError,
  CatalogRowMissingError,
  CatalogUnreachableError,
} from './errors.ts';
export { countFiles, dropFilesAfter, type FileRow, filesOfJob, filesOfJobPage, newestFiles } from './files.ts';
export {
  type FileSetRow,
  findOrCreateFileSet,
  listFileSets,
  newestFileSet,
} from './filesets.ts';
export { cutRangesToFiles, dropRangesBeyondFiles } from './incomplete-jobs.ts';
export {
  type AttributeIngest,
  type FileRecord,
  type IngestOptions,
  openAttributeIngest,
} from './ingest/attribute-ingest.ts';
export type { Work } from './ingest/commit-batch.ts';
export { IngestRewoundError } from './ingest/errors.ts';
export { type JournalIngest, type JournalIngestOptions, openJournalIngest } from './ingest/journal-ingest.ts';
export { concludeJob, type LastWords } from './job-end.ts';
export {
  type BackupOf,
  backupChain,
  type ChainOf,
  failedSinceGoodBackup,
  lastFullOfOtherFileSet,
  lastGoodBackup,
  type PriorBackup,
} from './job-history.ts';
export { type JobFilter, type ListedJob, listJobs } from './job-list.ts';
export {
  failOrdered,
  forgetEndedOrders,
  noteRun,
  type OrderedJob,
  orderOf,
  unfinishedOrders,
} from './job-orders.ts';
export {
  failInterruptedQueued,
  failInterruptedRunning,
  fillJobHistory,
  forgetIngests,
  type InterruptedJob,
} from './job-recovery.ts';
export { type JobVolume, volumesOfJob } from './job-volumes.ts';
export {
  createJob,
  type Job,
  type JobChange,
  jobById,
  jobByUniqueName,
  jobColumns,
  jobsById,
  type NewJob,
  updateJob,
} from './jobs.ts';
export {
  beginJournal,
  failInterruptedJournal,
  forgetEndedJournals,
  type JournalRow,
  jobsAmong,
  journalFact,
  type UnfinishedJob,
  unfinishedJournals,
} from './journals.ts';
export {
  type ListedPool,
  type ListedStorage,
  type ListedVolume,
  listPools,
  listStorages,
  listVolumes,
} from './listings.ts';
export { lockFor } from './lock.ts';
export { insertLog, type LogLine, logOfJob, recordLogLine } from './log.ts';
export { type LostJob, lostJob, rewriteJob } from './lost-jobs.ts';
export {
  highestMediaId,
  insertMedia,
  type Media,
  type MediaCounters,
  mediaByIdLocked,
  mediaByName,
  mediaByNameLocked,
  type NewMedia,
  updateMediaCounters,
  vacateSlot,
} from './media.ts';
export { type MediaAsRead, mediaAsRead, updateMediaAsRead } from './media-as-read.ts';
export {
  lockVolumeChoice,
  markPurged,
  moveMediaToPool,
  recycleMedia,
  setVolStatus,
} from './media-lifecycle.ts';
export { deleteJobs, jobsOnVolume, promoteCopies, volumeHoldsJobs } from './media-purge.ts';
export {
  type MediaFilter,
  nextAppendable,
  nextRecyclable,
  oldestVolume,
  prunableVolumes,
  type VolumeCensus,
  volumeCensus,
} from './media-selection.ts';
export {
  pinVolume,
  storeJobMedia,
  type WrittenRange,
} from './media-written.ts';
export {
  type BegunRange,
  begunRanges,
  FAR_ADDRESS,
  type RebuiltRange,
  storeRebuiltRange,
} from './orphan-volumes.ts';
export {
  insertPool,
  linkPool,
  type Pool,
  type PoolDefinition,
  poolById,
  poolByName,
  recountVolumes,
  updatePool,
} from './pools.ts';
export { type CatalogProbe, probeCatalog } from './probe.ts';
export type { Queryable } from './queryable.ts';
// --- Restores ---
export {
  type FileChoice,
  hasMatch,
  type PathWish,
  type SelectedFile,
  selectFiles,
  unmetWishes,
} from './restore-files.ts';
export {
  clientsWithBackups,
  type FileSetOfClient,
  fileSetsOfClient,
  type PointInTime,
  type RestorableJob,
  restorableJob,
  restoreChain,
} from './restore-jobs.ts';
export { type JobExtent, jobExtents } from './restore-volumes.ts';
export { joinSql, nothing, repeatable, type SqlValue, type Statement, sql } from './sql.ts';
export { insertMediaType, insertStorage, updateStorage } from './storages.ts';
