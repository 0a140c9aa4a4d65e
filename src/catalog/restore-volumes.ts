/** On which Volumes, and where on them, the data of Jobs lies: what a bootstrap file is made of (06 §5.4). */
import type { ByteString } from '../core/index.ts';
import type { VolStatus } from './codes.ts';
import { type Statement, sql } from './sql.ts';

export interface JobExtent {
  readonly jobId: number;
  readonly volSessionId: number;
  readonly volSessionTime: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** High and low half of the first and last byte address. */
  readonly startFile: number;
  readonly startBlock: number;
  readonly endFile: number;
  readonly endBlock: number;
  readonly mediaId: number;
  readonly volume: ByteString;
  readonly mediaType: ByteString;
  readonly slot: number;
  readonly volStatus: VolStatus;
  readonly enabled: number;
  /** Null where its Storage is no longer known. */
  readonly storage: ByteString | null;
}

/** In the order in which each Job was written. */
export const jobExtents = (jobIds: readonly number[]): Statement<JobExtent> => sql`
  SELECT Job.JobId AS "jobId", VolSessionId AS "volSessionId", VolSessionTime AS "volSessionTime",
         FirstIndex AS "firstIndex", LastIndex AS "lastIndex", StartFile AS "startFile", StartBlock AS "startBlock",
         JobMedia.EndFile AS "endFile", JobMedia.EndBlock AS "endBlock", Media.MediaId AS "mediaId",
         VolumeName AS "volume", Media.MediaType AS "mediaType", Slot AS "slot", VolStatus AS "volStatus",
         Media.Enabled AS "enabled", Storage.Name AS "storage"
    FROM JobMedia JOIN Job USING (JobId) JOIN Media USING (MediaId) LEFT JOIN Storage USING (StorageId)
   WHERE Job.JobId = ANY(${jobIds}::integer[]) AND FirstIndex > 0
   ORDER BY array_position(${jobIds}::integer[], Job.JobId), VolIndex, JobMediaId`;
