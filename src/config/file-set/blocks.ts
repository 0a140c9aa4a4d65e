/** The blocks of a FileSet (07 §3): Include with its Options, and Exclude. */
import type { ByteString } from '../../core/index.ts';
import type { Row } from '../table/index.ts';

/** One `File =` or `Plugin =`, unquoted, in the order written. `<list` and `|command` are left to the start of the Job. */
export interface FileSetEntry {
  readonly kind: 'file' | 'plugin';
  readonly text: ByteString;
}

/** One option and the letters it becomes (07 §3.2), such as `Compression` and `Z6`. */
export interface OptionLetters {
  readonly directive: ByteString;
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

export interface FileSetInclude {
  readonly options: readonly FileSetOptions[];
  readonly entries: readonly FileSetEntry[];
  readonly excludeDirContaining: readonly ByteString[];
}

export interface FileSetExclude {
  readonly entries: readonly FileSetEntry[];
}

export function includeBlocks(): Row<readonly FileSetInclude[]> {
  return { entries: [], repeat: 'append', initial: [] };
}

export function excludeBlocks(): Row<readonly FileSetExclude[]> {
  return { entries: [], repeat: 'append', initial: [] };
}
