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
 * All ranges of one request, numbered on from the Job's last, and where each Volume's data ends now. A range that is
 * there already is not added again, so that a request may be repeated after a lost connection. A Volume that is not in
 * the Catalog comes back, and then nothing is stored. One statement: the Storage Daemon holds its device meanwhile.
 */
export const storeJobMedia = (jobId: number, ranges: readonly WrittenRange[]): Statement<{ mediaId: number }> =>
  repeatable(sql`
  WITH new AS (
    SELECT * FROM unnest(${column(ranges, 'mediaId')}::integer[], ${column(ranges, 'firstIndex')}::integer[],
                         ${column(ranges, 'lastIndex')}::integer[], ${column(ranges, 'startFile')}::integer[],
                         ${column(ranges, 'endFile')}::integer[], ${column(ranges, 'startBlock')}::bigint[],
                         ${column(ranges, 'endBlock')}::bigint[]) WITH ORDINALITY
      AS t (MediaId, FirstIndex, LastIndex, StartFile, EndFile, StartBlock, EndBlock, Place)
  ), missing AS (
    SELECT MediaId FROM new WHERE NOT EXISTS (SELECT 1 FROM Media WHERE Media.MediaId = new.MediaId)
  ), inserted AS (
    INSERT INTO JobMedia (JobId, MediaId, FirstIndex, LastIndex, StartFile, EndFile, StartBlock, EndBlock, VolIndex)
    SELECT ${jobId}::integer, MediaId, FirstIndex, LastIndex, StartFile, EndFile, StartBlock, EndBlock,
           (SELECT COALESCE(MAX(VolIndex), 0) FROM JobMedia WHERE JobId = ${jobId}::integer)
             + ROW_NUMBER() OVER (ORDER BY Place)
      FROM new
     WHERE NOT EXISTS (SELECT 1 FROM missing)
       AND NOT EXISTS (SELECT 1 FROM JobMedia AS old
                        WHERE old.JobId = ${jobId}::integer AND old.MediaId = new.MediaId
                          AND old.FirstIndex = new.FirstIndex AND old.LastIndex = new.LastIndex
                          AND old.StartFile = new.StartFile AND old.StartBlock = new.StartBlock
                          AND old.EndFile = new.EndFile AND old.EndBlock = new.EndBlock)
  ), ended AS (
    UPDATE Media SET EndFile = last.EndFile, EndBlock = last.EndBlock
      FROM (SELECT DISTINCT ON (MediaId) MediaId, EndFile, EndBlock
              FROM new WHERE LastIndex > 0 ORDER BY MediaId, Place DESC) AS last
     WHERE Media.MediaId = last.MediaId AND NOT EXISTS (SELECT 1 FROM missing)
  )
  SELECT MediaId AS "mediaId" FROM missing LIMIT 1`);

/**
 * A Job begins to write: until it reports ranges of its own, a row without files keeps the Volume from being purged, and says
 * from where on it writes there.
 */
export const pinVolume = (jobId: number, mediaId: number): Statement =>
  repeatable(sql`
  INSERT INTO JobMedia (JobId, MediaId, VolIndex, StartFile, StartBlock)
  SELECT ${jobId}::integer, MediaId, 0, (VolBytes >> 32)::integer, VolBytes & 4294967295
    FROM Media
   WHERE MediaId = ${mediaId}::integer AND NOT EXISTS (SELECT 1 FROM JobMedia WHERE JobId = ${jobId}::integer AND MediaId = ${mediaId}::integer)`);

/** At the end of a Job: the rows that only kept a new Volume from being pruned. */
export const deletePlaceholders = (jobId: number): Statement =>
  repeatable(sql`DELETE FROM JobMedia WHERE JobId = ${jobId} AND FirstIndex = 0 AND LastIndex = 0`);

const column = (ranges: readonly WrittenRange[], name: keyof WrittenRange): number[] => ranges.map((r) => r[name]);
