/** How the data of a Job ended: the letter for its end label and for the last word to the Director. */
import { describeError, toByteString } from '../../../../core/index.ts';
import { DataPeerLostError, JobStoppedError, NoDirectorInTimeError } from '../errors.ts';
import type { ServedJob } from '../job/served-job.ts';

export interface DataEnd {
  /** T good, E all but what was damaged, I incomplete, f failed, A canceled. */
  readonly status: string;
  readonly files: number;
  readonly bytes: number;
  /** What was told of later files does not count; only of an Incomplete Job. */
  readonly lastFile?: number;
}

export type Verdict = Pick<DataEnd, 'status' | 'lastFile'>;

/** Less is not worth to be resumed. */
const RESUMABLE_FILES_MIN = 10;

/** Says in the Job's log why it did not end well, where that is news. `lastFile`: the last one that came whole. */
export function judge(job: ServedJob, error: unknown, lastFile: number): Verdict {
  const keeps = job.outlet.canTakeBack;
  const stopped = job.stopped || job.signal.reason instanceof JobStoppedError;
  const { reason } = job.signal;
  if (reason instanceof NoDirectorInTimeError) {
    job.sayError('fatal', reason);
    return { status: 'f' };
  }
  if (job.canceled && !stopped) return { status: 'A' };
  if (stopped) return keeps && lastFile > 0 ? { status: 'I', lastFile } : { status: 'f' };
  if (error instanceof DataPeerLostError) {
    const why = error.cause === undefined ? 'it said farewell' : describeError(error.cause);
    job.say('fatal', `${error.message}. ERR=${toByteString(why)}\n`);
    return keeps && lastFile > RESUMABLE_FILES_MIN ? { status: 'I', lastFile } : { status: 'f' };
  }
  job.sayError('fatal', error);
  return { status: 'f' };
}
