/**
 * A FileSet as the lines that an FD reads (page 02 §4): first the Include blocks, then the Exclude blocks, each closed
 * twice by `N`. `<file` and `|command` entries of the Director are expanded before they come here (`fromList`).
 */
import type { ByteString } from '../../core/index.ts';
import { UnsendableTextError } from '../message-errors.ts';

export interface FileSetLines {
  readonly enableVss: boolean;
  readonly enableSnapshot: boolean;
  readonly includes: readonly FileSetBlock[];
  readonly excludes: readonly FileSetBlock[];
}

export interface FileSetBlock {
  readonly excludeDirContaining?: ByteString | undefined;
  readonly options: readonly FileSetOptions[];
  readonly files: readonly FileSetEntry[];
  readonly plugins: readonly ByteString[];
}

/** A path, or what the FD expands itself: `|command`, `<list`. */
export interface FileSetEntry {
  readonly path: ByteString;
  /** Read by the Director from a list or a command: such entries end in a newline, as genuine ones do. */
  readonly fromList?: boolean;
}

export interface FileSetOptions {
  /** The option string, see fileset-options.ts. */
  readonly letters: ByteString;
  readonly regex?: readonly ByteString[];
  readonly regexDir?: readonly ByteString[];
  readonly regexFile?: readonly ByteString[];
  readonly wild?: readonly ByteString[];
  readonly wildDir?: readonly ByteString[];
  readonly wildFile?: readonly ByteString[];
  readonly base?: readonly ByteString[];
  readonly fsType?: readonly ByteString[];
  readonly driveType?: readonly ByteString[];
  readonly plugin?: ByteString | undefined;
}

/** The packets in their order; EOD and the answer `2000 OK include` follow. */
export function* formatFileSet(fileSet: FileSetLines): Generator<ByteString> {
  yield `fileset${fileSet.enableVss ? ' vss=1' : ''}${fileSet.enableSnapshot ? ' snap=1' : ''}\n`;
  for (const block of fileSet.includes) yield* formatBlock('I', block);
  for (const block of fileSet.excludes) yield* formatBlock('E', block);
}

function* formatBlock(kind: 'I' | 'E', block: FileSetBlock): Generator<ByteString> {
  yield `${kind}\n`;
  if (block.excludeDirContaining !== undefined) yield `Z ${oneLine(block.excludeDirContaining)}\n`;
  for (const options of block.options) yield* formatOptions(options);
  for (const entry of block.files) yield entry.fromList ? `F ${oneLine(entry.path)}\n` : `F ${packet(entry.path)}`;
  yield 'N\n';
  for (const plugin of block.plugins) yield `P ${packet(plugin)}`;
  yield 'N\n';
}

function* formatOptions(options: FileSetOptions): Generator<ByteString> {
  yield `O ${oneLine(options.letters)}\n`;
  yield* items('R', options.regex);
  yield* items('RD', options.regexDir);
  yield* items('RF', options.regexFile);
  yield* items('W', options.wild);
  yield* items('WD', options.wildDir);
  yield* items('WF', options.wildFile);
  yield* items('B', options.base);
  yield* items('X', options.fsType);
  yield* items('XD', options.driveType);
  if (options.plugin !== undefined) yield `G ${oneLine(options.plugin)}\n`;
  yield 'N\n';
}

function* items(code: string, values: readonly ByteString[] = []): Generator<ByteString> {
  for (const value of values) yield `${code} ${oneLine(value)}\n`;
}

/** Most items end at their newline: one inside would forge the next item. */
function oneLine(text: ByteString): ByteString {
  if (/[\n\0]/.test(text)) throw new UnsendableTextError('a FileSet item', text);
  return text;
}

/** File and plugin items fill their packet; only a NUL ends them early. */
function packet(text: ByteString): ByteString {
  if (text.includes('\0')) throw new UnsendableTextError('a FileSet item', text);
  return text;
}
