/** The door of walk: the files of a FileSet, one after the other. For a worker thread: it never waits for anything. */
export type { HardLinks, SavedName } from './hard-links.ts';
export type { WalkContext } from './walk-context.ts';
export type { WalkEntry, WalkItem, WalkProblem } from './walk-entry.ts';
