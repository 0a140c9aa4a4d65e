/** Large trees of small files, and what a day of work does to a tree. Seeded: the same tree in every run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pseudoRandom, pseudoRandomBytes } from './pseudo-random.ts';

const FILES_AT_ONCE = 100;

export interface ManyFilesOptions {
  readonly files: number;
  /** Files are spread over folders of this many. */
  readonly filesPerDirectory?: number;
  /** Sizes are between 0 and this; 0 makes them all empty. */
  readonly sizeBytesMax?: number;
  readonly seed?: number;
}

/**
 * Returns the number of bytes written. Synchronous calls: a million empty files in well under a minute. After some the
 * other tests have their turn: their Directors live in this process.
 */
export async function makeManyFiles(root: string, options: ManyFilesOptions): Promise<number> {
  const { files, filesPerDirectory = 1000, sizeBytesMax = 0, seed = 1 } = options;
  const next = pseudoRandom(seed);
  const pool = pseudoRandomBytes(sizeBytesMax * 2, seed);
  const empty = Buffer.alloc(0);
  let written = 0;
  let directory = '';
  for (let index = 0; index < files; index++) {
    if (index % filesPerDirectory === 0) {
      const number = index / filesPerDirectory;
      directory = join(root, `group-${Math.floor(number / 100)}`, `folder-${number}`);
      mkdirSync(directory, { recursive: true });
    }
    if (index % FILES_AT_ONCE === 0) await setImmediate();
    const size = sizeBytesMax === 0 ? 0 : Math.floor(next() * (sizeBytesMax + 1));
    const offset = size === 0 ? 0 : Math.floor(next() * sizeBytesMax);
    writeFileSync(join(directory, `file-${index}`), size === 0 ? empty : pool.subarray(offset, offset + size));
    written += size;
  }
  return written;
}

export interface TreeChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  readonly renamed: readonly (readonly [from: string, to: string])[];
}

/**
 * Adds, changes, deletes and renames files and folders of a special tree; `round` makes a second call do other things.
 * Paths are relative to the root.
 */
export async function changeTree(root: string, round = 1): Promise<TreeChanges> {
  const at = (path: string) => join(root, path);
  const added = [`added-${round}`, `added-directory-${round}/inside`];
  const changed = round === 1 ? ['regular/text', 'regular/random-511'] : ['regular/random-1', 'links/one'];
  const deleted = round === 1 ? ['regular/random-65535', 'modes/directory-0644'] : ['regular/random-65537'];
  const renamed: [string, string][] =
    round === 1
      ? [
          ['regular/random-300000', `regular/renamed-${round}`],
          ['modes/directory-0777', `modes/renamed-directory-${round}`],
        ]
      : [['regular/random-131056', `regular/renamed-${round}`]];

  await mkdir(at(`added-directory-${round}`));
  for (const path of added) await writeFile(at(path), pseudoRandomBytes(70_000, round));
  for (const path of changed) await appendFile(at(path), `changed in round ${round}\n`);
  for (const path of deleted) await rm(at(path), { recursive: true });
  for (const [from, to] of renamed) await rename(at(from), at(to));
  return { added, changed, deleted, renamed };
}
