/** The File rows of Jobs, read. Millions of them: use `catalog.stream`. */
import type { ByteString } from '../core/index.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface FileRow {
  readonly fileIndex: number;
  readonly path: ByteString;
  /** Empty for a directory. */
  readonly name: ByteString;
  readonly lstat: ByteString;
  /** `0` where there is none. */
  readonly digest: ByteString;
  readonly deltaSeq: number;
}

const columns: Statement = sql`
  FileIndex AS "fileIndex", Path AS "path", Filename AS "name", LStat AS "lstat", MD5 AS "digest",
  DeltaSeq AS "deltaSeq"`;

/** What one Job saved, in the order of its data; entries of deleted files (FileIndex ≤ 0) are not among it. */
export const filesOfJob = (jobId: number): Statement<FileRow> => sql`
  SELECT ${columns} FROM File JOIN Path USING (PathId) WHERE JobId = ${jobId} AND FileIndex > 0 ORDER BY FileIndex`;

/** The same, a page at a time. */
export const filesOfJobPage = (jobId: number, page: { after: number; limit: number }): Statement<FileRow> => sql`
  SELECT ${columns} FROM File JOIN Path USING (PathId)
   WHERE JobId = ${jobId} AND FileIndex > ${Math.max(0, page.after)} ORDER BY FileIndex LIMIT ${page.limit}`;

export const countFiles = (jobId: number): Statement<{ files: number; lastIndex: number }> => sql`
  SELECT count(*) AS "files", COALESCE(max(abs(FileIndex)), 0) AS "lastIndex" FROM File WHERE JobId = ${jobId}`;

/**
 * What the Client has after these Jobs: of each name the newest row, and nothing of what was deleted (06 §5.3). This
 * is the list that an accurate Job is told.
 */
export const newestFiles = (jobIds: readonly number[]): Statement<FileRow & { jobId: number }> => sql`
  SELECT newest.JobId AS "jobId", ${columns} FROM (
    SELECT DISTINCT ON (PathId, Filename) version.JobId, FileIndex, PathId, Filename, LStat, MD5, DeltaSeq
      FROM (SELECT JobId, FileIndex, PathId, Filename, LStat, MD5, DeltaSeq FROM File
             WHERE JobId = ANY(${jobIds}::integer[])
            UNION ALL
            SELECT BaseFiles.JobId, BaseFiles.FileIndex, PathId, Filename, LStat, MD5, DeltaSeq
              FROM BaseFiles JOIN File USING (FileId)
             WHERE BaseFiles.JobId = ANY(${jobIds}::integer[])) AS version
      JOIN Job ON Job.JobId = version.JobId
     ORDER BY PathId, Filename, JobTDate DESC, version.JobId DESC, FileIndex DESC) AS newest
    JOIN Path USING (PathId)
   WHERE FileIndex > 0`;

/** Takes back the rows behind this FileIndex, deleted entries (negative) too; 0: all of them. */
export const dropFilesAfter = (jobId: number, fileIndex: number): Statement =>
  repeatable(sql`DELETE FROM File WHERE JobId = ${jobId} AND abs(FileIndex) > ${fileIndex}`);
