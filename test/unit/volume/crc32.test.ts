import { crc32 as nodeCrc32 } from 'node:zlib';
import test from 'ava';
import { crc32, findVectorCrc32 } from '../../../src/volume/crc32.ts';
import { pseudoRandomBytes } from '../../support/pseudo-random.ts';

const BYTES = pseudoRandomBytes(70_000, 3);
/** Its packages are for Linux with glibc. */
const hasPackage =
  process.platform === 'linux' &&
  ['x64', 'arm64'].includes(process.arch) &&
  'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header;

test('sums are those of zlib, whatever the length and wherever the bytes lie', (t) => {
  const shared = Buffer.from(new SharedArrayBuffer(70_000));
  BYTES.copy(shared);
  for (const bytes of [BYTES, shared]) {
    for (let length = 0; length < 1100; length++) {
      const piece = bytes.subarray(length % 67, (length % 67) + length);
      t.is(crc32(piece), nodeCrc32(piece), `${length} bytes`);
    }
    const block = bytes.subarray(4, 64_512);
    t.is(crc32(block), nodeCrc32(block));
  }
});

(hasPackage ? test : test.skip)('vector instructions are used where npm has brought them', (t) => {
  t.is(crc32, findVectorCrc32() as typeof crc32);
});

test('a function that is missing or cannot add is not believed', (t) => {
  const faulty = { crc32: (bytes: Buffer) => (bytes.length > 4000 ? nodeCrc32(bytes) ^ 1 : nodeCrc32(bytes)) };
  t.is(
    findVectorCrc32(() => faulty),
    undefined,
  );
  t.is(
    findVectorCrc32(() => ({})),
    undefined,
  );
  t.is(
    findVectorCrc32(() => {
      throw new Error('Cannot find module');
    }),
    undefined,
  );
  t.is(
    findVectorCrc32(() => ({ crc32: nodeCrc32 })),
    nodeCrc32,
  );
});
