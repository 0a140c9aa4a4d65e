/** The FileSet of a Job, from the Director's lines to paths; what was passed over has been said when the lines came. */
import type { ByteString } from '../../../core/index.ts';
import { expandFileSet, type FileSet, parseFileSet } from '../file-set/index.ts';
import type { ThreadTools } from './thread-tools.ts';

/** @throws FileSetError, RegexError, FileListError */
export const fileSetOf = (lines: readonly ByteString[], { signal }: ThreadTools): Promise<FileSet> =>
  expandFileSet(parseFileSet(lines).fileSet, { signal });
