/** A small file is saved without a promise where there is room for it, and as any other where there is not. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openPki } from '../../../../../src/daemons/file/crypto/index.ts';
import { openFileEncoder, openPacketWriter } from '../../../../../src/daemons/file/streams/index.ts';
import { NO_PKI } from '../../../../support/pki-files.ts';
import { collectRecords, dataEntry } from '../../../../support/saved-records.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const pki = openPki(NO_PKI);
const MD5 = { signature: 'MD5' } as const;
/** Of "content". */
const DIGEST = '9a0364b9e99bb480dd25e1f0284c8555';

test('nothing is waited for, and its records are those of any file', async (t) => {
  await using dir = await makeTempDir('small-file');
  const path = join(dir.path, 'file');
  writeFileSync(path, 'content');
  const saved = collectRecords();
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki, threads: 0 });
  const encoded = encoder.encode(dataEntry(path, MD5), 1);
  if (encoded instanceof Promise) return t.fail('it made a promise');
  encoder.seal(encoded, 1);
  await writer.flush();
  t.deepEqual([encoded.readBytes, encoded.digest?.bytes?.toString('hex'), writer.jobBytes], [7, DIGEST, 7]);
  t.deepEqual(saved.headers(), ['1 2 7', '1 3 0']);
  t.deepEqual(
    saved.records().map(({ data }) => data.toString('hex')),
    [Buffer.from('content').toString('hex'), DIGEST],
  );
});

test('a file that shrank is told, and its digest is that of what was sent', async (t) => {
  await using dir = await makeTempDir('small-file');
  const path = join(dir.path, 'file');
  writeFileSync(path, 'content and more');
  const entry = dataEntry(path, MD5);
  writeFileSync(path, 'content');
  const saved = collectRecords();
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki, threads: 0 });
  const { problems, digest } = await encoder.encode(entry, 1);
  await writer.flush();
  t.regex(problems[0]?.text ?? '', /shrank while it was saved: 7 of 16 bytes/);
  t.is(digest?.bytes?.toString('hex'), DIGEST);
  t.is(saved.records()[0]?.data.toString(), 'content');
});

test('where nothing is sent for a while it waits for room', async (t) => {
  await using dir = await makeTempDir('small-file');
  const path = join(dir.path, 'file');
  writeFileSync(path, Buffer.alloc(60_000, 'x'));
  const entry = dataEntry(path);
  const held: (() => void)[] = [];
  const saved = collectRecords((written) => held.push(written));
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki, threads: 0 });
  let files = 0;
  let encoded = encoder.encode(entry, ++files);
  while (!(encoded instanceof Promise) && files < 1000) encoded = encoder.encode(entry, ++files);
  t.true(encoded instanceof Promise, 'all blocks were in use');
  for (const written of held.splice(0)) written();
  t.is((await encoded).readBytes, 60_000);
  await writer.flush();
  t.is(saved.records().length, files);
  t.true(saved.records().every(({ data }) => data.length === 60_000));
});
