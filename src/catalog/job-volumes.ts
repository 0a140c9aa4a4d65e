/** The Volumes that a Job lies on, for its report: in the order in which they were written. */
import type { ByteString } from '../core/index.ts';
import { type Statement, sql } from './sql.ts';

export interface JobVolume {
  readonly volumeName: ByteString;
  readonly volBytes: number;
}

/** Placeholders, which only pin a Volume, do not count. */
export const volumesOfJob = (jobId: number): Statement<JobVolume> => sql`
  SELECT VolumeName AS "volumeName", VolBytes AS "volBytes"
    FROM JobMedia JOIN Media USING (MediaId)
   WHERE JobId = ${jobId} AND NOT (FirstIndex = 0 AND LastIndex = 0)
   GROUP BY MediaId, VolumeName, VolBytes
   ORDER BY min(JobMediaId)`;
