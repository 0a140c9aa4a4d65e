/** Whole numbers (07 §1.3), without sign or unit. Quoted ones are accepted, as Bacula does. */
import type { Cursor } from '../language/cursor.ts';
import { describeToken } from '../language/token.ts';

/** What 32 bits hold of a larger number is what Bacula keeps. */
export const readUnsigned = (cursor: Cursor): number => readWhole(cursor, (value) => Number(value & 0xffff_ffffn));
export const readInteger = (cursor: Cursor): number => readWhole(cursor, (value) => Number(BigInt.asIntN(32, value)));

const DIGITS_MAX = 40;

function readWhole(cursor: Cursor, keep: (value: bigint) => number): number {
  const expected = 'a whole number, not negative, without a unit';
  const token = cursor.next();
  const spelled = token.kind === 'number' || token.kind === 'string' || token.kind === 'quoted';
  const [, digits, fraction] = (spelled && /^(\d+)(\.\d*)?$/.exec(token.text)) || [];
  if (digits === undefined || digits.length > DIGITS_MAX) {
    return cursor.fail(token, `Expected a number, found ${describeToken(token)}`, { expected });
  }
  const value = keep(BigInt(digits));
  if (fraction !== undefined) cursor.warn(token, `${token.text} is not a whole number: it is read as ${value}`);
  else if (BigInt(digits) !== BigInt(value)) cursor.warn(token, `${digits} is too large: it is read as ${value}`);
  return value;
}
