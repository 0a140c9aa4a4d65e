/**
 * What a person wrote to choose files, as the Catalog is asked for it: exact names, folders with all below them,
 * patterns, and the folders above, so that their owners and modes come back too. Pure.
 */
import type { FileChoice, PathWish } from '../../catalog/index.ts';
import { type ByteString, displayText } from '../../core/index.ts';
import { BadRestoreError } from './errors.ts';
import { isPattern, patternExpression } from './wildcard.ts';

const ITEMS_MAX = 100_000;

export function fileChoice(items: readonly ByteString[]): FileChoice {
  if (items.length > ITEMS_MAX) throw new BadRestoreError(`More than ${ITEMS_MAX} files and folders were chosen`);
  const plain = items.filter((item) => !isPattern(item));
  const wishes = items.filter(mayBeExact).map(pathWish);
  return {
    files: wishes.map(({ path }) => path).filter((path) => path !== ''),
    folders: wishes.map(({ folder }) => folder),
    patterns: items.filter(isPattern).map(patternExpression),
    parents: [...new Set(plain.flatMap(foldersAbove))],
  };
}

/** What reads as a pattern may be the very name of a file as well: lists of files hold such names, and mean them. */
export const mayBeExact = (item: ByteString): boolean => !isPattern(item) || isAbsolute(item);

/** `/a/b` may be a file or a folder; `/a/b/` is a folder. */
export function pathWish(item: ByteString): PathWish {
  if (item === '' || item.includes('\0')) throw new BadRestoreError('An empty name was chosen');
  if (!isAbsolute(item)) {
    const hint = 'Name files as the backup has them, from the root on; *.conf and the like match in every folder';
    throw new BadRestoreError(`Not an absolute path: "${displayText(item)}"`, hint);
  }
  return item.endsWith('/') ? { path: '', folder: item } : { path: item, folder: `${item}/` };
}

/** Also `C:/folder` of a Windows Client. */
export const isAbsolute = (path: ByteString): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path);

/** `/a/b/c` lies in `/a/b/`, `/a/` and `/`. */
export function foldersAbove(path: ByteString): ByteString[] {
  const folders: ByteString[] = [];
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  for (let slash = path.indexOf('/'); slash >= 0 && slash < end; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash + 1));
  }
  return folders;
}
