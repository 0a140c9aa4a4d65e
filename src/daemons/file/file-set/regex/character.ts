/**
 * Characters of a path for a regular expression: UTF-8 where it is UTF-8, as with genuine Clients under a UTF-8 locale.
 * A byte that belongs to no character is one of its own, above all others.
 */
import type { ByteString } from '../../../../core/index.ts';

/** What a byte that is no part of a UTF-8 character counts as, added to the byte. */
const STRAY = 0x11_0000;
export const isStray = (character: number): boolean => character >= STRAY;

/** The character at an index of bytes ≥ 0x80; its length in bytes is `lengthOf` it. */
export function decodeCharacter(text: ByteString, at: number): number {
  const lead = text.charCodeAt(at);
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > text.length) return STRAY + lead;
  let character = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const byte = text.charCodeAt(at + i);
    if ((byte & 0xc0) !== 0x80) return STRAY + lead;
    character = (character << 6) | (byte & 0x3f);
  }
  const surrogate = character >= 0xd800 && character <= 0xdfff;
  return lengthOf(character) === length && character < STRAY && !surrogate ? character : STRAY + lead;
}

export const lengthOf = (character: number): number => {
  if (character < 0x80 || isStray(character)) return 1;
  return character < 0x800 ? 2 : character < 0x1_0000 ? 3 : 4;
};

/** All its characters. */
export function charactersOf(text: ByteString): number[] {
  const characters: number[] = [];
  for (let at = 0; at < text.length; ) {
    const byte = text.charCodeAt(at);
    const character = byte < 0x80 ? byte : decodeCharacter(text, at);
    characters.push(character);
    at += lengthOf(character);
  }
  return characters;
}

const WORD = /^[\p{L}\p{N}\p{M}_]$/u;

/** A letter, a digit or an underscore. */
export function isWord(character: number): boolean {
  if (character < 0x80) {
    const letter = character | 0x20;
    return (letter >= 0x61 && letter <= 0x7a) || (character >= 0x30 && character <= 0x39) || character === 0x5f;
  }
  return !isStray(character) && WORD.test(String.fromCodePoint(character));
}

/** The same in the other case; itself where there is none. */
export function caseVariants(character: number): readonly number[] {
  if (isStray(character)) return [character];
  const text = String.fromCodePoint(character);
  const variants = [text.toLowerCase(), text.toUpperCase()].filter((other) => [...other].length === 1);
  return [character, ...variants.map((other) => other.codePointAt(0) as number)];
}
