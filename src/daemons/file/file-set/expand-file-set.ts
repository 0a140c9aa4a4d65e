/**
 * `<list` and `|command` of a FileSet, which the Client reads itself (specification 07 §3.1): bounded in time and in
 * size. A list that cannot be read is fatal: half a FileSet would be half a backup.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  type ByteString,
  byteStringToBytes,
  displayText,
  programFault,
  runProgram,
  splitCommand,
} from '../../../core/index.ts';
import { SystemFault } from '../native/index.ts';
import { FileListError } from './errors.ts';
import type { FileSet } from './file-set.ts';

export interface ExpandOptions {
  readonly signal?: AbortSignal | undefined;
  /** For a command; ten minutes where left out. */
  readonly timeoutMs?: number;
}

const COMMAND_MS = 10 * 60_000;
const NAMES_MAX = 2_000_000;

/** The same FileSet with paths only. @throws FileListError */
export async function expandFileSet(fileSet: FileSet, options: ExpandOptions = {}): Promise<FileSet> {
  const includes = [];
  for (const include of fileSet.includes) includes.push({ ...include, files: await expand(include.files, options) });
  return { includes, excludes: await expand(fileSet.excludes, options) };
}

async function expand(files: readonly ByteString[], options: ExpandOptions): Promise<ByteString[]> {
  const paths: ByteString[] = [];
  for (const file of files) {
    if (/^[<|]/.test(file)) await readList(file, options, paths);
    else paths.push(file);
  }
  return paths;
}

async function readList(text: ByteString, options: ExpandOptions, paths: ByteString[]): Promise<void> {
  const read = text.startsWith('|') ? outputOf : linesOf;
  const onLine = (line: ByteString): void => {
    const path = line.replace(/\s+$/, '');
    if (path !== '' && paths.length <= NAMES_MAX) paths.push(path);
  };
  const fault = await read(text.slice(1), options, onLine);
  if (fault !== undefined) throw new FileListError(text, fault);
  if (paths.length > NAMES_MAX) throw new FileListError(text, `more than ${NAMES_MAX} names`);
}

type ReadLines = (
  text: ByteString,
  options: ExpandOptions,
  onLine: (line: ByteString) => void,
) => Promise<string | undefined>;

const outputOf: ReadLines = async (command, { signal, timeoutMs = COMMAND_MS }, onLine) =>
  programFault(await runProgram(splitCommand(command), { timeoutMs, signal, onLine, linesMax: NAMES_MAX + 2 }));

const linesOf: ReadLines = async (path, { signal }, onLine) => {
  try {
    const input = createReadStream(byteStringToBytes(path), { encoding: 'latin1', ...(signal && { signal }) });
    for await (const line of createInterface({ input })) onLine(line);
    return undefined;
  } catch (error) {
    return displayText(SystemFault.of(error).message);
  }
};
