import test from 'ava';
import { AccurateTable } from '../../../../../src/daemons/file/job/accurate-table.ts';

const packet = (
  path: string,
  lstat = 'P0A BC IGk B A A A E BAA I BrABRc BrABRX BrABRY A A C',
  digest = '',
  delta = '0',
) => Buffer.from(`${path}\0${lstat}\0${digest}\0${delta}`, 'latin1');

test('a file of the list is found by its path, with the attributes that are compared', (t) => {
  const table = new AccurateTable();
  table.add(packet('/srv/data/a.txt', undefined, 'c4uy5RTkyBQSge+mMGUNsA', '3'));
  const found = table.get(table.find('/srv/data/a.txt'));
  t.like(found, { ino: 66, mode: 0o100644, nlink: 1, uid: 0, gid: 0, sizeBytes: 4, deltaSeq: 3 });
  t.like(found, { atimeSec: 1795167324, mtimeSec: 1795167319, ctimeSec: 1795167320 });
  t.is(found.digest.toString('hex'), '738bb2e514e4c8141281efa630650db0');
});

test('times before 1970 and sizes beyond 32 bits come back as they were', (t) => {
  const table = new AccurateTable();
  table.add(packet('/old', 'A A IGk B D6I Q/h A EqBfIA BAA I A -Sz/eA BrABRY A A C'));
  t.like(table.get(table.find('/old')), { sizeBytes: 5_000_000_000, mtimeSec: -315_619_200, atimeSec: 0 });
});

test('a directory is told from a file of the same name, and a path from its beginning', (t) => {
  const table = new AccurateTable();
  table.add(packet('/srv/data/'));
  t.is(table.find('/srv/data'), 0);
  t.is(table.find('/srv/'), 0);
  t.is(table.find('/data/'), 0);
  t.not(table.find('/srv/data/'), 0);
});

test('names are bytes, and the root and bare names have their place', (t) => {
  const table = new AccurateTable();
  const paths = ['/', 'relative', '/\xff\xfe/\n', '/a/b\xe9/'];
  for (const path of paths) table.add(packet(path));
  for (const path of paths) t.is(table.pathOf(table.find(path)), path);
});

test('what was met is ticked off, what was not is told', (t) => {
  const table = new AccurateTable();
  for (const name of ['a', 'b', 'c']) table.add(packet(`/srv/${name}`));
  table.tickOff(table.find('/srv/b'));
  const paths = (seen: boolean) => [...table.addresses(seen)].map((address) => table.pathOf(address)).sort();
  t.deepEqual(paths(true), ['/srv/b']);
  t.deepEqual(paths(false), ['/srv/a', '/srv/c']);
});

test('of two packets for one path the later one counts', (t) => {
  const table = new AccurateTable();
  table.add(packet('/a', 'A A A A A A A B'));
  table.add(packet('/a', 'A A A A A A A C'));
  t.is(table.count, 1);
  t.is(table.get(table.find('/a')).sizeBytes, 2);
});

test('packets that are cut short or empty do no harm', (t) => {
  const table = new AccurateTable();
  for (const text of ['', '\0', '/no-nul', '/short\0', '/s\0A B', '/x\0garbage !!\0??\0x'])
    table.add(Buffer.from(text));
  t.is(table.get(table.find('/short')).sizeBytes, 0);
  t.is(table.find('/no-nul'), 0);
});

test('a hundred thousand files take less than nine megabytes', (t) => {
  const table = new AccurateTable();
  for (let i = 0; i < 100_000; i++) {
    table.add(packet(`/srv/folder-${Math.floor(i / 100)}/file-number-${i}.dat`, undefined, 'c4uy5RTkyBQSge+mMGUNsA'));
  }
  t.is(table.count, 100_000);
  t.true(table.bytes < 18_000_000, `${table.bytes} bytes`);
  t.not(table.find('/srv/folder-999/file-number-99999.dat'), 0);
});
