/**
 * A command line to its words, as Bacula does without a shell: blanks part, quotes join, a backslash takes the next
 * character. The `%` codes are filled in on the way, so that no quote inside a value can open or close a word.
 */
import type { ByteString } from './byte-string.ts';

const PART = /\\([\s\S])|"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|(\s+)|(%[\s\S])|([\s\S])/g;
const withoutBackslashes = (quoted: string): string => quoted.replace(/\\([\s\S])/g, '$1');

/** An unclosed quote stands for itself. The blanks of an unquoted code's value part words: `%r` is several addresses. */
export function splitCommand(
  line: ByteString,
  substitute: (text: ByteString) => ByteString = (text) => text,
): readonly ByteString[] {
  const words: ByteString[] = [];
  let word: ByteString | undefined;
  for (const [, escaped, doubleQuoted, singleQuoted, blank, code, plain] of line.matchAll(PART)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (code !== undefined) {
      const [first = '', ...others] = substitute(code).split(/\s+/);
      word = (word ?? '') + first;
      for (const other of others) {
        words.push(word);
        word = other;
      }
    } else {
      const quoted = doubleQuoted === undefined ? singleQuoted : withoutBackslashes(doubleQuoted);
      word = (word ?? '') + (quoted === undefined ? (escaped ?? plain ?? '') : substitute(quoted));
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
