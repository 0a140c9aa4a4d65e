/** What does not come back as it was saved: it is named, the rest comes, and the figures tell the two kinds apart. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { attributes, plainFile, type SavedRecord } from '../../../../support/saved-records.ts';
import { mountSmallDisk } from '../../../../support/small-disk.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';
import { restore } from './restoring.ts';

async function target(t: ExecutionContext): Promise<string> {
  const dir = await makeTempDir('shortfalls');
  t.teardown(() => dir[Symbol.asyncDispose]());
  return dir.path;
}
const md5 = (text: string) => createHash('md5').update(text).digest();
const data = (fileIndex: number, text: string | Buffer): SavedRecord => ({
  fileIndex,
  stream: 2,
  data: Buffer.from(text),
});

test('a file that shrank while it was saved is back as it was saved; without its digest nobody knows', async (t) => {
  const where = await target(t);
  const shrunk = [
    attributes(1, '/shrunk', { sizeBytes: 9 }),
    data(1, 'four'),
    { fileIndex: 1, stream: 3, data: md5('four') },
  ];
  const cut = [attributes(2, '/cut', { sizeBytes: 9 }), data(2, 'four')];
  const other = [
    attributes(3, '/other', { sizeBytes: 9 }),
    data(3, 'four'),
    { fileIndex: 3, stream: 3, data: md5('five') },
  ];
  const unread = [attributes(5, '/unread', { sizeBytes: 9 })];
  const { figures, problems } = await restore(
    [...shrunk, ...cut, ...other, ...plainFile(4, '/whole', 'x'), ...unread],
    { where },
  );
  t.deepEqual(problems.map(({ message, path }) => [message, path]).toSorted(), [
    ['error', '/cut'],
    ['error', '/other'],
    ['error', '/unread'],
    ['warning', '/shrunk'],
  ]);
  t.is(figures.errors, 4);
  t.is(figures.failed, 2);
  t.is(readFileSync(join(where, 'shrunk'), 'latin1'), 'four');
  t.is(readFileSync(join(where, 'whole'), 'latin1'), 'x');
});

test('on a disk that fills up each file that has no room is named, and there is an end', async (t) => {
  const disk = await mountSmallDisk(1_000_000);
  t.teardown(() => disk[Symbol.asyncDispose]());
  const large = Array.from({ length: 30 }, () => data(1, Buffer.alloc(65_536, 1)));
  const { figures, texts } = await restore(
    [
      attributes(1, '/large', { sizeBytes: 30 * 65_536 }),
      ...large,
      attributes(2, '/next', { sizeBytes: 5000 }),
      data(2, Buffer.alloc(5000)),
    ],
    { where: disk.path },
  );
  t.deepEqual(texts, [
    'Could not restore /large: ERR=No space left on device',
    'Could not restore /next: ERR=No space left on device',
  ]);
  t.is(figures.failed, 2);
  t.true(statSync(join(disk.path, 'large')).size < 30 * 65_536);
});

test('a plugin that did not take what came is an error of its file', async (t) => {
  const where = await target(t);
  const openPlugin = () => ({ attributes: () => {}, data: () => {}, close: async () => 'the command failed' });
  const records = [
    { fileIndex: 1, stream: 26, data: Buffer.from('1 1 1 bpipe:/x:cat:cat\0') },
    attributes(1, '/x', { sizeBytes: -1 }),
    data(1, 'piped'),
    { fileIndex: 1, stream: 26, data: Buffer.from('1 0') },
  ];
  const { figures, texts } = await restore(records, { where, openPlugin });
  t.deepEqual(texts, ['the command failed']);
  t.is(figures.failed, 1);
});

test('data for a pipe that nobody reads is given up after a while, and the rest comes', async (t) => {
  const where = await target(t);
  const pipe = [
    attributes(1, '/pipe', { type: 6 }),
    attributes(2, '/pipe', { type: 17, sizeBytes: 4 }),
    data(2, 'lost'),
  ];
  const { texts } = await restore([...pipe, ...plainFile(3, '/whole', 'x')], { where, pipePatienceMs: 50 });
  t.is(texts.length, 1);
  t.regex(texts[0] ?? '', /pipe.*nobody reads from it/);
  t.true(statSync(join(where, 'pipe')).isFIFO());
  t.is(readFileSync(join(where, 'whole'), 'latin1'), 'x');
});
