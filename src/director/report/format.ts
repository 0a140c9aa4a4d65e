/** How reports and message lines write times, durations and sizes (specification 08b §9). Local time, English months. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const two = (n: number): string => String(n).padStart(2, '0');
const clockTime = (t: Date): string => `${two(t.getHours())}:${two(t.getMinutes())}`;
const dayMonth = (t: Date): string => `${two(t.getDate())}-${MONTHS[t.getMonth()]}`;

/** `20-Nov 09:32`, at the head of a message line. */
export const formatLineTime = (t: Date): string => `${dayMonth(t)} ${clockTime(t)}`;

/** `20-Nov-2026 09:32:46` */
export const formatReportTime = (t: Date): string =>
  `${dayMonth(t)}-${t.getFullYear()} ${clockTime(t)}:${two(t.getSeconds())}`;

/** `2026-11-20 09:32:46`, as the Catalog writes it. */
export const formatCatalogTime = (t: Date): string =>
  `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())} ${clockTime(t)}:${two(t.getSeconds())}`;

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'min'],
  [1, 'sec'],
];

/** `1 hour 2 mins 3 secs`; what is zero is left out, but nothing at all is `0 secs`. */
export function formatElapsed(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, name] of UNITS) {
    const amount = Math.floor(rest / size);
    rest %= size;
    if (amount > 0) parts.push(`${amount} ${name}${amount === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? '0 secs' : parts.join(' ');
}

/** Whole seconds between start and end, at least one, so that a rate can be told. */
export const elapsedSeconds = (start: Date, end: Date): number =>
  Math.max(1, Math.floor(end.getTime() / 1000) - Math.floor(start.getTime() / 1000));

/** `5,002,429,235` */
export const formatCount = (n: number | bigint): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

const SUFFIXES = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** `5.002 GB`, `429.0 KB`, `176 B`: powers of 1000, four significant digits, cut off and not rounded. */
export function formatSize(bytes: number | bigint): string {
  const digits = String(bytes);
  const power = Math.floor((digits.length - 1) / 3);
  if (power === 0) return `${digits} B`;
  const whole = digits.slice(0, digits.length - 3 * power);
  const decimals = digits.slice(whole.length, 4);
  return `${whole}.${decimals} ${SUFFIXES[power] ?? 'EB'}`;
}

/** `5,002,429,235 (5.002 GB)` */
export const formatBytes = (bytes: number | bigint): string => `${formatCount(bytes)} (${formatSize(bytes)})`;

/** `294260.5 KB/s` */
export const formatRate = (bytes: number | bigint, seconds: number): string =>
  `${(Number(bytes) / 1000 / Math.max(1, seconds)).toFixed(1)} KB/s`;

/** `57.9% 2.4:1`, or `None` where less than half a percent was saved. */
export function formatSaving(before: number | bigint, after: number | bigint, divisor = after): string {
  const saved = before === 0 || before === 0n ? 0 : 100 * (1 - Number(after) / Number(before));
  if (saved < 0.5) return 'None';
  const ratio = Number(divisor) === 0 ? Number(before) : Number(before) / Number(divisor);
  return `${saved.toFixed(1)}% ${ratio.toFixed(1)}:1`;
}

/** `  Label:                  value`: the value stands in column 27. */
export const reportLine = (label: string, value: string | number): string => `  ${`${label}:`.padEnd(24)}${value}\n`;
