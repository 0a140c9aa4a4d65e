/** One Options block of a FileSet (07 §3.2): option letters in the order written, and the patterns. */
import type { ByteString } from '../../core/index.ts';
import { assignment, type BlockEntries, readBlock } from '../language/block.ts';
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import { keywordValue, nextText } from '../values/words.ts';
import { CHOICES, LETTER_SETS } from './option-letters.ts';
import { regexMistake } from './posix-regex.ts';

/** One option and the letters it becomes (07 §3.2), such as `Compression` and `Z6`. */
export interface OptionLetters {
  /** Canonical spelling. */
  readonly directive: string;
  readonly letters: ByteString;
}

export interface FileSetOptions {
  /** In the order written; all letters together make the `O` line to the Client. */
  readonly letters: readonly OptionLetters[];
  readonly regex: readonly ByteString[];
  readonly regexDir: readonly ByteString[];
  readonly regexFile: readonly ByteString[];
  readonly wild: readonly ByteString[];
  readonly wildDir: readonly ByteString[];
  /** WildFile with a slash or backslash in it. */
  readonly wildFile: readonly ByteString[];
  /** WildFile without: sent as `WB`. */
  readonly wildBase: readonly ByteString[];
  readonly base: readonly ByteString[];
  readonly fsType: readonly ByteString[];
  readonly driveType: readonly ByteString[];
  readonly plugin: ByteString | undefined;
}

type ListName = Exclude<keyof FileSetOptions, 'letters' | 'plugin' | 'wildBase'>;

/** The lists, by directive. */
const LISTS: Readonly<Record<string, ListName>> = {
  Regex: 'regex',
  RegexDir: 'regexDir',
  RegexFile: 'regexFile',
  Wild: 'wild',
  WildDir: 'wildDir',
  WildFile: 'wildFile',
  Base: 'base',
  FsType: 'fsType',
  DriveType: 'driveType',
};
const NAMES = [...Object.keys(CHOICES), ...Object.keys(LETTER_SETS), 'StripPath', ...Object.keys(LISTS), 'Plugin'];
const ONE_A_LINE = 'One value a line';

type Draft = {
  -readonly [K in keyof FileSetOptions]: FileSetOptions[K] extends readonly (infer T)[] ? T[] : FileSetOptions[K];
};

const emptyDraft = (): Draft => ({
  letters: [],
  regex: [],
  regexDir: [],
  regexFile: [],
  wild: [],
  wildDir: [],
  wildFile: [],
  wildBase: [],
  base: [],
  fsType: [],
  driveType: [],
  plugin: undefined,
});

export function readOptions(cursor: Cursor): FileSetOptions {
  const draft = emptyDraft();
  readBlock(cursor, { what: 'an Options block', entries: entriesInto(draft), names: NAMES });
  return draft;
}

function entriesInto(draft: Draft): BlockEntries {
  const entries = new Map<string, (cursor: Cursor, name: Token) => void>();
  const entry = (directive: string, read: (cursor: Cursor) => void): void => {
    entries.set(directive.toLowerCase(), assignment(read, ONE_A_LINE));
  };
  const adds = (directive: string, read: (cursor: Cursor) => ByteString): void =>
    entry(directive, (cursor) => draft.letters.push({ directive, letters: read(cursor) }));

  for (const [directive, choices] of Object.entries(CHOICES)) adds(directive, (at) => readChoice(at, choices));
  for (const [directive, set] of Object.entries(LETTER_SETS)) adds(directive, (at) => readLetters(at, directive, set));
  adds('StripPath', readStripPath);
  for (const [directive, list] of Object.entries(LISTS)) {
    entry(directive, (cursor) => {
      cursor.pushBack(cursor.nextOverLines());
      const { text } = list.startsWith('regex') ? readRegex(cursor) : nextText(cursor, 'a text');
      draft[list === 'wildFile' && !/[/\\]/.test(text) ? 'wildBase' : list].push(text);
    });
  }
  entry('Plugin', (cursor) => {
    draft.plugin = nextText(cursor, 'a text').text;
  });
  return entries;
}

const readChoice = (cursor: Cursor, choices: Readonly<Record<string, string>>): ByteString =>
  keywordValue(cursor, nextText(cursor, `one of ${Object.keys(choices).join(', ')}`, 'words'), choices);

function readLetters(
  cursor: Cursor,
  directive: string,
  set: { readonly prefix: string; readonly known: string },
): ByteString {
  const token = cursor.next('words');
  const spelled =
    token.kind === 'number' || token.kind === 'identifier' || token.kind === 'string' || token.kind === 'quoted';
  if (!spelled) cursor.fail(token, `Expected letters of ${directive}, found ${describeToken(token)}`);
  // 9.6.7 accepts any letter, and its Client ignores those that it does not know.
  const wrong = [...token.text].find((letter) => !set.known.includes(letter));
  if (wrong !== undefined) {
    cursor.warn(token, `${directive} has no option \`${wrong}\`: it is ignored`, { expected: `some of ${set.known}` });
  }
  const letters = [...token.text].filter((letter) => set.known.includes(letter)).join('');
  return letters === '' ? '' : `${set.prefix}${letters}:`;
}

function readStripPath(cursor: Cursor): ByteString {
  const token = cursor.next();
  if (!/^\d{1,9}$/.test(token.text)) {
    cursor.fail(token, `Expected a number, found ${describeToken(token)}`, {
      expected: 'how many parts of the path to strip',
    });
  }
  return `P${token.text}:`;
}

function readRegex(cursor: Cursor): Token {
  const token = nextText(cursor, 'a regular expression');
  const mistake = regexMistake(token.text);
  return mistake === undefined ? token : cursor.fail(token, `This is no POSIX regular expression: ${mistake}`);
}
