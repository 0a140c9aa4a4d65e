/** Named pipes that a FileSet wants read: writers that come late, never, or say nothing. */
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { openPki } from '../../../../../src/daemons/file/crypto/index.ts';
import { openFiles, openForReading } from '../../../../../src/daemons/file/native/index.ts';
import { openFileEncoder, openPacketWriter } from '../../../../../src/daemons/file/streams/index.ts';
import { openFifoReader } from '../../../../../src/daemons/file/streams/read/fifo-reader.ts';
import { NO_PKI } from '../../../../support/pki-files.ts';
import { run } from '../../../../support/program.ts';
import { collectRecords, dataEntry } from '../../../../support/saved-records.ts';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.ts';

let dir: TempDir;
test.before(async () => {
  dir = await makeTempDir('fifo');
});
test.after.always(() => dir?.[Symbol.asyncDispose]());

async function fifo(name: string): Promise<{ readonly path: string; readonly fd: number }> {
  const path = join(dir.path, name);
  await run(['mkfifo', path]);
  return { path, fd: openForReading(path) as number };
}
const target = Buffer.alloc(1000);

test('a writer who comes late and writes in pieces is read to his end', async (t) => {
  const { path, fd } = await fifo('late');
  const reader = openFifoReader(fd);
  const reading = reader.read(target, 0, 1000);
  await using writer = await open(path, 'w');
  await writer.write('one ');
  await new Promise((resolve) => setTimeout(resolve, 30));
  await writer.write('two');
  await writer.close();
  t.is(target.toString('latin1', 0, await reading), 'one two');
  t.is(await reader.read(target, 0, 1000), 0);
  openFiles().closeFile(fd);
});

test('a pipe into which nobody writes is no empty file: it is told as one that cannot be read', async (t) => {
  const { path, fd } = await fifo('nobody');
  const error = await t.throwsAsync(async () => openFifoReader(fd, { patienceMs: 30 }).read(target, 0, 1000));
  t.regex(error?.message ?? '', /nobody wrote into the pipe/);
  t.true(error !== undefined && 'errno' in error, 'so that the file is named and the Job goes on');
  openFiles().closeFile(fd);
  t.is(dataEntry(path, {}, 17).type, 17);
});

test('whoever waits for a writer, or for his next word, hears that the Job is to stop', async (t) => {
  const { path } = await fifo('stopped');
  const silent = openSync(path, 'r+'); // a writer who says nothing
  let asked = 0;
  const pause = (): undefined => {
    if (++asked > 3) throw new Error('stopped');
  };
  const saved = collectRecords();
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki: openPki(NO_PKI), threads: 0, pause });
  await t.throwsAsync(async () => encoder.encode(dataEntry(path, {}, 17), 1), { message: 'stopped' });
  closeSync(silent);
});
