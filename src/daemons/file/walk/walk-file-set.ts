/** All files of a FileSet, in the order in which genuine Clients save them (specification 02 §4, 04 §3.1). */
import type { FileSet } from '../file-set/index.ts';
import { directoryScans } from '../native/index.ts';
import { openFileSystemCheck } from './file-system-check.ts';
import { IncludeWalk } from './include-walk.ts';
import type { WalkContext } from './walk-context.ts';
import type { WalkItem } from './walk-entry.ts';

/**
 * Depth first, a directory after its contents. Entries are looked at when they are pulled, so whoever pulls sets the
 * pace; what is left open when he stops is closed. `fileSet` has paths only (`expandFileSet`).
 */
export function* walkFileSet(fileSet: FileSet, context: WalkContext): Generator<WalkItem, void, void> {
  const tools = { directories: context.directories ?? directoryScans(), fileSystems: openFileSystemCheck() };
  for (const include of fileSet.includes) {
    const walk = new IncludeWalk(include, fileSet.excludes, context, tools);
    for (const path of include.files) yield* walk.from(path);
  }
}
