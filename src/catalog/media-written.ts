/** JobMedia: which Job wrote which range of which Volume (05 §5, 06 §4.2). */
import { repeatable, type Statement, sql } from './sql.ts';

/** Addresses on disk: Start/EndFile is the high half, Start/EndBlock the low half of a byte offset. */
export interface WrittenRange {
  readonly mediaId: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly startFile: number;
  readonly endFile: number;
  readonly startBlock: number;
  readonly endBlock: number;
}

/**
 * All ranges of one request, numbered on from the Job's last. A range that is there already is not added again, so
 * that a request may be repeated after a lost connection.
 */
export const insertJobMedia = (jobId: number, ranges: readonly WrittenRange[]): Statement =>
  repeatable(sql`
  INSERT INTO JobMedia (JobId, MediaId, FirstIndex, LastIndex, StartFile, EndFile, StartBlock, EndBlock, VolIndex)
  SELECT ${jobId}::integer, new.MediaId, new.FirstIndex, new.LastIndex, new.StartFile, new.EndFile, new.StartBlock,
         new.EndBlock,
         (SELECT COALESCE(MAX(VolIndex), 0) FROM JobMedia WHERE JobId = ${jobId}::integer)
           + ROW_NUMBER() OVER (ORDER BY new.Place)
    FROM unnest(${column(ranges, 'mediaId')}::integer[], ${column(ranges, 'firstIndex')}::integer[],
                ${column(ranges, 'lastIndex')}::integer[], ${column(ranges, 'startFile')}::integer[],
                ${column(ranges, 'endFile')}::integer[], ${column(ranges, 'startBlock')}::bigint[],
                ${column(ranges, 'endBlock')}::bigint[]) WITH ORDINALITY
      AS new (MediaId, FirstIndex, LastIndex, StartFile, EndFile, StartBlock, EndBlock, Place)
   WHERE NOT EXISTS (SELECT 1 FROM JobMedia AS old
                      WHERE old.JobId = ${jobId}::integer AND old.MediaId = new.MediaId
                        AND old.FirstIndex = new.FirstIndex AND old.LastIndex = new.LastIndex
                        AND old.StartFile = new.StartFile AND old.StartBlock = new.StartBlock
                        AND old.EndFile = new.EndFile AND old.EndBlock = new.EndBlock)`);

/** Where each Volume's data ends now: the last range of the request on it. */
export const setEndOfData = (ranges: readonly WrittenRange[]): Statement =>
  repeatable(sql`
  UPDATE Media SET EndFile = ends.EndFile, EndBlock = ends.EndBlock
    FROM (SELECT DISTINCT ON (MediaId) MediaId, EndFile, EndBlock
            FROM unnest(${column(ranges, 'mediaId')}::integer[], ${column(ranges, 'endFile')}::integer[],
                        ${column(ranges, 'endBlock')}::bigint[]) WITH ORDINALITY AS new (MediaId, EndFile, EndBlock, Place)
           ORDER BY MediaId, Place DESC) AS ends
   WHERE Media.MediaId = ends.MediaId`);

/** Which of these Volumes are in the Catalog. */
export const knownMediaIds = (mediaIds: readonly number[]): Statement<{ mediaId: number }> => sql`
  SELECT MediaId AS "mediaId" FROM Media WHERE MediaId = ANY(${mediaIds}::integer[])`;

/** A Job begins to write: until it reports ranges of its own, a row without files keeps the Volume from being purged. */
export const pinVolume = (jobId: number, mediaId: number): Statement =>
  repeatable(sql`
  INSERT INTO JobMedia (JobId, MediaId, VolIndex)
  SELECT ${jobId}::integer, ${mediaId}::integer, 0
   WHERE NOT EXISTS (SELECT 1 FROM JobMedia WHERE JobId = ${jobId}::integer AND MediaId = ${mediaId}::integer)`);

/** At the end of a Job: the rows that only kept a new Volume from being pruned. */
export const deletePlaceholders = (jobId: number): Statement =>
  repeatable(sql`DELETE FROM JobMedia WHERE JobId = ${jobId} AND FirstIndex = 0 AND LastIndex = 0`);

const column = (ranges: readonly WrittenRange[], name: keyof WrittenRange): number[] => ranges.map((r) => r[name]);
