/** What reading leaves behind on a file, where its FileSet asks for care. */
import { lstatSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openPki } from '../../../../../src/daemons/file/crypto/index.ts';
import type { FileOptions } from '../../../../../src/daemons/file/file-set/index.ts';
import { openFileEncoder, openPacketWriter } from '../../../../../src/daemons/file/streams/index.ts';
import { NO_PKI } from '../../../../support/pki-files.ts';
import { collectRecords, dataEntry } from '../../../../support/saved-records.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

/** Long before the file was modified, so that every mount option lets it be changed. */
const READ_SEC = 1_000_000_000;

async function readTime(path: string, options: Partial<FileOptions>): Promise<number> {
  writeFileSync(path, 'content');
  utimesSync(path, READ_SEC, READ_SEC + 1000);
  const writer = openPacketWriter(collectRecords().send);
  await using encoder = openFileEncoder({ writer, pki: openPki(NO_PKI), threads: 0 });
  await encoder.encode(dataEntry(path, options), 1);
  await writer.flush();
  return lstatSync(path).atimeMs / 1000;
}

test('with KeepAtime or NoAtime a file is not seen to have been read, and otherwise it is', async (t) => {
  await using dir = await makeTempDir('traces');
  const path = join(dir.path, 'file');
  t.true((await readTime(path, {})) > READ_SEC, 'this file system keeps times of access');
  t.is(await readTime(path, { keepAtime: true }), READ_SEC);
  t.is(lstatSync(path).mtimeMs / 1000, READ_SEC + 1000);
  t.is(await readTime(path, { noAtime: true }), READ_SEC);
});
