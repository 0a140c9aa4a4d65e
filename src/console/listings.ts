/** What the lists of the console need from the Catalog; the fake of the tests is one small object. */
import type { ByteString } from '../core/index.ts';

export interface JobFilter {
  readonly jobId?: number | undefined;
  readonly name?: ByteString | undefined;
  readonly client?: ByteString | undefined;
  readonly status?: string | undefined;
  readonly level?: string | undefined;
  readonly type?: string | undefined;
  /** Only Jobs with a smaller JobId: the next page. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface ListedJob {
  readonly jobId: number;
  /** The unique name. */
  readonly job: ByteString;
  readonly name: ByteString;
  readonly type: string;
  readonly level: string;
  readonly client: ByteString;
  readonly fileSet: ByteString;
  readonly pool: ByteString;
  readonly status: string;
  readonly scheduledAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly files: number;
  readonly bytes: number;
  readonly errors: number;
  readonly comment: ByteString;
}

export interface ListedLogLine {
  readonly at: Date;
  readonly text: ByteString;
}

export interface ListedFile {
  readonly fileIndex: number;
  readonly name: ByteString;
  readonly mode: number;
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface ListedVolume {
  readonly mediaId: number;
  readonly name: ByteString;
  readonly pool: ByteString;
  readonly status: string;
  readonly enabled: boolean;
  readonly mediaType: ByteString;
  readonly storage: ByteString;
  readonly jobs: number;
  readonly files: number;
  readonly bytes: number;
  readonly retentionSec: number;
  readonly recycle: boolean;
  readonly firstWrittenAt: Date | undefined;
  readonly lastWrittenAt: Date | undefined;
}

export interface ListedPool {
  readonly poolId: number;
  readonly name: ByteString;
  readonly type: string;
  readonly volumes: number;
  readonly maxVolumes: number;
  readonly retentionSec: number;
  readonly labelFormat: ByteString;
}

export interface ListedClient {
  readonly clientId: number;
  readonly name: ByteString;
  readonly uname: ByteString;
  readonly fileRetentionSec: number;
  readonly jobRetentionSec: number;
}

export interface ListedFileSet {
  readonly fileSetId: number;
  readonly name: ByteString;
  readonly md5: string;
  readonly createdAt: Date | undefined;
}

export interface ListedStorage {
  readonly storageId: number;
  readonly name: ByteString;
  readonly autochanger: boolean;
}

/** Newest first, where there is an order in time; otherwise by name. */
export interface CatalogListings {
  jobs(filter: JobFilter): Promise<readonly ListedJob[]>;
  jobLog(jobId: number): Promise<readonly ListedLogLine[]>;
  volumesOfJob(jobId: number): Promise<readonly ByteString[]>;
  /** In the order of FileIndex, from behind `after`. */
  files(jobId: number, page: { after: number; limit: number }): Promise<readonly ListedFile[]>;
  volumes(filter: { pool?: ByteString | undefined }): Promise<readonly ListedVolume[]>;
  pools(): Promise<readonly ListedPool[]>;
  clients(): Promise<readonly ListedClient[]>;
  fileSets(): Promise<readonly ListedFileSet[]>;
  storages(): Promise<readonly ListedStorage[]>;
}
