/**
 * A Job that ran when its Director ended, and that has no journal to be followed by: its daemons are told to stop, it ends as a
 * failed Job does, with its last scripts and its mail, and is started again by itself where that does no harm.
 */
import { concludeJob, type JobStatus, type OrderedJob } from '../../catalog/index.ts';
import { toByteString } from '../../core/index.ts';
import type { Job } from '../job/job.ts';
import type { JobKind } from '../job/job-kind.ts';
import type { JobTools } from '../job/tools.ts';
import { OrphanedJobError } from './errors.ts';
import type { OrphanVerdict } from './policy.ts';
import type { StartAgain } from './start-again.ts';
import { takenOver } from './taken-over.ts';

export interface Orphan {
  readonly row: OrderedJob;
  readonly verdict: OrphanVerdict;
  readonly again: StartAgain;
  /** Tells the daemons. Never rejects. */
  readonly stop: () => Promise<void>;
  /** Why nobody can go on with it, where more is known than what kind of daemons it has. */
  readonly reason?: string | undefined;
}

/** `kind`: that of the same order. */
export function orphanedJob(
  job: Job,
  kind: JobKind,
  { row, verdict, again, stop, reason }: Orphan,
  tools: JobTools,
): JobKind {
  const why = verdict.kind === 'fail' ? verdict.why : (reason ?? whereItWas(row));
  return {
    ...takenOver(kind),
    run: async () => {
      await stop();
      throw new OrphanedJobError(why);
    },
    verdict: () => 'f',
    conclude: async (status, endedAt, tell) => {
      const isWanted = verdict.kind === 'start-again' && status !== 'A';
      const next = isWanted ? await again.record(why) : undefined;
      const end = {
        jobStatus: status as JobStatus,
        endTime: endedAt,
        realEndTime: endedAt,
        jobErrors: job.messages.errors,
      };
      const words = toByteString(farewell(next));
      await tools.catalog.execute(concludeJob(job.identity.jobId, end, { report: await tell(words) }));
      return words;
    },
    termination: () => farewell(undefined),
  };
}

const whereItWas = ({ storage }: OrderedJob): string =>
  storage === null ? 'its daemons had not begun' : 'its daemons keep no journal that it could be followed by';

const farewell = (next: number | undefined): string =>
  next === undefined
    ? 'The Job is not started again by itself'
    : `The Job is started again by itself, as JobId ${next}`;
