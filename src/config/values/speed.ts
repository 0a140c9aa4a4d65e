/** Speeds (07 §1.3): bytes a second; the `/s` may be left out, and there is no giga. */
import type { Cursor } from '../language/cursor.ts';
import { BYTE_UNITS, readMeasure, scaled } from './measure.ts';

const EXPECTED = 'a speed such as `5 mb/s`, without quotes; the units are k, kb, kib, m, mb and mib';

export function readSpeed(cursor: Cursor): number {
  const { text, at } = readMeasure(cursor, 'a speed', 1);
  const speed = scaled(text, BYTE_UNITS);
  if (speed === undefined) cursor.fail(at, `\`${text}\` is not a speed`, { expected: EXPECTED });
  return speed;
}
