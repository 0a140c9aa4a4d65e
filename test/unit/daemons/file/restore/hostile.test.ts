/** Records that no honest Client sends: with a target folder nothing outside of it is made, changed or removed. */
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { attributes, plainFile, type SavedRecord } from '../../../../support/saved-records.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';
import { restore } from './restoring.ts';

interface Scene {
  readonly where: string;
  readonly outside: string;
  readonly untouched: () => void;
}

/** A target, and beside it a folder that must not change. */
async function scene(t: ExecutionContext): Promise<Scene> {
  const dir = await makeTempDir('hostile');
  t.teardown(() => dir[Symbol.asyncDispose]());
  const [where, outside] = [join(dir.path, 'target'), join(dir.path, 'outside')];
  mkdirSync(where);
  mkdirSync(outside);
  writeFileSync(join(outside, 'victim'), 'precious');
  const look = (path: string) => {
    const { mode, uid, gid, mtimeMs, nlink } = lstatSync(path);
    return { mode, uid, gid, mtimeMs, nlink };
  };
  const before = { names: readdirSync(outside), folder: look(outside), victim: look(join(outside, 'victim')) };
  return {
    where,
    outside,
    untouched: () => {
      t.deepEqual(readdirSync(outside), before.names);
      t.deepEqual(look(outside), before.folder);
      t.deepEqual(look(join(outside, 'victim')), before.victim);
      t.is(readFileSync(join(outside, 'victim'), 'utf8'), 'precious');
    },
  };
}

test('a path with .. is refused wherever the dots stand', async (t) => {
  const { where, untouched } = await scene(t);
  const paths = [
    '/../outside/new',
    '../outside/new',
    '/a/../../outside/victim',
    '/a/..',
    '..',
    '/a/b/../../../outside/x',
  ];
  const records = paths.flatMap((path, i) => plainFile(i + 1, path, 'evil'));
  const folders = paths.map((path, i) => attributes(100 + i, `${path}/`, { type: 5, mode: 0o40777 }));
  const links = paths.map((path, i) => attributes(200 + i, path, { type: 4, link: '/etc/passwd' }));
  const { problems, figures } = await restore([...records, ...folders, ...links], { where });
  t.is(problems.length, 3 * paths.length);
  t.true(problems.every(({ message, text }) => message === 'error' && text.includes('no f')));
  t.is(figures.bytes, 0);
  t.deepEqual(readdirSync(where), []);
  untouched();
});

test('nothing is written through a link that an earlier record planted', async (t) => {
  const { where, outside, untouched } = await scene(t);
  const { texts } = await restore(
    [
      attributes(1, '/way/out', { type: 4, link: outside }),
      ...plainFile(2, '/way/out/victim', 'evil'),
      attributes(3, '/way/out/', { type: 5, mode: 0o40777, uid: 1 }),
      ...plainFile(4, '/way/out/new', 'evil'),
      attributes(5, '/way/out/fifo', { type: 6, mode: 0o10666 }),
      attributes(6, '/way/out/link', { type: 4, link: 'x' }),
      ...plainFile(7, '/way/here', 'good'),
    ],
    { where, replace: 'n' },
  );
  t.is(texts.length, 5);
  t.is(readFileSync(join(where, 'way/here'), 'utf8'), 'good');
  t.is(readlinkSync(join(where, 'way/out')), outside);
  untouched();
});

test('a folder that takes the place of a planted link is a folder of its own', async (t) => {
  const { where, outside, untouched } = await scene(t);
  await restore(
    [
      attributes(1, '/out', { type: 4, link: outside }),
      attributes(2, '/out/', { type: 5, mode: 0o40700 }),
      ...plainFile(3, '/out/victim', 'mine'),
    ],
    { where },
  );
  t.false(lstatSync(join(where, 'out')).isSymbolicLink());
  t.is(readFileSync(join(where, 'out/victim'), 'utf8'), 'mine');
  untouched();
});

test('a link in place of the file itself is replaced, not followed', async (t) => {
  const { where, outside, untouched } = await scene(t);
  symlinkSync(join(outside, 'victim'), join(where, 'file'));
  await restore(plainFile(1, '/file', 'new'), { where });
  t.is(readFileSync(join(where, 'file'), 'utf8'), 'new');
  t.false(lstatSync(join(where, 'file')).isSymbolicLink());
  untouched();
});

test('a hard link neither leads out through a link nor through dots', async (t) => {
  const { where, outside, untouched } = await scene(t);
  const { texts } = await restore(
    [
      attributes(1, '/out', { type: 4, link: outside }),
      attributes(2, '/a', { type: 1, link: '/out/victim', linkFileIndex: 1 }),
      attributes(3, '/b', { type: 1, link: '/../outside/victim', linkFileIndex: 1 }),
      attributes(4, '/c', { type: 1, link: join(outside, 'victim'), linkFileIndex: 1 }),
    ],
    { where },
  );
  t.is(texts.length, 3);
  for (const name of ['a', 'b', 'c']) t.false(existsSync(join(where, name)));
  untouched();
});

test('what was linked into the target from outside is replaced, not written into', async (t) => {
  const { where, outside } = await scene(t);
  linkSync(join(outside, 'victim'), join(where, 'shared'));
  await restore(plainFile(1, '/shared', 'mine now'), { where });
  t.is(readFileSync(join(outside, 'victim'), 'utf8'), 'precious');
  t.is(readFileSync(join(where, 'shared'), 'utf8'), 'mine now');
});

