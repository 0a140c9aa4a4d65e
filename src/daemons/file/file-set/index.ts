/** The door of file-set: a FileSet as a Director sends it, and what it says about a path. */
export { FileListError, FileSetError, RegexError } from './errors.ts';
export { type ExpandOptions, expandFileSet } from './expand-file-set.ts';
export { type Compression, type FileOptions, NO_OPTIONS, type Signature } from './file-options.ts';
export type { FileSet, IncludeBlock, OptionsBlock } from './file-set.ts';
export { blockOfTop, openSelector, type Selector } from './match.ts';
export { type ParsedFileSet, parseFileSet } from './parse-file-set.ts';
export type { Pattern } from './pattern.ts';
