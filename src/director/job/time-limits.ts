/**
 * The limits of a Job's life: 08b §1.4. Event driven, one timer for whatever is due next; the genuine Director looks
 * once a minute, ours acts when the moment has come.
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

  const check = (): void => {
    clearTimeout(timer);
    const nowMs = clock.now().getTime();
    const waiting = job.workingSince !== undefined && WAITING.includes(job.shownStatus);
    if (waitingSinceMs !== undefined) waitedMs += nowMs - waitingSinceMs;
    waitingSinceMs = waiting ? nowMs : undefined;
    const due = [
      dueAt('Max run sched time exceeded. Job canceled.', job.scheduledAt, limits.maxRunSchedTimeSec),
      dueAt('Max run time exceeded. Job canceled.', job.workingSince, limits.maxRunTimeSec),
      dueAt(
        'Max wait time exceeded. Job canceled.',
        waiting ? new Date(nowMs - waitedMs) : undefined,
        limits.maxWaitTimeSec,
      ),
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

const dueAt = (message: string, from: Date | undefined, limitSec: number) =>
  from === undefined || limitSec <= 0 ? undefined : { message, atMs: from.getTime() + limitSec * 1000 };
