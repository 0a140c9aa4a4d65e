/** Whether applying the files of this node would undo what somebody else has committed since they were edited. Pure. */
import { displayText } from '../../core/index.ts';
import { type Bases, filesOf } from './node/working-copy.ts';
import type { Release } from './release/manifest.ts';

/**
 * Files that were changed on both sides: here, and in a release that these were never in step with. `bases`: what each was
 * in step with last.
 */
export function outdatedFiles(working: Release, committed: Release | undefined, bases: Bases): readonly string[] {
  if (committed === undefined) return [];
  const here = new Map(filesOf(working).map(({ place, sha256 }) => [place, sha256]));
  const there = new Map(filesOf(committed).map(({ place, sha256 }) => [place, sha256]));
  return [...new Set([...here.keys(), ...there.keys()])]
    .filter((place) => here.get(place) !== there.get(place) && there.get(place) !== bases.get(place))
    .map(displayText)
    .sort();
}
