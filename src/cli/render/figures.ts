/** Sizes, counts, times and durations for people. */

export const formatCount = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** `1 file`, `2 files` */
export const formatFiles = (n: number): string => `${formatCount(n)} file${n === 1 ? '' : 's'}`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `1.23 GB`: powers of 1000, three significant digits. */
export function formatBytes(bytes: number): string {
  let power = 0;
  let value = bytes;
  while (Math.round(value) >= 1000 && power < UNITS.length - 1) {
    value /= 1000;
    power++;
  }
  if (power === 0) return `${Math.round(value)} B`;
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${UNITS[power]}`;
}

/** Local time, to the second; nothing for what has not happened. */
export function formatTime(iso: string | undefined): string {
  if (iso === undefined) return '';
  const t = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;
  return `${day} ${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`;
}

const DAY = 86_400;

/** `365 days`, `6 h`, `1:02:03`: retentions in days, run times by the clock. */
export const formatRetention = (seconds: number): string =>
  seconds % DAY === 0 ? `${seconds / DAY} day${seconds === DAY ? '' : 's'}` : `${+(seconds / 3600).toFixed(1)} h`;

export function formatDuration(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
