/** What the options of a FileSet do to a walk. */

import { link, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parseFileSet } from '../../../../../src/daemons/file/file-set/index.ts';
import { openHardLinks, walkFileSet } from '../../../../../src/daemons/file/walk/index.ts';
import { run } from '../../../../support/program.ts';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.ts';
import { below, fileSetLines, growTree, walk, walkLines } from '../../../../support/walk.ts';

let dir: TempDir;
test.before(async () => {
  dir = await makeTempDir('walk');
});
test.after.always(() => dir?.[Symbol.asyncDispose]());

let trees = 0;
const newTree = (...paths: string[]): Promise<string> => growTree(join(dir.path, `tree-${++trees}`), paths);

test('a File that is a link is the link, and with a slash behind it what it leads to', async (t) => {
  const root = await newTree('real/inside');
  await symlink('real', join(root, 'link'));
  t.deepEqual(below(root, walkLines({ files: [`${root}/link`] })), ['4 /link -> real']);
  t.deepEqual(below(root, walkLines({ files: [`${root}/link/`] })), ['3 /link/inside', '5 /link/']);
  t.deepEqual(below(root, walkLines({ files: [`${root}//real//`] })), ['3 //real/inside', '5 //real/']);
});

test('patterns are for what is below a File, not for the File itself', async (t) => {
  const root = await newTree('d/a.o', 'd/b');
  const options = [['e', `W ${root}`, `WD ${root}/d`], ['M']] as const;
  t.deepEqual(below(root, walkLines({ files: [root], options })), ['5 /']);
  t.deepEqual(below(root, walkLines({ files: [`${root}/d`], options, excludes: [`${root}/d`, '*.o'] })), [
    '3 /d/b',
    '5 /d/',
  ]);
});

test('Recurse = no takes the directories of a File without their contents, and says so', async (t) => {
  const root = await newTree('d/a');
  t.deepEqual(below(root, walkLines({ files: [root, `${root}/d`], options: [['h']] })), [
    '[info]      Recursion turned off. Will not descend from  into /d',
    '5 /d/',
    '5 /',
    '3 /d/a',
    '5 /d/',
  ]);
});

test('a directory with a marker is left out with all that is in it, also as a File', async (t) => {
  const root = await newTree('a/.nobackup', 'a/x', 'b/x', 'c/.nobackup/');
  const markers = ['x', '.nobackup']; // of several the last
  const skipped = (name: string) =>
    `[skipped] Skipping ignored directory ${name} (found file with ExcludeDirContaining pattern)`;
  const lines = below(root, walkLines({ files: [root, `${root}/a`], markers }));
  t.deepEqual(lines.toSorted(), [skipped('/a'), skipped('/a'), skipped('/c'), '3 /b/x', '5 /b/', '5 /'].sort());
  t.is(lines.at(-1), skipped('/a'));
});

test('an Incremental marks what is neither modified nor changed', async (t) => {
  const root = await newTree('old', 'new', 'd/old');
  const long = new Date('2001-01-01');
  for (const path of ['old', 'd/old', 'd']) await utimes(join(root, path), long, long);
  const sinceSec = Math.floor(Date.now() / 1000) - 1000;
  const changed = (letters: string, more: object) =>
    walk({ files: [root], options: [[letters]] }, { sinceSec, ...more })
      .filter((item) => item.kind === 'entry' && item.changed)
      .map(({ path }) => path.slice(root.length))
      .sort();
  t.deepEqual(changed('M', {}), ['', '/d', '/d/old', '/new', '/old']);
  t.deepEqual(changed('Mm', {}), ['', '/new']);
  t.deepEqual(changed('M', { mtimeOnly: true }), ['', '/new']);
  t.deepEqual(changed('Mm', { sinceSec: long.getTime() / 1000 }).length, 5, 'that very second counts');
  t.deepEqual(changed('M', { sinceSec: sinceSec + 5000 }), []);
});

test('HardLinks = no saves each name, and so does a Job that saved none of them', async (t) => {
  const root = await newTree('one');
  await link(join(root, 'one'), join(root, 'two'));
  t.deepEqual(below(root, walkLines({ files: [root], options: [['H']] })).sort(), ['3 /one', '3 /two', '5 /']);
  using links = openHardLinks();
  const { fileSet } = parseFileSet(fileSetLines({ files: [root] }));
  t.deepEqual(
    [...walkFileSet(fileSet, { links })].map((item) => item.kind === 'entry' && item.type),
    [3, 3, 5],
  );
});

test('HonorNoDumpFlag leaves out what says so', async (t) => {
  const root = await newTree('keep', 'drop', 'd/inside');
  await run(['chattr', '+d', join(root, 'drop'), join(root, 'd')]);
  t.deepEqual(below(root, walkLines({ files: [root], options: [['N']] })), ['3 /keep', '5 /']);
  t.is(walkLines({ files: [root, `${root}/drop`], options: [['M']] }).length, 6);
  t.deepEqual(walkLines({ files: [`${root}/drop`, `${root}/d`], options: [['N']] }), []);
});

test('a fifo is read and a block device copied only where the FileSet names them', async (t) => {
  const root = await newTree();
  await run(['mkfifo', join(root, 'fifo')]);
  await run(['mknod', join(root, 'block'), 'b', '7', '250']);
  const types = (letters: string, files: string[]) =>
    walkLines({ files, options: [[letters]] }).map((line) => line.split(' ')[0]);
  t.deepEqual(types('r', [`${root}/fifo`, `${root}/block`]), ['17', '16']);
  t.deepEqual(types('M', [`${root}/fifo`]), ['6']);
  t.deepEqual(types('r', [root]), ['6', '6', '5']);
});
