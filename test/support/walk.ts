/** Walks in tests: FileSets in a few words, and what comes out in lines that can be compared. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseFileSet } from '../../src/daemons/file/file-set/index.ts';
import {
  openHardLinks,
  recordedPath,
  type WalkContext,
  type WalkItem,
  walkFileSet,
} from '../../src/daemons/file/walk/index.ts';

/** Option letters, then the items of the block: `W *.o`. */
export type OptionsBlockLines = readonly [letters: string, ...items: string[]];

export interface FileSetWords {
  readonly files: readonly string[];
  readonly options?: readonly OptionsBlockLines[];
  readonly excludes?: readonly string[];
  /** ExcludeDirContaining. */
  readonly markers?: readonly string[];
}

/** As a Director sends it, between `fileset` and EOD. */
export function fileSetLines({ files, options = [['M']], excludes = [], markers = [] }: FileSetWords): string[] {
  const blocks = options.flatMap(([letters, ...items]) => [
    `O ${letters}\n`,
    ...items.map((item) => `${item}\n`),
    'N\n',
  ]);
  const exclude = excludes.length === 0 ? [] : ['E\n', ...excludes.map((path) => `F ${path}`), 'N\n', 'N\n'];
  const marked = markers.map((name) => `Z ${name}\n`);
  return ['I\n', ...marked, ...blocks, ...files.map((path) => `F ${path}`), 'N\n', 'N\n', ...exclude];
}

/** Everything, saved names noted as a Job does. */
export function walk(words: FileSetWords, context: Partial<WalkContext> = {}): WalkItem[] {
  const { fileSet } = parseFileSet(fileSetLines(words));
  using links = openHardLinks({ fileSet });
  const items: WalkItem[] = [];
  let fileIndex = 0;
  for (const item of walkFileSet(fileSet, { links, ...context })) {
    items.push(item);
    if (item.kind === 'entry' && item.changed) links.note(item.stat, recordedPath(item), ++fileIndex);
  }
  return items;
}

/** `3 /srv/file`, `4 /srv/link -> target`, `1 /srv/two -> /srv/one #7`; of what is not saved, what is said of it. */
export function describeItem(item: WalkItem): string {
  if (item.kind === 'problem') return `[${item.message}] ${item.text}`;
  const link = item.link === '' ? '' : ` -> ${item.link}`;
  const index = item.first === undefined ? '' : ` #${item.stat.linkFileIndex}`;
  return `${item.changed ? '' : '(unchanged) '}${item.type} ${recordedPath(item)}${link}${index}`;
}

export const walkLines = (words: FileSetWords, context: Partial<WalkContext> = {}): string[] =>
  walk(words, context).map(describeItem);

/** A tree of small files from their paths; a slash at the end makes a directory. */
export async function growTree(root: string, paths: readonly string[]): Promise<string> {
  await mkdir(root);
  for (const path of paths) {
    await mkdir(join(root, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (!path.endsWith('/')) await writeFile(join(root, path), 'x');
  }
  return root;
}

/** The lines without the root, for a tree whose place changes. */
export const below = (root: string, lines: readonly string[]): string[] =>
  lines.map((line) => line.replaceAll(root, ''));
