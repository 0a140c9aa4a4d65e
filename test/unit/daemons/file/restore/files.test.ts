/** What a restore makes of honest records: every type, in the order of a Volume. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { attributes, plainFile, type SavedRecord } from '../../../../support/saved-records.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';
import { restore } from './restoring.ts';

async function target(t: ExecutionContext): Promise<string> {
  const dir = await makeTempDir('restore');
  t.teardown(() => dir[Symbol.asyncDispose]());
  return join(dir.path, 'target');
}
const text = (...parts: string[]): string => readFileSync(join(...parts), 'utf8');

test('every type comes back with its mode and its times', async (t) => {
  const where = await target(t);
  const { texts, figures } = await restore(
    [
      ...plainFile(1, '/d/file', 'content'),
      attributes(2, '/d/empty', { type: 2, mode: 0o100751, mtimeSec: -86_400, atimeSec: 77 }),
      attributes(3, '/d/link', { type: 4, link: 'file', mtimeSec: 1000 }),
      attributes(4, '/d/second', { type: 1, link: '/d/file', linkFileIndex: 1 }),
      attributes(5, '/d/fifo', { type: 6, mode: 0o10640, mtimeSec: 2000 }),
      attributes(6, '/d/socket', { type: 6, mode: 0o140755 }),
      attributes(7, '/d/', { type: 5, mode: 0o41755, mtimeSec: 3000 }),
    ],
    { where },
  );
  t.deepEqual(texts, []);
  t.is(figures.files, 7);
  t.is(figures.bytes, 7);
  t.is(text(where, 'd/file'), 'content');
  t.is(lstatSync(join(where, 'd/file')).mtimeMs, 1_700_000_000_000);
  t.is(lstatSync(join(where, 'd/file')).ino, lstatSync(join(where, 'd/second')).ino);
  const empty = lstatSync(join(where, 'd/empty'));
  t.deepEqual([empty.mode, empty.mtimeMs, empty.atimeMs], [0o100751, -86_400_000, 77_000]);
  t.is(readlinkSync(join(where, 'd/link')), 'file');
  t.is(lstatSync(join(where, 'd/link')).mtimeMs, 1_000_000);
  t.is(lstatSync(join(where, 'd/fifo')).mode, 0o10640);
  t.is(lstatSync(join(where, 'd/fifo')).mtimeMs, 2_000_000);
  t.throws(() => lstatSync(join(where, 'd/socket')));
  const folder = lstatSync(join(where, 'd'));
  t.deepEqual([folder.mode, folder.mtimeMs], [0o41755, 3_000_000]);
});

test('a folder keeps the times of its record when another session fills it later', async (t) => {
  const where = await target(t);
  const many = Array.from({ length: 150 }, (_, i) => plainFile(i + 2, `/other-${i}/f`, 'x')).flat();
  await restore(
    [
      [
        ...plainFile(1, '/d/one', '1'),
        attributes(2, '/d/', { type: 5, mode: 0o40755, mtimeSec: 3000, atimeSec: 4000 }),
      ],
      [...plainFile(1, '/d/two', '2'), ...many],
    ],
    { where },
  );
  t.is(text(where, 'd/two'), '2');
  t.is(lstatSync(join(where, 'd')).mtimeMs, 3_000_000);
  t.is(lstatSync(join(where, 'd')).atimeMs, 4_000_000);
});

test('a folder without a record is closed to others meanwhile and has the usual mode in the end', async (t) => {
  const where = await target(t);
  await restore([...plainFile(1, '/private/sub/f', 'x'), attributes(2, '/private/', { type: 5, mode: 0o40710 })], {
    where,
  });
  t.is(lstatSync(join(where, 'private')).mode & 0o7777, 0o710);
  t.is(lstatSync(join(where, 'private/sub')).mode & 0o7777, 0o755);
});

test('records of two Jobs may be mixed', async (t) => {
  const where = await target(t);
  const [a, b] = [plainFile(1, '/a', 'a'.repeat(10)), plainFile(1, '/b', 'b'.repeat(10))];
  const { openRestoreWriter } = await import('../../../../../src/daemons/file/restore/index.ts');
  const problems: string[] = [];
  const writer = openRestoreWriter({
    where,
    replace: 'a',
    prefixLinks: false,
    metadata: { apply: () => undefined },
    problem: ({ text }) => problems.push(text),
  });
  const half = (record: SavedRecord | undefined, from: number): Buffer =>
    (record?.data ?? Buffer.alloc(0)).subarray(from, from + 5);
  for (const [session, fileIndex, stream, data] of [
    [1, 1, 1, a[0]?.data],
    [2, 1, 1, b[0]?.data],
    [1, 1, 2, half(a[1], 0)],
    [2, 1, 2, half(b[1], 0)],
    [2, 1, 2, half(b[1], 5)],
    [1, 1, 2, half(a[1], 5)],
  ] as const) {
    await writer.take({ sessionId: session, sessionTime: 9, fileIndex, stream }, data ?? Buffer.alloc(0));
  }
  t.is((await writer.finish()).files, 2);
  t.deepEqual(problems, []);
  t.is(text(where, 'a'), 'aaaaaaaaaa');
  t.is(text(where, 'b'), 'bbbbbbbbbb');
});

for (const [replace, older, same, newer] of [
  ['a', 'new', 'new', 'new'],
  ['w', 'new', 'old', 'old'],
  ['o', 'old', 'old', 'new'],
  ['n', 'old', 'old', 'old'],
] as const) {
  test(`replace ${replace}: what stands on the disk, older, as old and newer, becomes ${older}, ${same}, ${newer}`, async (t) => {
    const where = await target(t);
    mkdirSync(where);
    const mtimeSec = 1_700_000_000;
    const names = { older: -10, same: 0, newer: 10 };
    for (const [name, difference] of Object.entries(names)) {
      writeFileSync(join(where, name), 'old');
      utimesSync(join(where, name), 1, mtimeSec + difference);
    }
    const { problems, figures } = await restore(
      Object.keys(names).flatMap((name, i) => plainFile(i + 1, `/${name}`, 'new')),
      { where, replace },
    );
    t.deepEqual([text(where, 'older'), text(where, 'same'), text(where, 'newer')], [older, same, newer]);
    const kept = [older, same, newer].filter((content) => content === 'old').length;
    t.is(figures.skipped, kept);
    t.is(figures.files, 3, 'skipped files count');
    t.true(problems.every(({ message, text }) => message === 'skipped' && text.startsWith('File skipped. ')));
  });
}

test('with replace never a folder of this restore is still finished, one that was there is not', async (t) => {
  const where = await target(t);
  mkdirSync(join(where, 'there'), { recursive: true });
  chmodSync(join(where, 'there'), 0o700);
  const folder = { type: 5, mode: 0o40711, mtimeSec: 1000 };
  await restore(
    [
      ...plainFile(1, '/there/f', 'x'),
      attributes(2, '/there/', folder),
      ...plainFile(3, '/new/f', 'x'),
      attributes(4, '/new/', folder),
    ],
    { where, replace: 'n' },
  );
  t.is(lstatSync(join(where, 'there')).mode & 0o777, 0o700);
  t.is(lstatSync(join(where, 'new')).mode & 0o777, 0o711);
  t.is(text(where, 'there/f'), 'x');
});

test('a file stands where a folder must be: it gives way when that is allowed', async (t) => {
  const where = await target(t);
  mkdirSync(join(where, 'folder'), { recursive: true });
  writeFileSync(join(where, 'file'), '');
  writeFileSync(join(where, 'folder/full'), '');
  mkdirSync(join(where, 'empty'));
  const { texts } = await restore(
    [attributes(1, '/file/', { type: 5 }), ...plainFile(2, '/folder', 'x'), ...plainFile(3, '/empty', 'x')],
    { where },
  );
  t.true(lstatSync(join(where, 'file')).isDirectory());
  t.true(lstatSync(join(where, 'folder')).isDirectory());
  t.is(text(where, 'empty'), 'x');
  t.is(texts.length, 1);
  t.regex(
    texts[0] ?? '',
    /^Could not restore \/folder: What stands in its place cannot be removed: ERR=Directory not empty/i,
  );
});

test('a hard link without its first name is an error of its own', async (t) => {
  const where = await target(t);
  const { texts } = await restore([attributes(1, '/b', { type: 1, link: '/a' }), ...plainFile(2, '/c', 'x')], {
    where,
  });
  t.regex(texts[0] ?? '', /Could not hard link to \/a: ERR=No such file or directory/i);
  t.is(text(where, 'c'), 'x');
});

test('links: prefixed where that is asked for, and only absolute ones', async (t) => {
  const where = await target(t);
  const links = [
    attributes(1, '/absolute', { type: 4, link: '/etc/x' }),
    attributes(2, '/relative', { type: 4, link: '../x' }),
  ];
  await restore(links, { where, prefixLinks: true });
  t.is(readlinkSync(join(where, 'absolute')), `${where}/etc/x`);
  t.is(readlinkSync(join(where, 'relative')), '../x');
  await restore(links, { where });
  t.is(readlinkSync(join(where, 'absolute')), '/etc/x');
});

test('names of bytes that are no text come back as they were', async (t) => {
  const where = await target(t);
  const name = '\xff\xfe \n"\\';
  await restore(plainFile(1, `/${name}`, 'x'), { where });
  t.is(readFileSync(Buffer.concat([Buffer.from(`${where}/`), Buffer.from(name, 'latin1')]), 'utf8'), 'x');
});

test('substitutions name the place, of hard links too', async (t) => {
  const where = await target(t);
  const { texts } = await restore(
    [...plainFile(1, '/src/a.txt', 'x'), attributes(2, '/src/b.txt', { type: 1, link: '/src/a.txt' })],
    { regexWhere: `!^/src!${where}/new!,!txt$!bak!` },
  );
  t.deepEqual(texts, []);
  t.is(text(where, 'new/a.bak'), 'x');
  t.is(statSync(join(where, 'new/b.bak')).nlink, 2);
});

test('in the original place links above a file are followed, as everybody expects there', async (t) => {
  const where = await target(t);
  mkdirSync(join(where, 'real'), { recursive: true });
  symlinkSync('real', join(where, 'link'));
  const { texts } = await restore([
    ...plainFile(1, `${where}/link/f`, 'x'),
    attributes(2, `${where}/link/`, { type: 5, mode: 0o40750 }),
  ]);
  t.deepEqual(texts, []);
  t.is(text(where, 'real/f'), 'x');
  t.true(lstatSync(join(where, 'link')).isSymbolicLink());
  t.is(lstatSync(join(where, 'real')).mode & 0o777, 0o750);
});

test('an update of attributes changes what its file has, and leaves the data', async (t) => {
  const where = await target(t);
  const update = { ...attributes(1, '/f', { mode: 0o100600, mtimeSec: 5, deltaSeq: 1, sizeBytes: 3 }), stream: 37 };
  const digest = { fileIndex: 1, stream: 3, data: Buffer.alloc(16) };
  const { texts } = await restore([plainFile(1, '/f', 'abc'), [update, digest]], { where });
  t.deepEqual(texts, []);
  t.is(text(where, 'f'), 'abc');
  t.deepEqual([lstatSync(join(where, 'f')).mode, lstatSync(join(where, 'f')).mtimeMs], [0o100600, 5000]);
  const alone = await restore([update], { where: join(where, 'empty') });
  t.is(alone.figures.skipped, 1);
});

test('what was deleted, or stands in a base Job, makes nothing', async (t) => {
  const where = await target(t);
  const { figures, texts } = await restore(
    [attributes(1, '/gone', { type: 23 }), attributes(2, '/base', { type: 24 })],
    { where },
  );
  t.deepEqual(texts, []);
  t.is(figures.files, 2);
  t.throws(() => lstatSync(join(where, 'gone')));
});

test('of what Windows saved only the data of the file is kept, wherever its pieces are cut', async (t) => {
  const where = await target(t);
  const piece = (id: number, name: string, content: Buffer): Buffer => {
    const header = Buffer.alloc(20);
    header.writeUInt32LE(id, 0);
    header.writeBigUInt64LE(BigInt(content.length), 8);
    header.writeUInt32LE(name.length, 16);
    return Buffer.concat([header, Buffer.from(name), content]);
  };
  const stream = Buffer.concat([
    piece(3, '', Buffer.from('security')),
    piece(1, '', Buffer.from('the content')),
    piece(4, ':alt:$DATA', Buffer.from('alternative')),
    piece(1, '', Buffer.alloc(0)),
  ]);
  for (const cut of [1, 7, 20, 1000]) {
    const records: SavedRecord[] = [attributes(1, `/w${cut}`, { sizeBytes: 11 })];
    for (let at = 0; at < stream.length; at += cut) {
      records.push({ fileIndex: 1, stream: 11, data: stream.subarray(at, at + cut) });
    }
    const { texts } = await restore(records, { where });
    t.deepEqual(texts, []);
    t.is(text(where, `w${cut}`), 'the content');
  }
});

test('files of a plugin go to it, between its two records', async (t) => {
  const where = await target(t);
  const events: string[] = [];
  const records: SavedRecord[] = [
    { fileIndex: 1, stream: 26, data: Buffer.from('1 1 1 bpipe:/x:cat:cat\0') },
    attributes(1, '/x', { sizeBytes: -1 }),
    { fileIndex: 1, stream: 2, data: Buffer.from('piped') },
    { fileIndex: 1, stream: 26, data: Buffer.from('1 0') },
    ...plainFile(2, '/plain', 'plain'),
  ];
  const openPlugin = (command: string) => ({
    attributes: () => void events.push(command),
    data: async (bytes: Buffer) => void events.push(bytes.toString()),
    close: async () => {
      events.push('closed');
      return undefined;
    },
  });
  const { texts } = await restore(records, { where, openPlugin });
  t.deepEqual(events, ['bpipe:/x:cat:cat', 'piped', 'closed']);
  t.deepEqual(texts, []);
  t.is(text(where, 'plain'), 'plain');
  const without = await restore(records, { where: join(where, 'without') });
  t.regex(without.texts[0] ?? '', /belongs to a plugin that is not here/);
  t.is(text(where, 'without/plain'), 'plain');
});

test('ACLs and extended attributes come after owner and mode, and before the times', async (t) => {
  const where = await target(t);
  const seen: [number, number][] = [];
  const apply = (path: string, stream: number): string | undefined => {
    seen.push([stream, lstatSync(path).mode & 0o777]);
    utimesSync(path, 1, 1);
    return stream === 1998 ? `attribute of "${path}": ERR=Operation not supported` : undefined;
  };
  const { texts, figures } = await restore(
    [
      ...plainFile(1, '/f', 'x'),
      { fileIndex: 1, stream: 1008, data: Buffer.from('acl\0') },
      { fileIndex: 1, stream: 1998, data: Buffer.from('xattr') },
    ],
    { where, metadata: { apply } },
  );
  t.deepEqual(seen, [
    [1008, 0o644],
    [1998, 0o644],
  ]);
  t.deepEqual(texts, ['attribute of "/f": ERR=Operation not supported']);
  t.is(figures.errors, 1);
  t.is(figures.failed, 0, 'its data is back');
  t.is(lstatSync(join(where, 'f')).mtimeMs, 1_700_000_000_000);
});
