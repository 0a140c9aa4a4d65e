/**
 * A FileSet as the Client is told it: `<file` and `|command` entries are expanded here, by the Director, bounded in
 * time and size (02 §4, 07 §3); those that the Client shall expand itself lose their backslash.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { FileSetInclude, FileSetResource } from '../../config/index.ts';
import {
  type ByteString,
  byteStringToBytes,
  describeError,
  displayText,
  programFault,
  runProgram,
  splitCommand,
} from '../../core/index.ts';
import { type FileSetBlock, type FileSetEntry, type FileSetLines, withoutCompression } from '../../protocol/index.ts';
import { type JobCodes, substituteJobCodes } from '../run-script/index.ts';
import { FileListError } from './errors.ts';

export interface ExpandOptions {
  readonly allowCompression: boolean;
  readonly codes: () => JobCodes;
  readonly signal?: AbortSignal;
}

const COMMAND_MS = 10 * 60_000;
const LINES_MAX = 2_000_000;

export async function fileSetLines(fileSet: FileSetResource, options: ExpandOptions): Promise<FileSetLines> {
  const block = async (source: Partial<FileSetInclude> & Pick<FileSetInclude, 'entries'>): Promise<FileSetBlock> => ({
    // The wire has room for one marker file in a block; a second one is not heard of in genuine configurations.
    excludeDirContaining: source.excludeDirContaining?.[0],
    options: (source.options ?? []).map(({ letters, wildBase, wildFile, ...patterns }) => {
      const all = letters.map((option) => option.letters).join('');
      return {
        ...patterns,
        wildFile: [...wildFile, ...wildBase],
        letters: options.allowCompression ? all : withoutCompression(all),
      };
    }),
    files: await expand(textsOf(source.entries, 'file'), options),
    plugins: textsOf(source.entries, 'plugin'),
  });
  return {
    enableVss: fileSet.enableVss,
    enableSnapshot: fileSet.enableSnapshot,
    includes: await Promise.all(fileSet.includes.map(block)),
    excludes: await Promise.all(fileSet.excludes.map(block)),
  };
}

const textsOf = (entries: FileSetInclude['entries'], kind: 'file' | 'plugin'): ByteString[] =>
  entries.filter((entry) => entry.kind === kind).map((entry) => entry.text);

async function expand(texts: readonly ByteString[], options: ExpandOptions): Promise<FileSetEntry[]> {
  const entries: FileSetEntry[] = [];
  for (const text of texts) {
    const read = text.startsWith('|') ? outputOf : text.startsWith('<') ? linesOf : undefined;
    if (read === undefined) entries.push({ path: /^\\[|<]/.test(text) ? text.slice(1) : text });
    else await read(text.slice(1), options, (path) => take(entries, path));
    if (entries.length > LINES_MAX) throw new FileListError(displayText(text), `more than ${LINES_MAX} names`);
  }
  return entries;
}

/** Never throws: it is called from a stream. One name too many is what `expand` notices. */
function take(entries: FileSetEntry[], path: ByteString): void {
  if (path !== '' && entries.length <= LINES_MAX) entries.push({ path, fromList: true });
}

type TakeLine = (path: ByteString) => void;

async function outputOf(command: ByteString, { codes, signal }: ExpandOptions, onLine: TakeLine): Promise<void> {
  const facts = codes();
  const words = splitCommand(command, (word) => substituteJobCodes(word, facts));
  const result = await runProgram(words, { timeoutMs: COMMAND_MS, signal, onLine, linesMax: LINES_MAX + 2 });
  const fault = programFault(result);
  if (fault !== undefined) throw new FileListError(`|${displayText(command)}`, fault);
}

async function linesOf(path: ByteString, { signal }: ExpandOptions, onLine: TakeLine): Promise<void> {
  try {
    const input = createReadStream(byteStringToBytes(path), { encoding: 'latin1', ...(signal && { signal }) });
    for await (const line of createInterface({ input })) onLine(line);
  } catch (error) {
    if (error instanceof FileListError) throw error;
    throw new FileListError(`<${displayText(path)}`, describeError(error), { cause: error });
  }
}
