/** Sizes (07 §1.3): a number and one unit; `k` is 1024, `kb` is 1000. What follows the first unit is ignored. */
import type { Cursor } from '../language/cursor.ts';
import { BYTE_UNITS, readMeasure, scaled } from './measure.ts';

const UNITS: Readonly<Record<string, number>> = {
  ...BYTE_UNITS,
  g: 1024 ** 3,
  gb: 1000 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1000 ** 4,
  tib: 1024 ** 4,
};
const EXPECTED = 'a size such as `50 GB` or `1024k`, without quotes';

export function readSize(cursor: Cursor): number {
  // Bacula reads one word behind the first; it may be several that ran together.
  const { text, at } = readMeasure(cursor, 'a size', 1);
  const bytes = scaled(text, UNITS);
  if (bytes === undefined) cursor.fail(at, `\`${text}\` is not a size`, { expected: EXPECTED });
  if (bytes > Number.MAX_SAFE_INTEGER) cursor.fail(at, `\`${text}\` is too large`, { expected: 'less than 8 PiB' });
  return bytes;
}
