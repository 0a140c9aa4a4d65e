/** Character classes of the language. Bytes from 0x80 are ordinary characters of words (07 §1). */

export const isBlank = (c: string): boolean => c === ' ' || c === '\t' || c === '\r' || c === '\v' || c === '\f';
export const isDigit = (c: string): boolean => c >= '0' && c <= '9';
export const isLetter = (c: string): boolean => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

/** What ends an identifier, and a word behind `@`. */
export const ENDS_IDENTIFIER = new Set(['\n', '=', '}', '{', ';', ',', '"', '#']);
export const ENDS_STRING = new Set(['\n', '=', '}', '{', ';', ',', '#']);
export const ENDS_NUMBER = new Set(['\n', ',', ';']);
