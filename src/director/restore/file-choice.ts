/**
 * What a person wrote to choose files, as the Catalog is asked for it: exact names, folders with all below them,
 * patterns, and the folders above, so that their owners and modes come back too. Pure.
 */
import type { FileChoice } from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import { BadRestoreError } from './errors.ts';
import { isPattern, patternExpression } from './wildcard.ts';

const ITEMS_MAX = 10_000;
const NOTHING: FileChoice = { files: [], folders: [], patterns: [], parents: [] };

export function fileChoice(items: readonly ByteString[]): FileChoice {
  if (items.length > ITEMS_MAX) throw new BadRestoreError(`More than ${ITEMS_MAX} files and folders were chosen`);
  const parents = new Set<ByteString>();
  const choices = items.map((item) => itemChoice(item));
  for (const item of items) if (!isPattern(item)) for (const folder of foldersAbove(item)) parents.add(folder);
  return {
    files: choices.flatMap((choice) => choice.files),
    folders: choices.flatMap((choice) => choice.folders),
    patterns: choices.flatMap((choice) => choice.patterns),
    parents: [...parents],
  };
}

/** One item by itself, without what is above it. */
export function itemChoice(item: ByteString): FileChoice {
  if (item === '' || item.includes('\0')) throw new BadRestoreError('An empty name was chosen');
  if (isPattern(item)) return { ...NOTHING, patterns: [patternExpression(item)] };
  if (!isAbsolute(item)) {
    throw new BadRestoreError(
      `Not an absolute path: "${item}"`,
      'Name files as the backup has them, from the root on; *.conf and the like match in every folder',
    );
  }
  const plain = item.length > 1 && item.endsWith('/') ? item.slice(0, -1) : item;
  const folder = plain === '/' ? '/' : `${plain}/`;
  return item.endsWith('/') ? { ...NOTHING, folders: [folder] } : { ...NOTHING, files: [plain], folders: [folder] };
}

/** Also `C:/folder` of a Windows Client. */
const isAbsolute = (path: ByteString): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path);

/** `/a/b/c` lies in `/a/b/`, `/a/` and `/`. */
export function foldersAbove(path: ByteString): ByteString[] {
  const folders: ByteString[] = [];
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  for (let slash = path.indexOf('/'); slash >= 0 && slash < end; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash + 1));
  }
  return folders;
}
