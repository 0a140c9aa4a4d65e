/** What one Options block asks for the files that it takes (specification 02 §4, 07 §3.2): one field for each letter. */

export type Signature = 'MD5' | 'SHA1' | 'SHA256' | 'SHA512' | 'XXHASH64' | 'XXH3_64' | 'XXH3_128';

export type Compression =
  | { readonly algorithm: 'gzip'; readonly level: number }
  | { readonly algorithm: 'lzo' }
  | { readonly algorithm: 'zstd'; readonly level: number };

export interface FileOptions {
  readonly signature: Signature | undefined;
  readonly compression: Compression | undefined;
  readonly sparse: boolean;
  /** Stay on the file system of the top. */
  readonly oneFs: boolean;
  readonly recurse: boolean;
  /** Later names of an inode are saved as links to the first one. */
  readonly hardLinks: boolean;
  readonly readFifo: boolean;
  readonly portable: boolean;
  readonly mtimeOnly: boolean;
  /** The time of access is set back after reading. */
  readonly keepAtime: boolean;
  /** Read without changing the time of access. */
  readonly noAtime: boolean;
  readonly acl: boolean;
  readonly xattr: boolean;
  /** Say so when a file changes while it is read. */
  readonly checkFileChanges: boolean;
  readonly honorNoDump: boolean;
  readonly ignoreCase: boolean;
  readonly hfsPlus: boolean;
  /** Whatever this block takes is left out. */
  readonly exclude: boolean;
  /** On restore, a hint only: the restore's own choice wins. */
  readonly replace: 'a' | 'w' | 'n' | undefined;
  /** Parts of the path that are not recorded. */
  readonly stripPath: number;
}

export const NO_OPTIONS: FileOptions = Object.freeze({
  signature: undefined,
  compression: undefined,
  sparse: false,
  oneFs: true,
  recurse: true,
  hardLinks: true,
  readFifo: false,
  portable: false,
  mtimeOnly: false,
  keepAtime: false,
  noAtime: false,
  acl: false,
  xattr: false,
  checkFileChanges: false,
  honorNoDump: false,
  ignoreCase: false,
  hfsPlus: false,
  exclude: false,
  replace: undefined,
  stripPath: 0,
});
