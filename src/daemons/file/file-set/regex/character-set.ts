/** What one place of a regular expression takes: characters, ranges and classes, or all but these. */
import { caseVariants, isStray, isWord } from './character.ts';

export interface CharacterSet {
  has(character: number): boolean;
}

export interface SetParts {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [low: number, high: number])[];
  readonly classes: readonly CharacterClass[];
}

export type CharacterClass = (character: number) => boolean;

const byPattern =
  (pattern: RegExp): CharacterClass =>
  (character) =>
    !isStray(character) && pattern.test(String.fromCodePoint(character));

export const CLASSES: Readonly<Record<string, CharacterClass>> = {
  alpha: byPattern(/^\p{Alphabetic}$/u),
  digit: byPattern(/^[0-9]$/),
  alnum: byPattern(/^[\p{Alphabetic}\p{Nd}]$/u),
  upper: byPattern(/^\p{Uppercase}$/u),
  lower: byPattern(/^\p{Lowercase}$/u),
  space: byPattern(/^[ \t\n\v\f\r\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]$/u),
  blank: byPattern(/^[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]$/u),
  punct: byPattern(/^[!-/:-@[-`{-~]$|^(?=[^\x00-\x7f])[\p{P}\p{S}]$/u),
  print: byPattern(/^[^\p{Cc}\p{Cn}\p{Cs}\u2028\u2029]$/u),
  graph: byPattern(/^[^\p{Cc}\p{Cn}\p{Cs}\p{Z}]$/u),
  cntrl: byPattern(/^[\p{Cc}\u2028\u2029]$/u),
  xdigit: byPattern(/^[0-9A-Fa-f]$/),
};

export const wordClass: CharacterClass = isWord;

/** Quick for ASCII; the others are computed each time. */
export function characterSet(parts: SetParts, ignoreCase: boolean): CharacterSet {
  const listed = (character: number): boolean =>
    parts.ranges.some(([low, high]) => character >= low && character <= high) ||
    parts.classes.some((belongs) => belongs(character));
  const has = (character: number): boolean => {
    const variants = ignoreCase ? caseVariants(character) : [character];
    return variants.some(listed) !== parts.negated;
  };
  const ascii = Uint8Array.from({ length: 0x80 }, (_, character) => (has(character) ? 1 : 0));
  return { has: (character) => (character < 0x80 ? ascii[character] === 1 : has(character)) };
}
