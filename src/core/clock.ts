/**
 * Time as an argument. Wall time is for people and the Catalog; deadlines and durations are counted on the
 * monotonic clock, which no administrator can set back.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Wall time. */
  now(): Date;
  /** Milliseconds on a clock that only moves forward; its zero means nothing. */
  monotonicMs(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};

/** Seconds since 1970 of a wall time, rounded down, as Bacula stores and sends it. */
export const unixSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);