test('an update of attributes does not follow a planted link', async (t) => {
  const { where, outside, untouched } = await scene(t);
  const update = { ...attributes(2, '/out/victim', { mode: 0o100777, uid: 1 }), stream: 37 };
  await restore([attributes(1, '/out', { type: 4, link: outside }), update], { where });
  const direct = { ...attributes(2, '/file', { mode: 0o100777 }), stream: 37 };
  await restore([attributes(1, '/file', { type: 4, link: join(outside, 'victim') }), direct], { where });
  untouched();
});

test('attributes and ACLs go to the link itself', async (t) => {
  const { where, outside, untouched } = await scene(t);
  const applied: string[] = [];
  await restore(
    [
      attributes(1, '/link', { type: 4, link: join(outside, 'victim'), mode: 0o120777, uid: 12, mtimeSec: 5 }),
      { fileIndex: 1, stream: 1998, data: Buffer.from('x') },
    ],
    {
      where,
      metadata: {
        apply: (path) => {
          applied.push(readlinkSync(path));
          return undefined;
        },
      },
    },
  );
  t.deepEqual(applied, [join(outside, 'victim')]);
  t.is(lstatSync(join(where, 'link')).mtimeMs, 5000);
  untouched();
});

test('data of a raw device becomes a file below a target folder', async (t) => {
  const { where } = await scene(t);
  const device = attributes(1, '/dev/disk', { type: 16, mode: 0o60660, rdev: 0x801 });
  const { texts } = await restore([device, { fileIndex: 1, stream: 2, data: Buffer.from('blocks') }], { where });
  t.deepEqual(texts, []);
  t.true(lstatSync(join(where, 'dev/disk')).isFile());
});

test('names that no file can have, types and streams that nobody knows end nothing', async (t) => {
  const { where, untouched } = await scene(t);
  const records: SavedRecord[] = [
    ...plainFile(1, `/${'x'.repeat(300)}`, 'long'),
    ...plainFile(2, `/${'d/'.repeat(3000)}f`, 'deep'),
    attributes(3, '/type', { type: 99 }),
    { fileIndex: 4, stream: 1, data: Buffer.from('no record of attributes') },
    { fileIndex: 5, stream: 777, data: Buffer.from('?') },
    { fileIndex: 6, stream: 2, data: Buffer.from('without attributes') },
    { fileIndex: 6, stream: 3, data: Buffer.alloc(16) },
    { fileIndex: -1, stream: 7, data: Buffer.from('a label') },
    ...plainFile(7, '/good', 'good'),
  ];
  const { figures, texts } = await restore(records, { where });
  t.is(readFileSync(join(where, 'good'), 'utf8'), 'good');
  t.deepEqual([...figures.unknownStreams], [[777, 1]]);
  t.true(texts.some((text) => text.includes('FileIndex 6')));
  t.is(texts.length, 5);
  untouched();
});

test('a record that inflates without end is cut off', async (t) => {
  const { where } = await scene(t);
  const { deflateSync } = await import('node:zlib');
  const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
  const records = [attributes(1, '/bomb', { sizeBytes: 1 }), { fileIndex: 1, stream: 4, data: bomb }];
  const { texts, figures } = await restore([...records, ...plainFile(2, '/good', 'good')], { where });
  t.is(figures.bytes, 4);
  t.regex(texts[0] ?? '', /Could not restore \/bomb/);
  t.is(readFileSync(join(where, 'good'), 'utf8'), 'good');
});

test('impossible addresses of sparse data are refused', async (t) => {
  const { where } = await scene(t);
  const record = (address: bigint): Buffer => {
    const data = Buffer.alloc(9);
    data.writeBigUInt64BE(address);
    return data;
  };
  for (const [i, address] of [2n ** 64n - 1n, 2n ** 53n, 2n ** 53n - 1n, 2n ** 63n].entries()) {
    const records = [attributes(1, `/f${i}`, { sizeBytes: 1 }), { fileIndex: 1, stream: 6, data: record(address) }];
    const { texts } = await restore(records, { where });
    t.true(texts.length > 0, String(address));
  }
});

// Any sequence of records about a few names, links among them: whatever happens, it happens below the folder.
const PATHS = ['/a', '/a/b', '/a/b/c', '/l', '/l/b', '/../outside/victim', '/l/victim', '/a/../l/x', 'a//b', '/'];
const anyRecord = fc.tuple(
  fc.constantFrom(...PATHS),
  fc.constantFrom(1, 2, 3, 4, 5, 6, 17),
  fc.constantFrom('../outside', '../../outside/victim', '/a', '/l/victim', 'a', '.'),
  fc.constantFrom(1, 2, 3, 6, 20, 22, 37, 1998),
);

test('no sequence of records leaves the folder', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRecord, { maxLength: 12 }),
      fc.constantFrom('a', 'w', 'o', 'n'),
      async (list, replace) => {
        const { where, untouched } = await scene(t);
        const records = list.flatMap(([path, type, link, stream], i) => {
          const data = Buffer.from('\0\0\0\0\0\0\0\x05evil', 'latin1');
          const first = { ...attributes(i + 1, path, { type, link, sizeBytes: 4 }), stream: stream === 37 ? 37 : 1 };
          return stream === 1 ? [first] : [first, { fileIndex: i + 1, stream, data }];
        });
        // A pipe may be among them, and data for it, and nobody reads: that is waited for.
        await restore(records, { where, replace, pipePatienceMs: 20 });
        untouched();
      },
    ),
    { numRuns: 150 },
  );
});
