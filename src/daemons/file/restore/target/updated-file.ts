/** A file that is there already and gets other attributes; its data stays as it is. */
import type { LStat } from '../../../../protocol/index.ts';
import type { Place } from './folder.ts';
import type { RestoredEntry } from './restored-entry.ts';
import { setMode, setOwner, setTimes } from './set-attributes.ts';

export const updatedFile = ({ path }: Place, lstat: LStat): RestoredEntry => ({
  path,
  write: () => {},
  settle: () => [setOwner(path, lstat), setMode(path, lstat)].filter((text) => text !== undefined),
  close: () => [setTimes(path, lstat)].filter((text) => text !== undefined),
});
