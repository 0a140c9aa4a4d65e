/** The blocks of a FileSet (07 §3): Include with its Options, and Exclude. */
import type { ByteString } from '../../core/index.ts';
import { assignment, readBlock } from '../language/block.ts';
import type { Cursor } from '../language/cursor.ts';
import { describeToken, type Token } from '../language/token.ts';
import type { Row } from '../table/index.ts';
import { quoted } from '../values/render.ts';
import { readName } from '../values/words.ts';
import { type FileSetOptions, readOptions } from './options.ts';
import { showOptions } from './show-options.ts';

export type { FileSetOptions, OptionLetters } from './options.ts';

/** One `File =` or `Plugin =`, unquoted, in the order written. `<list` and `|command` are left to the start of the Job. */
export interface FileSetEntry {
  readonly kind: 'file' | 'plugin';
  readonly text: ByteString;
}

export interface FileSetInclude {
  /** Rises from block to block of the file, over Includes and Excludes: the digest goes by it. */
  readonly ordinal: number;
  readonly options: readonly FileSetOptions[];
  readonly entries: readonly FileSetEntry[];
  readonly excludeDirContaining: readonly ByteString[];
}

export interface FileSetExclude {
  readonly ordinal: number;
  readonly entries: readonly FileSetEntry[];
}

const ONE_A_LINE = 'One File a line; a path with blanks in it needs quotes';

export const includeBlocks = (): Row<readonly FileSetInclude[]> => ({
  entries: [{ name: 'Include', block: true, read: (cursor) => [readInclude(cursor)] }],
  repeat: 'append',
  initial: [],
  show: (value) => (value as readonly FileSetInclude[]).flatMap(showInclude),
});

export const excludeBlocks = (): Row<readonly FileSetExclude[]> => ({
  entries: [{ name: 'Exclude', block: true, read: (cursor) => [readExclude(cursor)] }],
  repeat: 'append',
  initial: [],
  show: (value) =>
    (value as readonly FileSetExclude[]).flatMap(({ entries = [] }) => showBlock('Exclude', entries, [])),
});

function readInclude(cursor: Cursor): FileSetInclude {
  const ordinal = cursor.ordinal();
  const options: FileSetOptions[] = [];
  const entries: FileSetEntry[] = [];
  const excludeDirContaining: ByteString[] = [];
  readBlock(cursor, {
    what: 'an Include block',
    names: ['File', 'Plugin', 'Options', 'ExcludeDirContaining'],
    entries: new Map([
      ['file', entry('file', entries)],
      ['plugin', entry('plugin', entries)],
      ['excludedircontaining', assignment((at) => excludeDirContaining.push(readName(at)), ONE_A_LINE)],
      [
        'options',
        (at: Cursor) => {
          options.push(readOptions(at));
        },
      ],
    ]),
  });
  return { ordinal, options, entries, excludeDirContaining };
}

function readExclude(cursor: Cursor): FileSetExclude {
  const ordinal = cursor.ordinal();
  const entries: FileSetEntry[] = [];
  const what = 'an Exclude block';
  readBlock(cursor, { what, names: ['File'], entries: new Map([['file', entry('file', entries)]]) });
  return { ordinal, entries };
}

const entry = (kind: FileSetEntry['kind'], entries: FileSetEntry[]) =>
  assignment((cursor) => entries.push({ kind, text: readPathEntry(cursor).text }), ONE_A_LINE);

/** The value may begin on a later line; backslashes need quotes. */
function readPathEntry(cursor: Cursor): Token {
  const token = cursor.nextOverLines();
  const expected = 'a path';
  if (token.kind !== 'identifier' && token.kind !== 'string' && token.kind !== 'quoted') {
    cursor.fail(token, `Expected a path, found ${describeToken(token)}`, { expected });
  }
  if (token.kind === 'string' && token.text.includes('\\')) {
    cursor.fail(token, 'A backslash outside quotes', {
      expected: 'forward slashes, or quotes and doubled backslashes',
    });
  }
  return token;
}

function showInclude({ options = [], entries = [], excludeDirContaining = [] }: Partial<FileSetInclude>): string[] {
  const marked = excludeDirContaining.map((name) => `ExcludeDirContaining = ${quoted(name)}`);
  return showBlock('Include', entries, [...options.flatMap(showOptions), ...marked]);
}

const showBlock = (word: string, entries: readonly FileSetEntry[], before: readonly string[]): string[] => {
  const lines = entries.map(({ kind, text }) => `${kind === 'file' ? 'File' : 'Plugin'} = ${quoted(text)}`);
  return [`${word} {`, ...[...before, ...lines].map((line) => `  ${line}`), '}'];
};
