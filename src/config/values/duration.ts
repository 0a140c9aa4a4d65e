/** Durations (07 §1.3): a sum of numbers with units, a unit being any prefix of its name. `m` is months. */
import type { Cursor } from '../language/cursor.ts';
import { readMeasure } from './measure.ts';

/** Seconds of the spans that defaults are written in. */
export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const YEAR = 365 * DAY;

/** The first one that begins with the text counts, so the order is the meaning. */
const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['n', MINUTE],
  ['seconds', 1],
  ['months', 30 * DAY],
  ['minutes', MINUTE],
  ['mins', MINUTE],
  ['hours', HOUR],
  ['days', DAY],
  ['weeks', 7 * DAY],
  ['quarters', 91 * DAY],
  ['years', YEAR],
];
const EXPECTED = 'a duration such as `30 days` or `1 hour 30 minutes`, without quotes';

export function readDuration(cursor: Cursor): number {
  const { text, at } = readMeasure(cursor, 'a duration');
  const seconds = parseDuration(text);
  if (seconds === undefined) cursor.fail(at, `\`${text}\` is not a duration`, { expected: EXPECTED });
  return seconds;
}

/** Seconds; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const part = /(\d+(?:\.\d*)?)\s*([a-z]*)\s*/iy;
  let seconds = 0;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (!found) return undefined;
    const [, number = '', unit = ''] = found;
    const factor = unit === '' ? 1 : UNITS.find(([name]) => name.startsWith(unit.toLowerCase()))?.[1];
    if (factor === undefined) return undefined;
    seconds += Number(number) * factor;
  }
  return text === '' ? undefined : Math.floor(seconds);
}
