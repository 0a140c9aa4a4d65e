/** What an encoder sends comes back from a restore, whatever the options: byte for byte, and verified. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { openPki, type Pki } from '../../../../src/daemons/file/crypto/index.ts';
import type { Compression, FileOptions, Signature } from '../../../../src/daemons/file/file-set/index.ts';
import { openRestoreWriter } from '../../../../src/daemons/file/restore/index.ts';
import {
  type FileProblem,
  hashFile,
  openFileEncoder,
  openPacketWriter,
} from '../../../../src/daemons/file/streams/index.ts';
import { encodeLStat, STREAM } from '../../../../src/protocol/index.ts';
import { makeKeyPair, NO_PKI } from '../../../support/pki-files.ts';
import { pseudoRandomBytes } from '../../../support/pseudo-random.ts';
import { attributes, collectRecords, dataEntry, giveBack, type SavedRecord } from '../../../support/saved-records.ts';
import { makeTempDir, type TempDir } from '../../../support/temp-dir.ts';

let dir: TempDir;
let pki: Pki;
const none = openPki(NO_PKI);
test.before(async () => {
  dir = await makeTempDir('round-trip');
  const keyPair = await makeKeyPair(dir.path, 'client');
  pki = openPki({ ...NO_PKI, keyPair, encryption: true, signatures: true, cipher: 'aes256' });
});
test.after.always(() => dir[Symbol.asyncDispose]());

interface Saving {
  readonly options?: Partial<FileOptions>;
  readonly pki?: Pki;
  readonly threads?: number;
  readonly chunkBytes?: number;
}

/** Saves files one after the other, as a Job does. */
async function save(paths: readonly string[], { options = {}, pki = none, threads = 0, chunkBytes = 0 }: Saving) {
  const saved = collectRecords();
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki, threads, chunkBytes });
  const problems: FileProblem[] = [];
  let readBytes = 0;
  for (const [i, path] of paths.entries()) {
    const entry = dataEntry(path, options);
    const dataStream = encoder.dataStream(entry);
    writer.header(i + 1, STREAM.attributes, 0);
    writer.packet(`${i + 1} ${entry.type} ${path}\0${encodeLStat({ ...entry.stat, dataStream })}\0\0\x000\0`);
    writer.signal(-1);
    const encoded = await encoder.encode(entry, i + 1);
    readBytes += encoded.readBytes;
    problems.push(...encoded.problems);
    if (encoded.opened) await encoder.seal(encoded, i + 1);
  }
  await writer.flush();
  return { records: saved.records(), headers: saved.headers(), problems, readBytes, jobBytes: writer.jobBytes };
}

async function bringBack(records: readonly SavedRecord[], where: string, withPki = none, threads = 0) {
  const problems: string[] = [];
  const writer = openRestoreWriter({
    where,
    replace: 'a',
    prefixLinks: false,
    pki: withPki,
    threads,
    metadata: { apply: () => undefined },
    problem: ({ text }) => problems.push(text),
  });
  await giveBack(writer, records);
  const figures = await writer.finish();
  return { problems, figures };
}

const isEqual = (a: string, b: string): boolean => readFileSync(a).equals(readFileSync(b));

const SIGNATURES: (Signature | undefined)[] = [undefined, 'MD5', 'SHA1', 'SHA256', 'SHA512'];
const COMPRESSIONS: (Compression | undefined)[] = [
  undefined,
  { algorithm: 'gzip', level: 1 },
  { algorithm: 'gzip', level: 9 },
  { algorithm: 'lzo' },
  { algorithm: 'zstd', level: 3 },
];

const CHUNK = 65_536;
const sizes = fc.oneof(
  fc.nat(300),
  fc.constantFrom(CHUNK - 9, CHUNK - 8, CHUNK - 7, CHUNK - 1, CHUNK, CHUNK + 1, 2 * (CHUNK - 8), 2 * CHUNK),
  fc.integer({ min: 1, max: 400_000 }),
);
/** Noise, text and zeros in turn. */
const content = fc.tuple(sizes, fc.nat(1000)).map(([size, seed]) => {
  const bytes = Buffer.alloc(size);
  for (let at = 0, turn = seed; at < size; turn++) {
    const length = 1 + ((turn * 7919) % 90_000);
    if (turn % 3 === 0) pseudoRandomBytes(Math.min(length, size - at), turn).copy(bytes, at);
    if (turn % 3 === 1) bytes.fill(`line ${turn}\n`, at, Math.min(size, at + length));
    at += length;
  }
  return bytes;
});

