/**
 * A FileSet as the Client works with it (specification 02 §4, 07 §3): what the Director's lines say, checked and ready
 * to be matched. Patterns are compiled once; nothing here touches the disk.
 */
import type { ByteString } from '../../../core/index.ts';
import type { FileOptions } from './file-options.ts';
import type { Pattern } from './pattern.ts';

export interface FileSet {
  readonly includes: readonly IncludeBlock[];
  /** The `File =` of all Exclude blocks: each is matched as a wildcard against the whole path. */
  readonly excludes: readonly ByteString[];
}

export interface IncludeBlock {
  /** A directory that holds this name is left out with all that is below it. */
  readonly excludeDirContaining: ByteString | undefined;
  readonly options: readonly OptionsBlock[];
  /** Paths; until `expandFileSet` also `<list` and `|command`. */
  readonly files: readonly ByteString[];
  /** Plugin commands, saved after all files. */
  readonly plugins: readonly ByteString[];
  /** Letters that decide which attributes of a file are compared (02 §4). */
  readonly accurate: ByteString;
  readonly baseJob: ByteString;
  readonly verify: ByteString;
}

export interface OptionsBlock {
  readonly flags: FileOptions;
  /** In the order in which they are tried. */
  readonly forDirectories: readonly Pattern[];
  readonly forOthers: readonly Pattern[];
  /** File systems by name, such as `ext4`; empty: all. */
  readonly fsTypes: readonly ByteString[];
  readonly driveTypes: readonly ByteString[];
  /** An option plugin; no file of ours is read by one. */
  readonly plugin: ByteString | undefined;
}
