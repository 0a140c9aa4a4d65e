/** The labels around the records of a session, from what is known of its Job (page 05 §4.2). */
import type { Clock } from '../../../../core/index.ts';
import { encodeSessionLabel, type SessionEnd, type SessionLabelFields } from '../../../../volume/index.ts';
import type { Seat } from '../drive.ts';

export function startLabel(seat: Seat, clock: Clock): Buffer {
  return encodeSessionLabel(fields(seat, clock));
}

export function endLabel(seat: Seat, clock: Clock, end: SessionEnd): Buffer {
  return encodeSessionLabel(fields(seat, clock), end);
}

const fields = ({ job, request }: Seat, clock: Clock): SessionLabelFields => ({
  jobId: job.jobId,
  writeTimeUs: clock.now().getTime() * 1000,
  pool: request.pool,
  poolType: request.poolType,
  jobName: job.jobName,
  client: job.client,
  job: job.job,
  fileSet: job.fileSet,
  jobType: job.type,
  jobLevel: job.level,
  fileSetMd5: job.fileSetMd5,
});
