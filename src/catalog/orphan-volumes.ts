/**
 * Where a backup lies whose Storage Daemon could not say it any more: on the Volumes that it had begun, from where each of
 * them ended then. How far it reaches need not be known: readers go by session and FileIndex, and stop when they have all
 * files.
 */
import type { ByteString } from '../core/index.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface BegunRange {
  readonly mediaId: number;
  readonly volume: ByteString;
  readonly mediaType: ByteString;
  readonly slot: number;
  /** Both 0: nothing but the beginning is known. */
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Byte addresses in two halves. */
  readonly startFile: number;
  readonly startBlock: number;
  readonly endFile: number;
  readonly endBlock: number;
}

/** 2^50 bytes, less one: behind the end of any Volume, and a number that everybody reads. */
const FAR = { file: 2 ** 18 - 1, block: 2 ** 32 - 1 };
export const FAR_ADDRESS = 2 ** 50 - 1;

/** What the Storage Daemon had told in the order in which it did, then what it had only begun. */
export const begunRanges = (jobId: number): Statement<BegunRange> => sql`
  SELECT MediaId AS "mediaId", VolumeName AS "volume", MediaType AS "mediaType", Slot AS "slot",
         FirstIndex AS "firstIndex", LastIndex AS "lastIndex", StartFile AS "startFile", StartBlock AS "startBlock",
         JobMedia.EndFile AS "endFile", JobMedia.EndBlock AS "endBlock"
    FROM JobMedia JOIN Media USING (MediaId)
   WHERE JobId = ${jobId} AND NOT (JobMedia.EndFile = ${FAR.file} AND JobMedia.EndBlock = ${FAR.block})
   ORDER BY FirstIndex = 0, VolIndex, JobMediaId`;

export interface RebuiltRange {
  readonly mediaId: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly startFile: number;
  readonly startBlock: number;
  /** Where the Volume ends, as its Storage Daemon has found it; undefined: that is not known. */
  readonly volumeBytes: number | undefined;
}

/**
 * In the place of what another attempt has stored. The Volume's row learns how long the Volume is: its Storage Daemon, which
 * goes by it, would find out by itself, but would wonder in the log of the next Job.
 */
export const storeRebuiltRange = (jobId: number, { volumeBytes, ...range }: RebuiltRange): Statement => {
  const last = (volumeBytes ?? FAR_ADDRESS + 1) - 1;
  const [endFile, endBlock] = [Math.floor(last / 2 ** 32), last % 2 ** 32];
  const isFar = sql`EndFile = ${FAR.file} AND EndBlock = ${FAR.block}`;
  return repeatable(sql`
  WITH before AS (
    DELETE FROM JobMedia WHERE JobId = ${jobId}::integer AND ${isFar}
  ), grown AS (
    UPDATE Media SET VolBytes = ${volumeBytes ?? 0}::bigint, EndFile = ${endFile}, EndBlock = ${endBlock}
     WHERE MediaId = ${range.mediaId} AND VolBytes < ${volumeBytes ?? 0}::bigint
  )
  INSERT INTO JobMedia (JobId, MediaId, FirstIndex, LastIndex, StartFile, StartBlock, EndFile, EndBlock, VolIndex)
  SELECT ${jobId}::integer, ${range.mediaId}::integer, ${range.firstIndex}::integer, ${range.lastIndex}::integer,
         ${range.startFile}::integer, ${range.startBlock}::bigint, ${endFile}::integer, ${endBlock}::bigint,
         (SELECT COALESCE(MAX(VolIndex), 0) + 1 FROM JobMedia WHERE JobId = ${jobId}::integer AND NOT (${isFar}))`);
};
