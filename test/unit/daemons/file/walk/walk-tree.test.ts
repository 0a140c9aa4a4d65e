/** The walk on a real tree: everything, once, in its order, with its type and numbers. */

import { opendir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { nodeDirectoryScans } from '../../../../../src/daemons/file/native/node-directory-scan.ts';
import { recordedPath, type WalkEntry } from '../../../../../src/daemons/file/walk/index.ts';
import { run } from '../../../../support/program.ts';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.ts';
import { makeSpecialTree } from '../../../../support/tree.ts';
import { describeItem, growTree, walk } from '../../../../support/walk.ts';

let dir: TempDir;
let special: string;
test.before(async () => {
  dir = await makeTempDir('walk');
  special = join(dir.path, 'special');
  await makeSpecialTree(special, { large: false });
});
test.after.always(() => dir?.[Symbol.asyncDispose]());

let trees = 0;
const newTree = (...paths: string[]): Promise<string> => growTree(join(dir.path, `tree-${++trees}`), paths);

test('everything comes once, each directory after what is in it, in the order of the file system', async (t) => {
  const found = await run(['find', special, '-printf', '%y %p\\0']);
  const expected = found.stdout.split('\0').filter((line) => line !== '' && !line.startsWith('s '));
  const entries = walk({ files: [special] }).filter((item) => item.kind === 'entry');
  t.deepEqual(entries.map(({ path }) => path).sort(), expected.map((line) => line.slice(2)).sort());
  const seen = new Set<string>();
  for (const { path, type } of entries) {
    t.false(seen.has(dirname(path)), `${path} comes behind its directory`);
    seen.add(path);
    const kind = expected.find((line) => line.slice(2) === path)?.charAt(0);
    t.true((kind === 'd') === (type === 5) && (kind === 'l') === (type === 4), `${kind} ${type} ${path}`);
  }
  const names: string[] = [];
  for await (const entry of await opendir(join(special, 'regular'))) names.push(entry.name);
  const regular = entries.filter(({ path }) => dirname(path) === join(special, 'regular'));
  t.deepEqual(
    regular.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)),
    names,
  );
});

test('each kind of file has its type, its link and its numbers', (t) => {
  const items = walk({ files: [special] });
  const entry = (name: string) => items.find((item) => item.path === `${special}/${name}`) as WalkEntry;
  t.is(entry('regular/random-0').type, 2);
  t.is(entry('regular/empty-private').type, 3);
  t.is(entry('regular/random-1').type, 3);
  t.is(entry('special/fifo').type, 6);
  t.is(entry('special/null').type, 6);
  t.is(entry('special/block').type, 6);
  t.is(entry('special/large-numbers').stat.rdev, (70_000 % 256) | (511 << 8) | ((70_000 >> 8) << 20));
  t.like(entry('links/dangling'), { type: 4, link: '/nonexistent/target' });
  t.like(entry('links/odd-target'), { type: 4, link: 'a "b" \\ $c\n\xff\xfe' });
  t.is(entry('links/to-itself').link, 'to-itself');
  t.is(entry('modes/file-4755').stat.mode, 0o104755);
  t.is(entry('times/before-the-epoch').stat.mtimeSec, -315_521_755);
  t.is(entry('times/nanoseconds').stat.mtimeNs, 123_456_789);
  const names = ['one', 'two', 'other/three'].map((name) => entry(`links/${name}`));
  const [first] = names.filter(({ type }) => type === 3);
  t.is(names.filter(({ type, link }) => type === 1 && link === first?.path).length, 2);
  const socket = items.find((item) => item.path === `${special}/special/socket`);
  t.is(socket && describeItem(socket), `[skipped]      Socket file skipped: ${special}/special/socket`);
});

test('without the C library the same comes out', (t) => {
  const plain = (items: ReturnType<typeof walk>) =>
    items.map((item) =>
      item.kind === 'entry' ? [describeItem(item), { ...item.stat, generation: 0, noDump: false }] : describeItem(item),
    );
  const libc = walk({ files: [special], options: [['MAX']] });
  t.deepEqual(
    plain(walk({ files: [special], options: [['MAX']] }, { directories: nodeDirectoryScans() })),
    plain(libc),
  );
});

test('a directory of more names than fit into memory at once is walked in pieces', async (t) => {
  const root = await newTree();
  await run(['sh', '-c', `cd ${root} && seq -f 'a-name-of-some-length-%.0f' 1 5000 | xargs touch`]);
  t.is(new Set(walk({ files: [root] }).map(({ path }) => path)).size, 5001);
});

test('StripPath takes parts from the front, where there are enough of them', (t) => {
  const recorded = (path: string, type: number, stripPath: number) =>
    recordedPath({ path, type, options: { stripPath } } as WalkEntry);
  for (const [path, type, parts, expected] of [
    ['/srv/d', 5, 0, '/srv/d/'],
    ['/srv/d/f', 3, 1, '/d/f'],
    ['/srv/d/f', 3, 2, '/f'],
    ['/srv/d/f', 3, 3, '/srv/d/f'],
    ['/srv/d', 5, 1, '/d/'],
    ['/srv/d', 5, 2, '/srv/d/'],
    ['/', 5, 0, '/'],
    ['/', 5, 1, '/'],
    ['/srv/d/f', 3, 9, '/srv/d/f'],
  ] as const) {
    t.is(recorded(path, type, parts), expected, `${path} ${parts}`);
  }
});
