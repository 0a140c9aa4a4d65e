/**
 * Compares a restored tree with its source: names, types, bytes, modes, owners, times, link targets, hard links, device
 * numbers, ACLs and extended attributes. The answer is a list of sentences; an empty one means: equal.
 *
 * Bacula keeps times in whole seconds, saves no sockets, and cannot set ctime: these are not differences.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import type { GenuineVersion } from './genuine-programs.ts';
import { nextData } from './next-data.ts';
import { run } from './program.ts';

export interface CompareOptions {
  /** Names below the root (latin1) that are not compared, whether they came back or not. */
  readonly except?: (path: string) => boolean;
  /** Names whose ACLs and extended attributes are not compared. */
  readonly attributesExcept?: (path: string) => boolean;
  /** What tells a file's ACLs and extended attributes; false: they are not compared. Default: getfattr. */
  readonly attributes?: false | ((path: Buffer) => string);
  /** Demand that holes are holes again: the copy may take 1 MiB more on the disk than its source. */
  readonly sparse?: boolean;
  /** Stop after so many differences. */
  readonly differencesMax?: number;
}

/** What a genuine File Daemon does not bring back, whoever is its Director: 9.6.7 drops the attributes of a symlink. */
export function genuineLosses(version: GenuineVersion): CompareOptions {
  return version === '9.6.7' ? { attributesExcept: (path) => path.endsWith('meta/xattr-symlink') } : {};
}

interface Entry {
  readonly path: Buffer;
  readonly stats: BigIntStats;
  readonly type: string;
  readonly target: string;
  readonly attributes: string;
}

type Tree = Map<string, Entry>;

export async function compareTrees(source: string, restored: string, options: CompareOptions = {}): Promise<string[]> {
  const { differencesMax = 50, attributes } = options;
  const [expected, found] = await Promise.all([readTree(source, attributes), readTree(restored, attributes)]);
  const differences: string[] = [];
  for (const [name, entry] of expected) {
    if (entry.type === 'socket' || options.except?.(name)) continue;
    const copy = found.get(name);
    if (!copy) differences.push(`${show(name)}: missing`);
    else differences.push(...(await compareEntries(name, entry, copy, options)));
    if (differences.length > differencesMax) return [...differences, 'and more'];
  }
  for (const [name, entry] of found) {
    if (expected.get(name)?.type === 'socket') differences.push(`${show(name)}: a socket came back`);
    else if (!expected.has(name) && !options.except?.(name))
      differences.push(`${show(name)}: not in the source (${entry.type})`);
  }
  return [...differences, ...compareHardLinks(expected, found, options)].slice(0, differencesMax);
}

async function compareEntries(name: string, expected: Entry, found: Entry, options: CompareOptions): Promise<string[]> {
  if (expected.type !== found.type) return [`${show(name)}: expected ${expected.type}, found ${found.type}`];
  const differences: string[] = [];
  const same = (what: string, wanted: string | bigint, got: string | bigint) => {
    if (wanted !== got) differences.push(`${show(name)}: ${what} expected ${show(wanted)}, found ${show(got)}`);
  };
  const [a, b] = [expected.stats, found.stats];
  same('mode', (a.mode & 0o7777n).toString(8), (b.mode & 0o7777n).toString(8));
  same('owner', `${a.uid}:${a.gid}`, `${b.uid}:${b.gid}`);
  same('mtime', wholeSeconds(a.mtimeNs), wholeSeconds(b.mtimeNs));
  if (!options.attributesExcept?.(name)) same('attributes', expected.attributes, found.attributes);
  if (expected.type === 'symlink') same('target', expected.target, found.target);
  if (expected.type.endsWith('device')) same('device number', a.rdev, b.rdev);
  if (expected.type !== 'file') return differences;
  same('size', a.size, b.size);
  if (a.size === b.size) {
    const offset = await firstDifference(expected.path, found.path, Number(a.size));
    if (offset !== undefined) differences.push(`${show(name)}: bytes differ from offset ${offset}`);
  }
  if (options.sparse && b.blocks * 512n > a.blocks * 512n + 2n ** 20n) {
    differences.push(`${show(name)}: takes ${b.blocks * 512n} bytes on the disk, the source ${a.blocks * 512n}`);
  }
  return differences;
}

