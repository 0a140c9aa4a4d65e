/** Values that are words (07 §1.3): texts, names, paths, keywords, references, and lists of them. */
import type { ByteString } from '../../core/index.ts';
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import { nearestHint } from '../nearest.ts';
import type { Reference } from '../table/row.ts';

const NAME_BYTES_MAX = 127;

/** The next token as a text; a bare number is none, it must be quoted. */
export function nextText(cursor: Cursor, what: string, mode?: 'words'): Token {
  const token = cursor.next(mode);
  if (token.kind === 'identifier' || token.kind === 'string' || token.kind === 'quoted') return token;
  if (mode === 'words' && token.kind === 'number') return token;
  if (token.kind === 'number') {
    cursor.fail(token, `A bare number is not ${what}`, { expected: what, hint: 'Put it in quotes' });
  }
  const hint = token.kind === 'eol' ? { hint: 'The value begins on the line of the `=`' } : {};
  return cursor.fail(token, `Expected ${what}, found ${describeToken(token)}`, { expected: what, ...hint });
}

export const readText = (cursor: Cursor): ByteString => nextText(cursor, 'a text').text;

/** As readText, but what was found is not repeated in a message. */
export const readPassword = (cursor: Cursor): ByteString => nextText(cursor, 'a password').text;

export const readName = (cursor: Cursor): ByteString => checkedName(cursor, nextText(cursor, 'a name')).text;

export function checkedName(cursor: Cursor, token: Token): Token {
  if (token.text.length <= NAME_BYTES_MAX) return token;
  return cursor.fail(token, `This name is ${token.text.length} bytes long, at most ${NAME_BYTES_MAX} are allowed`);
}

/** What makes a path one that only the shell can read. */
const FOR_THE_SHELL = /[~$*?`\\[]/;

export function readPath(cursor: Cursor): ByteString {
  const token = nextText(cursor, 'a path');
  return token.text.startsWith('|') || !FOR_THE_SHELL.test(token.text) ? token.text : cursor.expand(token);
}

/** One of a few words, in any case; what it stands for. */
export function readKeyword<T>(cursor: Cursor, words: Readonly<Record<string, T>>): T {
  const known = Object.keys(words);
  const expected = known.length === 1 ? `${known[0]}` : `one of ${known.join(', ')}`;
  const token = nextText(cursor, expected);
  return keywordValue(cursor, token, words);
}

export function keywordValue<T>(cursor: Cursor, token: Token, words: Readonly<Record<string, T>>): T {
  const wanted = token.text.toLowerCase();
  const known = Object.keys(words);
  const found = known.find((word) => word.toLowerCase() === wanted);
  if (found !== undefined) return words[found] as T;
  const expected = known.length === 1 ? `${known[0]}` : `one of ${known.join(', ')}`;
  return cursor.fail(token, `Expected ${expected}, found ${describeToken(token)}`, {
    expected,
    ...nearestHint(token.text, known),
  });
}

export function readReference(cursor: Cursor, kind: string): Reference {
  return referenceTo(kind, checkedName(cursor, nextText(cursor, `the name of a ${kind}`)));
}

export function referenceTo(kind: string, { text, file, line, column, length }: Token): Reference {
  return { kind, name: text, file, line, column, length };
}

/**
 * Items with commas directly behind them, all on one line; only blanks, a comment or a closing brace may follow.
 */
export function readItems(cursor: Cursor, what: string): Token[] {
  const items: Token[] = [];
  for (;;) {
    items.push(checkedName(cursor, nextText(cursor, what)));
    if (cursor.peek() === ',') {
      cursor.next();
      continue;
    }
    const blank = cursor.blankFollows();
    const after = cursor.next();
    if (after.kind === 'close' && blank) {
      cursor.pushBack(after);
      cursor.fail(after, 'Bacula stumbles over a `}` on the line of a list', {
        expected: 'a new line or `;` before the brace',
      });
    }
    if (after.kind !== 'eol' && after.kind !== 'close' && after.kind !== 'eof') {
      const hint = after.kind === 'comma' ? { hint: 'The comma stands directly behind the item before it' } : {};
      cursor.fail(after, `Expected the end of the list, found ${describeToken(after)}`, {
        expected: 'a comma directly behind the item, or the end of the line',
        ...hint,
      });
    }
    cursor.pushBack(after);
    return items;
  }
}

export const readList = (cursor: Cursor): ByteString[] => readItems(cursor, 'a text').map(({ text }) => text);

export const readReferences = (cursor: Cursor, kind: string): Reference[] =>
  readItems(cursor, `the name of a ${kind}`).map((token) => referenceTo(kind, token));

/** As a list, with blanks around the commas; but Bacula swallows a brace that follows on the same line. */
export function readAcl(cursor: Cursor): ByteString[] {
  const items: ByteString[] = [];
  for (;;) {
    items.push(nextText(cursor, 'a name or `*all*`').text);
    const after = cursor.next();
    if (after.kind === 'comma') continue;
    cursor.pushBackEnd(after);
    if (after.kind === 'close') reportSwallowedBrace(cursor, after, 'an access list');
    else if (after.kind !== 'eol' && after.kind !== 'eof') {
      cursor.warn(after, `${describeToken(after)} is ignored`, { hint: 'Items of a list are separated by commas' });
      const next = cursor.next();
      cursor.pushBackEnd(next);
      if (next.kind === 'comma') cursor.fail(next, 'Expected the end of the line, found `,`');
    }
    return items;
  }
}

/** Bacula takes this brace for a part of the value, and misses it later. */
export function reportSwallowedBrace(cursor: Cursor, { file, line, column, length }: Token, what: string): void {
  cursor.report({
    file,
    line,
    column,
    length,
    message: `Bacula swallows a \`}\` on the line of ${what}`,
    expected: 'a new line or `;` before the brace',
  });
}
