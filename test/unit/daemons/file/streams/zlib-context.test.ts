import { constants, deflateSync, inflateSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { BLOCK_ALGORITHM, writeBlockHeader } from '../../../../../src/daemons/file/streams/compress/block-header.ts';
import { compressedBytesMax } from '../../../../../src/daemons/file/streams/compress/codec.ts';
import { compress } from '../../../../../src/daemons/file/streams/compress/compress.ts';
import { DataRecordError } from '../../../../../src/daemons/file/streams/decode/data-error.ts';
import { DECOMPRESSED_BYTES_MAX, decompress } from '../../../../../src/daemons/file/streams/decode/decompress.ts';
import { ZlibContext } from '../../../../../src/daemons/file/streams/zlib-context.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const HEADER_BYTES = 12;

/** In memory that threads share, as in a Job. */
function compressed(codec: Parameters<typeof compress>[0], source: Buffer): Buffer {
  const target = Buffer.from(new SharedArrayBuffer(7 + compressedBytesMax(source.length)));
  return target.subarray(7, compress(codec, source, target, 7));
}

function zstdRecord(body: Buffer): Buffer {
  const record = Buffer.concat([Buffer.alloc(HEADER_BYTES), body]);
  writeBlockHeader(record, 0, BLOCK_ALGORITHM.zstd, body.length);
  return record;
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.nat(3), fc.nat(70_000)).map(([seed, count]) => pseudoRandomBytes(count, seed)),
  fc.tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(2000)).map(([s, n]) => Buffer.from(s.repeat(n))),
);
const codec = fc.oneof(
  fc.record({ algorithm: fc.constant('gzip' as const), level: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ algorithm: fc.constant('zstd' as const), level: fc.integer({ min: 1, max: 12 }) }),
);

test('this Node shows what lies below its streams', (t) => {
  t.truthy(ZlibContext.compressor({ algorithm: 'gzip', level: 6 }));
  t.truthy(ZlibContext.compressor({ algorithm: 'zstd', level: 3 }));
  t.truthy(ZlibContext.decompressor('gzip'));
  t.truthy(ZlibContext.decompressor('zstd'));
});

test('each record is as good as what its library makes of it alone, at its level, whatever was compressed before', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(codec, content), { maxLength: 8 }), (records) => {
      for (const [{ algorithm, level }, source] of records) {
        const record = compressed({ algorithm, level }, source);
        const [packed, unpacked, alone] =
          algorithm === 'gzip'
            ? [record, inflateSync(record), deflateSync(source, { level })]
            : [
                record.subarray(HEADER_BYTES),
                zstdDecompressSync(record.subarray(HEADER_BYTES)),
                zstdAlone(source, level),
              ];
        t.true(unpacked.equals(source));
        // The room for a result and what a table held before may change it a little.
        t.true(packed.length <= alone.length * 1.01 + 16, `${packed.length} beside ${alone.length}, level ${level}`);
        t.true(decompress(record, algorithm === 'gzip' ? 'gzip' : 'block').equals(source));
      }
    }),
    { numRuns: 60 },
  );
});

test('each record has the level that was asked for', (t) => {
  const words = Array.from(pseudoRandomBytes(9000, 1), (byte) => `word-${byte % 97}`).join(' ');
  const source = Buffer.from(words);
  t.true(zstdAlone(source, 1).length > 1.05 * zstdAlone(source, 12).length);
  for (let i = 0; i < 2; i++) {
    const record = compressed({ algorithm: 'zstd', level: 12 }, source);
    t.true(record.length <= HEADER_BYTES + 1.01 * zstdAlone(source, 12).length);
  }
});

test('a record that is cut or damaged is judged as by its library, and does no harm to the next one', (t) => {
  const source = Buffer.from('the same words again and again, '.repeat(900));
  const [gzip, zstd] = [deflateSync(source), zstdCompressSync(source)];
  fc.assert(
    fc.property(fc.boolean(), fc.nat(1000), fc.nat(255), fc.boolean(), (ofGzip, place, byte, cut) => {
      const body = Buffer.from(ofGzip ? gzip : zstd);
      const at = place % body.length;
      body[at] = byte;
      const broken = cut ? body.subarray(0, at) : body;
      const expected = outcome(() => (ofGzip ? inflateSync(broken) : zstdDecompressSync(broken)));
      const got = outcome(() => (ofGzip ? decompress(broken, 'gzip') : decompress(zstdRecord(broken), 'block')));
      t.is(got, expected);
      t.true(decompress(gzip, 'gzip').equals(source));
      t.true(decompress(zstdRecord(zstd), 'block').equals(source));
    }),
    { numRuns: 400 },
  );
});

test('records that unpack to more than any Client sends are refused', (t) => {
  const bomb = Buffer.alloc(DECOMPRESSED_BYTES_MAX + 1);
  t.throws(() => decompress(deflateSync(bomb), 'gzip'), { instanceOf: DataRecordError });
  t.throws(() => decompress(zstdRecord(zstdCompressSync(bomb)), 'block'), { instanceOf: DataRecordError });
  const large = bomb.subarray(1);
  t.true(decompress(deflateSync(large), 'gzip').equals(large));
  t.true(decompress(zstdRecord(zstdCompressSync(large)), 'block').equals(large));
});

const zstdAlone = (source: Buffer, level: number): Buffer =>
  zstdCompressSync(source, { params: { [constants.ZSTD_c_compressionLevel]: level } });

function outcome(work: () => Buffer): string {
  try {
    return work().toString('latin1');
  } catch {
    return 'refused';
  }
}