/** Names of one inode must be names of one inode again, and of no other. */
function compareHardLinks(expected: Tree, found: Tree, options: CompareOptions): string[] {
  const groups = (tree: Tree) => {
    const names = new Map<string, string[]>();
    for (const [name, { type, stats }] of tree) {
      if (type === 'directory' || stats.nlink < 2n || !expected.has(name) || options.except?.(name)) continue;
      const inode = `${stats.dev}:${stats.ino}`;
      names.set(inode, [...(names.get(inode) ?? []), name]);
    }
    return new Set([...names.values()].filter((group) => group.length > 1).map((group) => group.sort().join(' = ')));
  };
  const [before, after] = [groups(expected), groups(found)];
  return [
    ...[...before.difference(after)].map((group) => `${show(group)}: no longer one inode`),
    ...[...after.difference(before)].map((group) => `${show(group)}: one inode that was not one`),
  ];
}

async function readTree(root: string, tell: CompareOptions['attributes']): Promise<Tree> {
  const attributes = tell === undefined ? await readAttributes(root) : undefined;
  const tree: Tree = new Map();
  const visit = async (name: string): Promise<void> => {
    const path = Buffer.from(name === '.' ? root : `${root}/${name}`, 'latin1');
    const stats = await lstat(path, { bigint: true });
    const type = typeOf(stats);
    const target = type === 'symlink' ? (await readlink(path, { encoding: 'buffer' })).toString('latin1') : '';
    tree.set(name, { path, stats, type, target, attributes: tell ? tell(path) : (attributes?.get(name) ?? '') });
    if (type !== 'directory') return;
    for (const child of await readdir(path, { encoding: 'buffer' })) {
      await visit(name === '.' ? child.toString('latin1') : `${name}/${child.toString('latin1')}`);
    }
  };
  await visit('.');
  return tree;
}

/** All extended attributes below a folder, ACLs among them (system.posix_acl_*), as text with hexadecimal values. */
async function readAttributes(root: string): Promise<Map<string, string>> {
  const command = [
    'getfattr',
    '--recursive',
    '--physical',
    '--no-dereference',
    '--match=-',
    '--dump',
    '--encoding=hex',
    '.',
  ];
  const { stdout } = await run(command, { cwd: root, timeoutMs: 300_000 });
  const found = new Map<string, string>();
  for (const block of stdout.split('\n\n')) {
    const [header = '', ...lines] = block.split('\n');
    if (!header.startsWith('# file: ')) continue;
    const name = header
      .slice('# file: '.length)
      .replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    found.set(
      name,
      lines
        .filter((line) => !line.startsWith('security.selinux'))
        .sort()
        .join(' '),
    );
  }
  return found;
}

function typeOf(stats: BigIntStats): string {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return stats.isBlockDevice() ? 'block device' : 'character device';
}

const CHUNK_BYTES = 4 * 2 ** 20;

/** Where two files of one size begin to differ, by reading both. */
async function firstDifference(left: Buffer, right: Buffer, size: number): Promise<number | undefined> {
  await using a = await open(left);
  await using b = await open(right);
  const chunk = Math.min(CHUNK_BYTES, size + 1); // one more: a file that grows is noticed
  const [x, y] = [Buffer.allocUnsafe(chunk), Buffer.allocUnsafe(chunk)];
  for (let offset = 0; ; ) {
    const data = Math.min(nextData(a.fd, offset, size), nextData(b.fd, offset, size)); // both have a hole until there
    offset = Math.max(offset, data);
    const [one, two] = await Promise.all([a.read(x, 0, chunk, offset), b.read(y, 0, chunk, offset)]);
    if (one.bytesRead === 0 && two.bytesRead === 0) return undefined;
    const length = Math.min(one.bytesRead, two.bytesRead);
    if (one.bytesRead !== two.bytesRead || x.compare(y, 0, length, 0, length) !== 0) {
      for (let index = 0; index < length; index++) if (x[index] !== y[index]) return offset + index;
      return offset + length;
    }
    offset += length;
  }
}

const wholeSeconds = (ns: bigint) =>
  (ns - (((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)) / 1_000_000_000n;
const show = (value: string | bigint) => JSON.stringify(value.toString());
