/** Which file systems a FileSet lists. */
import test from 'ava';
import { fileSystemNames } from '../../../../../src/daemons/file/native/index.ts';
import { openFileSystemCheck } from '../../../../../src/daemons/file/walk/file-system-check.ts';

const MOUNTS = `22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
23 22 0:22 / /proc rw shared:5 master:1 - proc proc rw
24 22 0:45 /sub /a\\040b rw - btrfs /dev/vdb rw
25 22 259:300000 / /big rw - xfs /dev/big rw
`;

test('a file system has the name of the mount table and the one by its number', (t) => {
  t.deepEqual(fileSystemNames('/proc', 22, MOUNTS), ['proc']);
  t.deepEqual(fileSystemNames('/nonexistent', 0xfe01, MOUNTS), ['ext4']);
  t.deepEqual(fileSystemNames('/nonexistent', 45, MOUNTS), ['btrfs']);
  t.deepEqual(fileSystemNames('/nonexistent', (259 << 8) | (300_000 & 0xff) | ((300_000 >> 8) << 20), MOUNTS), ['xfs']);
  t.deepEqual(fileSystemNames('/proc', 999, MOUNTS), ['proc'], 'by its number alone');
  t.deepEqual(fileSystemNames('/nonexistent', 999, MOUNTS), []);
});

test('what is listed is taken under any of its names, and each device is asked about once', (t) => {
  let asked = 0;
  const check = openFileSystemCheck((path) => {
    asked++;
    return path === '/ext' ? ['ext4', 'ext2'] : [];
  });
  t.is(check.unlisted([], '/ext', 1), undefined);
  t.is(asked, 0);
  t.is(check.unlisted(['ext2'], '/ext', 1), undefined);
  t.is(check.unlisted(['xfs', 'ext4'], '/ext', 1), undefined);
  t.is(check.unlisted(['xfs'], '/ext', 1), 'ext4');
  t.is(asked, 1);
  t.is(check.unlisted(['xfs'], '/other', 2), 'unknown');
});
