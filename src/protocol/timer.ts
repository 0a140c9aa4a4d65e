/** Node fires a timer at once that is set for longer than 24 days; time limits that mean "never" are cut to that. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export const timerMs = (ms: number): number => Math.min(ms, TIMER_MS_MAX);
