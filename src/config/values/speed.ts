/** Speeds (07 §1.3): bytes a second; the `/s` may be left out, and there is no giga. */
import type { Cursor } from '../language/cursor.ts';
import { readMeasure, scaled } from './measure.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1000 ** 2,
  mib: 1024 ** 2,
};
const EXPECTED = 'a speed such as `5 mb/s`, without quotes; the units are k, kb, kib, m, mb and mib';

export function readSpeed(cursor: Cursor): number {
  const { text, at } = readMeasure(cursor, 'a speed', 1);
  const speed = scaled(text, UNITS);
  if (speed === undefined) cursor.fail(at, `\`${text}\` is not a speed`, { expected: EXPECTED });
  return speed;
}
