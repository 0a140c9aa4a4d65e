/**
 * A Media row that is read, judged and written without a lock in between: the write takes only the row as it was read,
 * which PostgreSQL knows by the transaction that made it (`xmin`). Two round trips where a lock would need five, while
 * the Storage Daemon holds its device.
 */
import type { ByteString } from '../core/index.ts';
import { type Media, type MediaCounters, mediaAssignments, mediaColumns } from './media.ts';
import { repeatable, type Statement, sql } from './sql.ts';

export interface MediaAsRead extends Media {
  readonly version: ByteString;
}

export const mediaAsRead = (volumeName: ByteString): Statement<MediaAsRead> => sql`
  SELECT ${mediaColumns}, xmin::text AS "version" FROM Media WHERE VolumeName = ${volumeName}`;

/** No row comes back where somebody else has written meanwhile. `pinFor`: a Job that begins to write, see pinVolume. */
export const updateMediaAsRead = (
  media: MediaCounters,
  version: ByteString,
  pinFor: number | undefined,
): Statement<Media> =>
  repeatable(sql`
  WITH updated AS (
    UPDATE Media SET ${mediaAssignments(media)}
     WHERE MediaId = ${media.mediaId} AND xmin = ${version}::xid
    RETURNING *
  ), pinned AS (
    INSERT INTO JobMedia (JobId, MediaId, VolIndex, StartFile, StartBlock)
    SELECT pin.JobId, MediaId, 0, (VolBytes >> 32)::integer, VolBytes & 4294967295
      FROM updated, (SELECT ${pinFor}::integer AS JobId) AS pin
     WHERE pin.JobId IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM JobMedia AS old WHERE old.JobId = pin.JobId AND old.MediaId = updated.MediaId)
  )
  SELECT ${mediaColumns} FROM updated`);
