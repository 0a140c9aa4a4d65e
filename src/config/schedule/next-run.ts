/** When a Schedule runs (07 §4), in the local time zone. Pure: the clock is the caller's. */
import type { ScheduleResource } from '../resources/director/schedule.ts';
import type { ScheduleRun } from './run.ts';
import type { ScheduleTimes } from './times.ts';

/** True when `minute`, a moment whose seconds do not matter, is one of the times. */
export function runsAt(_times: ScheduleTimes, _minute: Date): boolean {
  return false;
}

/** The next start of a Schedule strictly after `after`, with the Run line it comes from; undefined: none in two years. */
export function nextRun(
  _schedule: ScheduleResource,
  _after: Date,
): { readonly at: Date; readonly run: ScheduleRun } | undefined {
  return undefined;
}