let runs = 0;
test('files come back under any options', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(content, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...SIGNATURES),
      fc.constantFrom(...COMPRESSIONS),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(0, 1),
      async (files, signature, compression, sparse, encrypted, threads) => {
        const run = join(dir.path, `run-${runs++}`);
        const paths = files.map((bytes, i) => {
          const path = `${run}-${i}`;
          writeFileSync(path, bytes);
          return path;
        });
        const keys = encrypted ? pki : none;
        const saved = await save(paths, { options: { signature, compression, sparse }, pki: keys, threads });
        t.deepEqual(saved.problems, []);
        const back = await bringBack(saved.records, `${run}.back`, keys);
        t.deepEqual(back.problems, []);
        t.is(back.figures.files, files.length);
        t.is(back.figures.digestMismatches + back.figures.unverified, 0);
        for (const path of paths)
          t.true(
            isEqual(path, `${run}.back${path}`),
            JSON.stringify({ signature, compression, sparse, encrypted, threads }),
          );
      },
    ),
    { numRuns: 60 },
  );
});

test('a large file that other threads hash and compress comes back in order', async (t) => {
  const path = join(dir.path, 'large');
  writeFileSync(
    path,
    Buffer.concat([pseudoRandomBytes(12_000_000, 3), Buffer.alloc(9_000_000, 'text and more text\n')]),
  );
  for (const compression of [undefined, { algorithm: 'gzip', level: 1 }, { algorithm: 'lzo' }] as const) {
    for (const keys of [none, pki]) {
      const saved = await save([path, path], { options: { signature: 'MD5', compression }, pki: keys, threads: 2 });
      const where = join(dir.path, `large-${compression?.algorithm}-${keys.encrypts}`);
      const back = await bringBack(saved.records, where, keys, 1);
      t.deepEqual(back.problems, []);
      t.true(isEqual(path, where + path));
      const md5 = createHash('md5').update(readFileSync(path)).digest('hex');
      const digests = saved.records.filter(({ stream }) => stream === STREAM.md5);
      t.deepEqual(
        digests.map(({ data }) => data.toString('hex')),
        [md5, md5],
      );
    }
  }
});

test('records have the sizes that a genuine Client gives them', async (t) => {
  const path = join(dir.path, 'sizes');
  writeFileSync(path, pseudoRandomBytes(279_000, 4));
  const sizesOf = async (options: Partial<FileOptions>, keys = none) =>
    (await save([path], { options, pki: keys })).records
      .filter(({ stream }) => [2, 6, 20].includes(stream))
      .map(({ data }) => data.length);
  t.deepEqual(await sizesOf({}), [65_536, 65_536, 65_536, 65_536, 16_856]);
  t.deepEqual(await sizesOf({ sparse: true }), [65_536, 65_536, 65_536, 65_536, 16_896]);
  t.deepEqual(await sizesOf({}, pki), [65_536, 65_536, 65_536, 65_552, 16_848, 16]);
});

test('no block but the only one is so short that the cipher gives nothing out', async (t) => {
  const path = join(dir.path, 'short-end');
  const keys = { ...pki, signs: false };
  const compressions = [undefined, { algorithm: 'gzip', level: 9 }, { algorithm: 'lzo' }] as const;
  for (let rest = 1; rest < 40; rest++) {
    writeFileSync(path, Buffer.alloc(65_536 + rest));
    for (const compression of compressions) {
      for (const threads of [0, 1]) {
        const { records } = await save([path], { options: { compression }, pki: keys, threads });
        const data = records.filter(({ stream }) => [20, 23, 32].includes(stream));
        t.is(data.length, 3, `${rest} ${compression?.algorithm}: two blocks and the padding`);
        const back = await bringBack(records, `${path}.back`, keys);
        t.deepEqual(back.problems, []);
      }
    }
  }
});

test('an option for smaller records is obeyed', async (t) => {
  const path = join(dir.path, 'smaller');
  writeFileSync(path, Buffer.alloc(10_000, 1));
  const { records } = await save([path], { chunkBytes: 4096 });
  t.deepEqual(
    records.slice(1).map(({ data }) => data.length),
    [4096, 4096, 1808],
  );
});

