/** The rest of the life of a Job that another Director began (docs/decisions/0050): it runs already, and ends as any other. */
import { describeError, toByteString } from '../../core/index.ts';
import type { FinishedJob } from '../daemon/service.ts';
import { JobLeftError } from './errors.ts';
import { finish } from './finish-job.ts';
import type { Job } from './job.ts';
import type { JobKind } from './job-kind.ts';
import { watchDaemons } from './liveness.ts';
import { type Runner, watchLimits } from './run-job.ts';

/** Rejects with JobLeftError where another Director goes on with it, and never otherwise. */
export async function resumeJob(job: Job, kind: JobKind, runner: Runner): Promise<FinishedJob> {
  await using stack = new AsyncDisposableStack();
  let directorStatus = 'T';
  try {
    stack.use(watchLimits(job, kind, runner));
    stack.use(watchDaemons(job, runner.silenceMs));
    using admission = runner.queue.seat({ ...kind.needs(), jobId: job.identity.jobId });
    job.become('R');
    await kind.run(admission);
  } catch (error) {
    directorStatus = 'f';
    if (!job.isLetGo) job.messages.say('fatal', toByteString(describeError(error)));
  }
  job.end();
  if (job.isLeft) throw new JobLeftError(job.identity.jobId);
  return await finish(job, kind, job.isCanceled ? 'A' : kind.verdict(directorStatus), runner);
}
