/**
 * The limits of a Job's life: 08b §1.4. Event driven, one timer for whatever is due next; the genuine Director looks
 * once a minute, ours acts when the moment has come. Counted on the monotonic clock: a wall clock that is set ends no Job.
 */
import type { Clock } from '../../core/index.ts';

export interface TimeLimits {
  /** Counted from when the daemons began to work; the one for the actual level comes before the general one. */
  readonly maxRunTimeSec: number;
  /** Counted from the scheduled time, also while the Job is queued. */
  readonly maxRunSchedTimeSec: number;
  /** The sum of all waiting once the daemons are at work. */
  readonly maxWaitTimeSec: number;
}

/** Waiting, as MaxWaitTime counts it. */
const WAITING = 'FSmMsjcdpqduw';
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface LimitedJob {
  readonly scheduledAt: Date;
  readonly workingSince: Date | undefined;
  readonly shownStatus: string;
}

/** Call `check` after every change; `onExceeded` is called with the message, once is enough for the Job's log. */
export function watchTimeLimits(
  job: LimitedJob,
  limits: TimeLimits,
  clock: Clock,
  onExceeded: (message: string) => void,
): { check(): void } & Disposable {
  let timer: NodeJS.Timeout | undefined;
  let waitedMs = 0;
  let waitingSinceMs: number | undefined;
  /** Moments of the wall clock as the monotonic one counts: it is asked once, when they are first heard of. */
  const moments = new Map<number, number>();
  const monotonic = (moment: Date): number => {
    const wallMs = moment.getTime();
    const known = moments.get(wallMs) ?? clock.monotonicMs() - (clock.now().getTime() - wallMs);
    moments.set(wallMs, known);
    return known;
  };

  const check = (): void => {
    clearTimeout(timer);
    const nowMs = clock.monotonicMs();
    const waiting = job.workingSince !== undefined && WAITING.includes(job.shownStatus);
    if (waitingSinceMs !== undefined) waitedMs += nowMs - waitingSinceMs;
    waitingSinceMs = waiting ? nowMs : undefined;
    const due = [
      dueAt('Max run sched time exceeded. Job canceled.', monotonic(job.scheduledAt), limits.maxRunSchedTimeSec),
      dueAt(
        'Max run time exceeded. Job canceled.',
        job.workingSince && monotonic(job.workingSince),
        limits.maxRunTimeSec,
      ),
      dueAt('Max wait time exceeded. Job canceled.', waiting ? nowMs - waitedMs : undefined, limits.maxWaitTimeSec),
    ].filter((limit) => limit !== undefined);
    const next = due.sort((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined) return;
    if (next.atMs <= nowMs) {
      onExceeded(next.message);
    } else {
      timer = setTimeout(check, Math.min(next.atMs - nowMs, TIMER_MS_MAX));
      timer.unref();
    }
  };
  check();
  return { check, [Symbol.dispose]: () => clearTimeout(timer) };
}

const dueAt = (message: string, fromMs: number | undefined, limitSec: number) =>
  fromMs === undefined || limitSec <= 0 ? undefined : { message, atMs: fromMs + limitSec * 1000 };
