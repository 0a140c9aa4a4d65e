/** A tree that a Job saves: it changes only between Jobs, and whoever asks is told what is in it, byte for byte. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pseudoRandomBytes } from '../../test/support/pseudo-random.ts';

export interface FileFacts {
  readonly bytes: number;
  readonly sum: string;
}

/** Paths below the tree's root. */
export type Manifest = ReadonlyMap<string, FileFacts>;

const FILES_AT_FIRST = 30;
const FILES_MAX = 60;
const LARGE_BYTES = 120_000;
/** Of a hundred small ones beside each large one, so that there are rows to be told. */
const SMALL_FILES = 20;

export class ChangingTree {
  readonly root: string;
  readonly #next: () => number;
  readonly #files = new Map<string, FileFacts>();
  #made = 0;

  constructor(root: string, next: () => number) {
    this.root = root;
    this.#next = next;
  }

  static async make(root: string, next: () => number): Promise<ChangingTree> {
    const tree = new ChangingTree(root, next);
    await tree.grow(FILES_AT_FIRST);
    return tree;
  }

  manifest(): Manifest {
    return new Map(this.#files);
  }

  async grow(folders: number): Promise<void> {
    for (let count = 0; count < folders; count++) {
      const folder = `folder-${this.#made++}`;
      await mkdir(join(this.root, folder), { recursive: true });
      await this.#write(join(folder, 'large'), Math.floor(this.#next() * LARGE_BYTES));
      for (let small = 0; small < SMALL_FILES; small++) await this.#write(join(folder, `small-${small}`), small * 7);
    }
  }

  /** Before a Full, so that it stays as small as it was. */
  async prune(): Promise<void> {
    const folders = (await readdir(this.root)).sort((a, b) => numberOf(a) - numberOf(b));
    for (const folder of folders.slice(0, Math.max(0, folders.length - FILES_MAX))) {
      await rm(join(this.root, folder), { recursive: true });
      for (const path of this.#files.keys()) if (path.startsWith(`${folder}/`)) this.#files.delete(path);
    }
  }

  async #write(path: string, bytes: number): Promise<void> {
    const content = pseudoRandomBytes(bytes, Math.floor(this.#next() * 2 ** 31));
    await writeFile(join(this.root, path), content);
    this.#files.set(path, { bytes, sum: sumOf(content) });
  }
}

const numberOf = (folder: string): number => Number(folder.replace('folder-', ''));

const sumOf = (content: Buffer): string => createHash('sha1').update(content).digest('base64');

/** What lies below a folder; nothing where there is no folder. */
export async function readTree(root: string): Promise<Manifest> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = new Map<string, FileFacts>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    found.set(path.slice(root.length + 1), { bytes: content.length, sum: sumOf(content) });
  }
  return found;
}

export const bytesOf = (manifest: Manifest): number => manifest.values().reduce((sum, { bytes }) => sum + bytes, 0);

/** What is wrong with `found`, in a sentence: all of `least` must be there, and nothing but what is in `most`. */
export function compareManifests(found: Manifest, least: Manifest, most: Manifest): string | undefined {
  const missing = [...least.keys()].filter((path) => !found.has(path));
  if (missing.length > 0) return `${missing.length} of ${least.size} files are missing, the first is ${missing[0]}`;
  const wrong = [...found].filter(([path, { sum }]) => most.get(path)?.sum !== sum);
  return wrong.length === 0
    ? undefined
    : `${wrong.length} of ${found.size} files are wrong, the first is ${wrong[0]?.[0]}`;
}