test('of holes and zeros nothing is sent but the last record, and they are holes again', async (t) => {
  const path = join(dir.path, 'sparse');
  writeFileSync(path, Buffer.alloc(0));
  truncateSync(path, 500_000_000);
  writeFileSync(path, 'in the middle', { flag: 'r+' });
  const { records, readBytes } = await save([path], { options: { sparse: true, signature: 'MD5' } });
  const data = records.filter(({ stream }) => stream === STREAM.sparseData);
  t.deepEqual(
    data.map((record) => Number(record.data.readBigUInt64BE(0))),
    [0, 65_528 * Math.floor(500_000_000 / 65_528)],
  );
  t.true(readBytes < 10_000_000, 'holes are not even read');
  const sent = createHash('md5')
    .update(data[0]?.data.subarray(8) ?? '')
    .update(data[1]?.data.subarray(8) ?? '');
  t.deepEqual(records.at(-1)?.data, sent.digest(), 'the digest covers what is sent');
  const where = join(dir.path, 'sparse-back');
  const { problems } = await bringBack(records, where);
  t.deepEqual(problems, []);
  const restored = statSync(where + path);
  t.is(restored.size, 500_000_000);
  t.true(restored.blocks * 512 < 1_000_000);
});

test('a sparse file of whole records keeps its last one, even of zeros', async (t) => {
  const path = join(dir.path, 'whole-records');
  writeFileSync(path, Buffer.alloc(3 * 65_528));
  const { records } = await save([path], { options: { sparse: true } });
  t.deepEqual(
    records.slice(1).map(({ data }) => Number(data.readBigUInt64BE(0))),
    [2 * 65_528],
  );
  const where = join(dir.path, 'whole-back');
  t.deepEqual((await bringBack(records, where)).problems, []);
  t.is(statSync(where + path).size, 3 * 65_528);
});

test('an empty file has a digest and no data stream; encrypted, it has session data', async (t) => {
  const path = join(dir.path, 'empty');
  writeFileSync(path, '', { mode: 0o600 });
  const plain = await save([path], { options: { signature: 'MD5' } });
  t.deepEqual(plain.headers, ['1 1 0', '1 3 0']);
  t.is(plain.records[1]?.data.toString('hex'), 'd41d8cd98f00b204e9800998ecf8427e');
  const encrypted = await save([path], { options: { signature: 'MD5' }, pki });
  t.deepEqual(encrypted.headers, ['1 1 0', '1 22 0', '1 19 0', '1 3 0']);
  const where = join(dir.path, 'empty-back');
  t.deepEqual((await bringBack(encrypted.records, where, pki)).problems, []);
  t.is(statSync(where + path).size, 0);
});

test('a file that cannot be opened is told, and nothing but its attributes is sent', async (t) => {
  const path = join(dir.path, 'vanishing');
  writeFileSync(path, 'x');
  const entry = dataEntry(path, { signature: 'MD5' });
  truncateSync(path, 0);
  const saved = collectRecords();
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki: none, threads: 0 });
  const gone = await encoder.encode({ ...entry, path: `${path}-gone` }, 1);
  t.false(gone.opened);
  t.deepEqual(
    gone.problems.map(({ message, countsAsError }) => [message, countsAsError]),
    [['notsaved', true]],
  );
  t.regex(gone.problems[0]?.text ?? '', /^ {5}Cannot open ".*-gone": ERR=No such file or directory\.$/);
  const shrunk = await encoder.encode(entry, 2);
  t.true(shrunk.opened);
  t.regex(shrunk.problems[0]?.text ?? '', /shrank while it was saved: 0 of 1 bytes/);
  t.true(shrunk.problems[0]?.countsAsError, 'and the Job ends with a warning');
  await writer.flush();
  t.deepEqual(saved.records(), []);
});

test('what a file grows by belongs to the next backup', async (t) => {
  const path = join(dir.path, 'growing');
  writeFileSync(path, 'first');
  const entry = dataEntry(path, { checkFileChanges: true });
  writeFileSync(path, 'first and then more');
  const saved = collectRecords();
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki: none, threads: 0 });
  const { problems } = await encoder.encode(entry, 1);
  await writer.flush();
  t.is(saved.records()[0]?.data.toString(), 'first');
  t.true(problems.some(({ text }) => text.endsWith('size changed during backup.')));
});

