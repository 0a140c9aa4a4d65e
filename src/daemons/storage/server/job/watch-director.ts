/**
 * A Job whose Director has gone goes on, but only the Director can give it a Volume. One that waits for a Volume, and for a
 * Director that does not come back, ends, so that its device is free for others.
 */
import { displayText } from '../../../../core/index.ts';
import { NoDirectorInTimeError } from '../errors.ts';
import type { ServerTools } from '../tools.ts';
import type { ServedJob } from './served-job.ts';

/** For media, for a mount. */
const WAITING = 'mM';
const LOOKS = 10;
const LOOK_MS_MAX = 60_000;

/** Until it is disposed. */
export function watchDirector(job: ServedJob, { clock, logger, directorWaitMs }: ServerTools): Disposable {
  let goneSinceMs: number | undefined;
  const look = (): void => {
    const nowMs = clock.monotonicMs();
    goneSinceMs = job.outlet.hasDirector ? undefined : (goneSinceMs ?? nowMs);
    if (goneSinceMs === undefined || nowMs - goneSinceMs < directorWaitMs || !WAITING.includes(job.letter)) return;
    const why = new NoDirectorInTimeError(job.job, (nowMs - goneSinceMs) / 1000);
    if (!job.canceled) logger.warn({ jobId: job.jobId, job: displayText(job.job), hint: why.hint }, why.message);
    job.cancel(why);
  };
  const timer = setInterval(look, Math.min(LOOK_MS_MAX, Math.max(1, directorWaitMs / LOOKS)));
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
