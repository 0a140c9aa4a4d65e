/** The door of the Catalog: the only room that knows Bacula's table names. */
export { type Catalog, type CatalogOptions, openCatalog, type Queryable, type TransactionOptions } from './catalog.ts';
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
export {
  type AttributeIngest,
  type FileRecord,
  type IngestOptions,
  openAttributeIngest,
} from './ingest/attribute-ingest.ts';
export { joinSql, nothing, repeatable, type SqlValue, type Statement, sql } from './sql.ts';
