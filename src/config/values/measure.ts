/**
 * How Bacula gathers a value with a unit: words are taken as long as a blank follows the one before (07 §1.1, the
 * brace trap), and put together without blanks. The value may begin on a later line.
 */
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import { reportSwallowedBrace } from './words.ts';

const WORDS_MAX = 1000;

/** The factors that sizes and speeds have in common: `k` is 1024, `kb` is 1000. */
export const BYTE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1000 ** 2,
  mib: 1024 ** 2,
};

export interface Measure {
  /** All words together. */
  readonly text: string;
  /** Where it begins, and how far it reaches on that line. */
  readonly at: Token;
}

/** `wordsMax` counts the words after the first. */
export function readMeasure(cursor: Cursor, what: string, wordsMax = WORDS_MAX): Measure {
  const first = cursor.nextOverLines();
  if (first.kind !== 'number' && first.kind !== 'string' && first.kind !== 'identifier') {
    const hint = first.kind === 'quoted' ? { hint: 'Without quotes' } : {};
    cursor.fail(first, `Expected ${what}, found ${describeToken(first)}`, { expected: what, ...hint });
  }
  let text = first.text;
  let length = first.length;
  for (let words = 0; words < wordsMax && cursor.blankFollows(); words++) {
    const token = cursor.next();
    cursor.pushBackEnd(token);
    if (token.kind === 'close') reportSwallowedBrace(cursor, token, what);
    if (token.kind !== 'number' && token.kind !== 'string' && token.kind !== 'identifier') break;
    text += token.text;
    if (token.line === first.line) length = token.column + token.length - first.column;
  }
  return { text, at: { ...first, text, length } };
}

/**
 * A number and the factor of its unit, multiplied; undefined where it is none. What follows the unit is ignored, as
 * Bacula does: `5mb/s` is 5 mb.
 */
export function scaled(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d*)?)(?:([a-z]+)(?:[^a-z].*)?|[^a-z.\d].*)?$/is.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  return number === undefined || factor === undefined ? undefined : Math.floor(Number(number) * factor);
}
