/**
 * Numbers as decimal text where there is another one for each file. V8 keeps the text of a number that it was asked for until
 * another number takes its place: long enough to count as old, and to lie about until old objects are collected. Here
 * it is asked only for what stands before the last three digits.
 */
const THOUSAND = 1000;
const LAST_THREE = Array.from({ length: THOUSAND }, (_, value) => value.toString().padStart(3, '0'));

/** Of a whole number that is not negative: as `${value}`. */
export function decimalText(value: number): string {
  if (value < THOUSAND) return value.toString();
  return decimalText(Math.floor(value / THOUSAND)) + LAST_THREE[value % THOUSAND];
}
