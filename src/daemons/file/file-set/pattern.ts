/** One compiled pattern of a FileSet: a wildcard or a regular expression. Paths are bytes, one character each. */
import type { ByteString } from '../../../core/index.ts';

export interface Pattern {
  /** Bounded in time whatever the path: never worse than path length × pattern length. */
  matches(path: ByteString): boolean;
}