test('a link or a pipe that took the name of a file is not read', async (t) => {
  const path = join(dir.path, 'replaced');
  writeFileSync(path, 'x');
  const entry = dataEntry(path);
  const saved = collectRecords();
  const writer = openPacketWriter(saved.send);
  await using encoder = openFileEncoder({ writer, pki: none, threads: 0 });
  t.false((await encoder.encode({ ...entry, path: '/dev/stdin' }, 1)).opened);
  t.false((await encoder.encode({ ...entry, path: dir.path }, 2)).opened);
  t.false((await encoder.encode({ ...entry, path: '/dev/null' }, 3)).opened);
});

test('the digest of a file on the disk is the one that its backup records', async (t) => {
  const path = join(dir.path, 'verified');
  const bytes = Buffer.alloc(400_000);
  bytes.write('here and', 5);
  bytes.write('there', 390_000);
  writeFileSync(path, bytes);
  for (const options of [{ signature: 'SHA1' }, { signature: 'MD5', sparse: true }] as const) {
    const { records } = await save([path], { options });
    const { digest } = await hashFile(dataEntry(path, options));
    t.deepEqual(digest?.bytes, records.at(-1)?.data);
    t.is(digest?.stream, records.at(-1)?.stream);
  }
  t.is((await hashFile(dataEntry(path))).digest, undefined);
});

test('damage is noticed: in the data, in its length, in its encryption, in its signature', async (t) => {
  const path = join(dir.path, 'damaged');
  writeFileSync(path, pseudoRandomBytes(200_000, 8));
  const damage = async (saving: Saving, stream: number, change: (data: Buffer) => Buffer | undefined) => {
    const { records } = await save([path, path], saving);
    const changed = records.flatMap((record) => {
      if (record.fileIndex !== 1 || record.stream !== stream) return [record];
      const data = change(Buffer.from(record.data));
      return data === undefined ? [] : [{ ...record, data }];
    });
    const { problems, figures } = await bringBack(changed, join(dir.path, `damage-${runs++}`), saving.pki ?? none);
    return { problems, mismatches: figures.digestMismatches, errors: figures.errors };
  };
  const flip = (data: Buffer): Buffer => {
    data[10] = (data[10] ?? 0) ^ 1;
    return data;
  };
  const md5 = { options: { signature: 'MD5' } } as const;
  t.is((await damage(md5, 2, flip)).mismatches, 1);
  t.is((await damage(md5, 3, flip)).mismatches, 1);
  t.regex((await damage({}, 2, (data) => (data.length < 65_536 ? undefined : data))).problems[0] ?? '', /File size of/);
  const gzip = { options: { compression: { algorithm: 'gzip', level: 1 } } } as const;
  t.regex((await damage(gzip, 4, flip)).problems[0] ?? '', /Could not restore .*zlib says/);
  const signed = { options: {}, pki };
  t.regex((await damage(signed, 19, () => undefined)).problems[0] ?? '', /Missing cryptographic signature/);
  t.regex((await damage(signed, 20, (data) => data.subarray(0, 16))).problems[0] ?? '', /Could not restore/);
  const signature = (data: Buffer): Buffer => {
    data[data.length - 1] = (data.at(-1) ?? 0) ^ 1;
    return data;
  };
  t.regex((await damage(signed, 19, signature)).problems[0] ?? '', /Signature validation failed/);
  t.is((await damage(signed, 19, signature)).errors, 1, 'the second file is not concerned');
});

test('without the key nothing is destroyed and each file is told', async (t) => {
  const path = join(dir.path, 'secret');
  writeFileSync(path, 'secret');
  const { records } = await save([path, path], { pki });
  const where = join(dir.path, 'no-key');
  await bringBack(
    [attributes(1, path, { sizeBytes: 5 }), { fileIndex: 1, stream: 2, data: Buffer.from('there') }],
    where,
  );
  const { problems } = await bringBack(records, where, none);
  t.is(problems.length, 2);
  t.regex(problems[0] ?? '', /cannot be decrypted/);
  t.is(readFileSync(where + path, 'utf8'), 'there');
});
