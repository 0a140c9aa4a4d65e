/** The door of walk: the files of a FileSet, one after the other. For a worker thread: it never waits for anything. */
export type { HardLinks, SavedName } from './hard-links.ts';
export { isNewerThan } from './is-newer-than.ts';
export { type HardLinksOptions, openHardLinks } from './open-hard-links.ts';
export { recordedPath } from './recorded-path.ts';
export type { WalkContext } from './walk-context.ts';
export type { WalkEntry, WalkItem, WalkProblem } from './walk-entry.ts';
export { walkFileSet } from './walk-file-set.ts';
