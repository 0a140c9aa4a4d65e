/**
 * Folders whose time is spoiled by what comes back into them later are read a second time at the end; a genuine
 * Director leaves them with the time of the restore. The Catalog knows only where a Job lies on a Volume in large
 * pieces, so this may mean reading much for little: it is done where it costs little. Pure.
 */
import { type BootstrapPart, countOf } from '../../volume/index.ts';

const ALWAYS_BYTES = 256 * 1024 * 1024;
const SHARE_OF_ALL = 0.25;

export interface SecondReading {
  readonly parts: readonly BootstrapPart[];
  /** For the Job's log, where it is not done. */
  readonly warning?: string;
}

export function secondReading(again: readonly BootstrapPart[], all: readonly BootstrapPart[]): SecondReading {
  const costBytes = spannedBytes(again);
  if (costBytes <= Math.max(ALWAYS_BYTES, spannedBytes(all) * SHARE_OF_ALL)) return { parts: again };
  const folders = again.reduce((sum, part) => sum + countOf(part.fileIndexes), 0);
  const gigabytes = (costBytes / 1e9).toFixed(1);
  const warning = `${folders} folders get the time of the restore: to read theirs again would mean ${gigabytes} GB more`;
  return { parts: [], warning };
}

const spannedBytes = (parts: readonly BootstrapPart[]): number =>
  parts.flatMap(({ addresses }) => addresses).reduce((sum, { first, last }) => sum + last - first + 1, 0);
