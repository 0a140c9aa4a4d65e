/** When a Schedule runs (07 §4), in the local time zone. Pure: the clock is the caller's. */
import type { ScheduleResource } from '../resources/director/schedule.ts';
import type { ScheduleRun } from './run.ts';
import type { ScheduleTimes } from './times.ts';

/** True when `moment` lies in a minute that is one of the times. */
export function runsAt(times: ScheduleTimes, moment: Date): boolean {
  if (moment.getMinutes() !== times.minute || times.hours[moment.getHours()] !== true) return false;
  return runsOn(times, moment.getFullYear(), moment.getMonth(), moment.getDate());
}

/** The next start of a Schedule strictly after `after`, and the Run line it comes from; undefined: none in sight. */
export function nextRun(
  schedule: Pick<ScheduleResource, 'runs'>,
  after: Date,
): { readonly at: Date; readonly run: ScheduleRun } | undefined {
  let next: { at: Date; run: ScheduleRun } | undefined;
  for (const run of schedule.runs) {
    const at = nextTime(run.times, after);
    if (at && (next === undefined || at < next.at)) next = { at, run };
  }
  return next;
}

/** A February 29th may be eight years away; a combination with a weekday longer, and that is given up. */
const DAYS_AHEAD_MAX = 366 * 30;
const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

/** The first of the times strictly after `after`. Times that a change of the clock skips do not exist. */
export function nextTime(times: ScheduleTimes, after: Date): Date | undefined {
  const start = Math.floor(after.getTime() / MINUTE_MS + 1) * MINUTE_MS;
  const from = new Date(start);
  for (let day = 0; day <= DAYS_AHEAD_MAX; day++) {
    const midnight = new Date(from.getFullYear(), from.getMonth(), from.getDate() + day);
    if (!runsOn(times, midnight.getFullYear(), midnight.getMonth(), midnight.getDate())) continue;
    const found = firstTimeOfDay(times, midnight, start);
    if (found) return found;
  }
  return undefined;
}

/** Walks the real half hours of the day (some clocks change by one), so that one that comes twice is found twice, and a skipped one never. */
function firstTimeOfDay(times: ScheduleTimes, midnight: Date, start: number): Date | undefined {
  const dayAfter = new Date(midnight.getFullYear(), midnight.getMonth(), midnight.getDate() + 1).getTime();
  for (let half = midnight.getTime(); half < dayAfter; half += HALF_HOUR_MS) {
    const at = new Date(half + times.minute * MINUTE_MS);
    if (at.getTime() >= start && times.hours[at.getHours()] === true && at.getMinutes() === times.minute) return at;
  }
  return undefined;
}

/** True when something runs on this day (months count from 0). */
export function runsOn(times: ScheduleTimes, year: number, month: number, day: number): boolean {
  if (times.months[month] !== true) return false;
  if (times.lastDayOfMonth && day === new Date(year, month + 1, 0).getDate()) return true;
  const weekday = new Date(year, month, day).getDay();
  return (
    times.daysOfMonth[day - 1] === true &&
    times.weekdays[weekday] === true &&
    times.weeksOfMonth[Math.floor((day - 1) / 7)] === true &&
    times.weeksOfYear[weekOfYear(year, month, day)] === true
  );
}

/** ISO 8601's number, but days before the first week are week 0, and late December keeps its own year's count. */
export function weekOfYear(year: number, month: number, day: number): number {
  const fourth = new Date(year, 0, 4).getDay();
  const first = 1 - fourth <= 0 ? 8 - fourth : 1 - fourth;
  const dayOfYear = Math.round((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000);
  const days = dayOfYear - first + 4;
  return days < 0 ? 0 : 1 + Math.floor(days / 7);
}
