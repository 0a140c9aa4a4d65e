/** The names of inodes: what was noted is found, as long as it may be asked for. */
import { readdirSync } from 'node:fs';
import test from 'ava';
import { parseFileSet } from '../../../../../src/daemons/file/file-set/index.ts';
import type { FileStat } from '../../../../../src/daemons/file/native/index.ts';
import { type HardLinksOptions, openHardLinks } from '../../../../../src/daemons/file/walk/index.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const statOf = (ino: number, more: Partial<FileStat> = {}): FileStat =>
  ({ dev: 65_024, ino, inoLow: ino >>> 0, inoHigh: 0, generation: 0, nlink: 3, ...more }) as FileStat;

const MD5 = 3;
const digest = (fill: number): Buffer => Buffer.alloc(16, fill);

test('the first name, its index and its digest are found under each later name', (t) => {
  using links = openHardLinks();
  t.is(links.find(statOf(1)), undefined);
  links.note(statOf(1), '/srv/\xff one', 7);
  t.deepEqual(links.find(statOf(1)), { path: '/srv/\xff one', fileIndex: 7, digestStream: 0, digest: undefined });
  links.noteDigest(statOf(1), MD5, digest(9));
  t.deepEqual(links.find(statOf(1)), { path: '/srv/\xff one', fileIndex: 7, digestStream: MD5, digest: digest(9) });
});

test('when all names have been met, the inode is forgotten', (t) => {
  using links = openHardLinks();
  links.note(statOf(1), '/a', 1);
  t.truthy(links.find(statOf(1)));
  t.truthy(links.find(statOf(1)));
  t.is(links.find(statOf(1)), undefined);
  links.noteDigest(statOf(1), MD5, digest(1));
  links.note(statOf(1), '/again', 2);
  t.is(links.find(statOf(1))?.path, '/again');
});

const fileSetOf = (...tops: string[]) => parseFileSet(['I\n', ...tops.map((top) => `F ${top}`), 'N\n', 'N\n']).fileSet;
const remembers = (options: HardLinksOptions): boolean => {
  using links = openHardLinks(options);
  links.note(statOf(1, { nlink: 2 }), '/a', 1);
  links.find(statOf(1));
  return links.find(statOf(1)) !== undefined;
};

test('a FileSet that leads to a place twice meets names again, so nothing is forgotten', (t) => {
  for (const tops of [
    ['/srv', '/srv'],
    ['/srv', '/home', '/srv/data'],
    ['/srv/a/', '/srv//a'],
    ['/', '/x'],
  ]) {
    t.true(remembers({ fileSet: fileSetOf(...tops) }), tops.join());
  }
  for (const tops of [['/srv'], ['/srv', '/srv2', '/home/srv'], ['/srv/a', '/srv/b']]) {
    t.false(remembers({ fileSet: fileSetOf(...tops) }), tops.join());
  }
});

test('the same number on another device, above 2^32, or given out again is another inode', (t) => {
  using links = openHardLinks();
  links.note(statOf(1), '/a', 1);
  for (const other of [{ dev: 65_025 }, { inoHigh: 1 }, { generation: 4 }])
    t.is(links.find(statOf(1, other)), undefined);
  links.note(statOf(1, { dev: 65_025 }), '/b', 2);
  t.is(links.find(statOf(1, { dev: 65_025 }))?.path, '/b');
  t.is(links.find(statOf(1))?.path, '/a');
});

test('what memory shall not hold is found on the disk, in a file that nobody sees', async (t) => {
  await using dir = await makeTempDir('links');
  using links = openHardLinks({ directory: dir.path, chunksInMemory: 1 });
  const count = 40_000;
  for (let ino = 1; ino <= count; ino++) {
    links.note(statOf(ino), `/srv/a/directory/of/some/length/file-${ino}`, ino);
    if (ino % 2 === 0) links.noteDigest(statOf(ino), MD5, digest(ino % 256));
  }
  // Long gone from memory, and only now its digest is known.
  links.noteDigest(statOf(1), MD5, digest(77));
  t.deepEqual(readdirSync(dir.path), []);
  t.deepEqual(links.find(statOf(1))?.digest, digest(77));
  for (let ino = 2; ino <= count; ino += 1) {
    const found = links.find(statOf(ino));
    if (found?.fileIndex !== ino || found.path !== `/srv/a/directory/of/some/length/file-${ino}`) t.fail(`${ino}`);
    if ((found?.digest?.[0] ?? -1) !== (ino % 2 === 0 ? ino % 256 : -1)) t.fail(`digest of ${ino}`);
  }
  t.is(links.complaint(), undefined);
});

test('where no more can be remembered it says so once, and keeps what it has', (t) => {
  using links = openHardLinks({ inodesMax: 2 });
  for (const ino of [1, 2, 3, 4]) links.note(statOf(ino), `/${ino}`, ino);
  t.is(links.find(statOf(2))?.path, '/2');
  t.is(links.find(statOf(3)), undefined);
  t.regex(links.complaint() ?? '', /saved as files: more than 2 files with several names$/);
  t.is(links.complaint(), undefined);
});

test('a disk that takes nothing is said, and nothing is thrown', (t) => {
  using links = openHardLinks({ directory: '/nonexistent/folder', chunksInMemory: 1 });
  for (let ino = 1; ino <= 20_000; ino++) links.note(statOf(ino), '/srv/some/path/of/a/file', ino);
  t.regex(links.complaint() ?? '', /ENOENT/);
  t.is(links.find(statOf(1))?.fileIndex, 1);
});

test('files of one name cost nothing', (t) => {
  using links = openHardLinks({ inodesMax: 0 });
  links.note(statOf(1, { nlink: 1 }), '/a', 1);
  links.noteDigest(statOf(1, { nlink: 1 }), MD5, digest(1));
  t.is(links.complaint(), undefined);
});
