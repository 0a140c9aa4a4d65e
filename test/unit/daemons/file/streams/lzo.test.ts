import test from 'ava';
import fc from 'fast-check';
import { compressLzo, lzoBytesMax } from '../../../../../src/daemons/file/streams/lzo/compress.ts';
import { decompressLzo } from '../../../../../src/daemons/file/streams/lzo/decompress.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

function pack(source: Buffer): Buffer {
  const target = Buffer.alloc(lzoBytesMax(source.length));
  return target.subarray(0, compressLzo(source, target, 0));
}

function unpack(block: Buffer, room = 1 << 20): Buffer {
  const target = Buffer.alloc(room);
  const got = decompressLzo(block, target);
  if (typeof got !== 'number') throw new Error(got);
  return target.subarray(0, got);
}

/** Runs, repetitions near and far, and noise, as files have them. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.nat(255), fc.nat(5000)).map(([byte, count]) => Buffer.alloc(count, byte)),
      fc.tuple(fc.nat(3), fc.nat(20_000)).map(([seed, count]) => pseudoRandomBytes(count, seed)),
      fc.tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(200)).map(([s, n]) => Buffer.from(s.repeat(n))),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces));

test('whatever is compressed comes back, and stays within its bound', (t) => {
  fc.assert(
    fc.property(content, (source) => {
      const packed = pack(source);
      t.true(packed.length <= lzoBytesMax(source.length));
      return unpack(packed).equals(source);
    }),
    { numRuns: 400 },
  );
  t.pass();
});

test('every length from nothing to a few hundred bytes comes back', (t) => {
  for (let length = 0; length <= 700; length++) {
    const noise = pseudoRandomBytes(length, length);
    t.true(unpack(pack(noise)).equals(noise));
    const run = Buffer.alloc(length, 'ab');
    t.true(unpack(pack(run)).equals(run));
  }
});

test('what repeats becomes small, what does not hardly grows', (t) => {
  t.true(pack(Buffer.alloc(65_536)).length < 400);
  t.true(pack(Buffer.from('the same line again\n'.repeat(3000))).length < 1000);
  t.true(pack(pseudoRandomBytes(65_536, 1)).length < 65_536 + 300);
});

// Each instruction of the format once, put together by hand from its description.
const INSTRUCTIONS: [title: string, block: number[], result: string][] = [
  ['a first byte above 17 brings literals', [17 + 3, 97, 98, 99, 0x11, 0, 0], 'abc'],
  ['a long run of literals', [17 + 4, 97, 98, 99, 100, 0x11, 0, 0], 'abcd'],
  ['a run at the beginning in its general form', [2, 97, 98, 99, 100, 101, 0x11, 0, 0], 'abcde'],
  ['two bytes of a near match after one literal', [17 + 1, 97, 0, 0, 0x11, 0, 0], 'aaa'],
  ['a match of three to eight bytes', [17 + 4, 97, 98, 99, 100, 0x40 | (3 << 2), 0, 0x11, 0, 0], 'abcdabc'],
  ['a longer code of such a match', [17 + 4, 97, 98, 99, 100, 0xe0 | (3 << 2), 0, 0x11, 0, 0], 'abcdabcdabcd'],
  ['a match with a distance of 16 bits', [17 + 4, 97, 98, 99, 100, 0x20 | 2, 3 << 2, 0, 0x11, 0, 0], 'abcdabcd'],
  ['its length in a further byte', [17 + 4, 97, 98, 99, 100, 0x20, 1, 0, 0, 0x11, 0, 0], `abcd${'d'.repeat(34)}`],
  [
    'literals in the low bits of a match',
    [17 + 4, 97, 98, 99, 100, 0x40 | 2, 0, 120, 121, 0x11, 0, 0],
    'abcdddd'.concat('xy'),
  ],
];
for (const [title, block, result] of INSTRUCTIONS) {
  test(`an instruction: ${title}`, (t) => t.is(unpack(Buffer.from(block)).toString(), result));
}

test('a match of three bytes beyond 2048 follows a long run', (t) => {
  const far = pseudoRandomBytes(2049, 5);
  // 0 then 255s as zeros: 2049 = 18 + 7 * 255 + 246
  const block = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 246]), far, Buffer.from([0, 0, 0x11, 0, 0])]);
  t.true(unpack(block).equals(Buffer.concat([far, far.subarray(0, 3)])));
});

test('a match beyond sixteen thousand bytes has its own code', (t) => {
  const start = pseudoRandomBytes(20_000, 9);
  const source = Buffer.concat([start, start.subarray(0, 500)]);
  const packed = pack(source);
  t.true(packed.length < 20_200);
  t.true(unpack(packed).equals(source));
});

test('a broken block is named, never read or written beyond its ends', (t) => {
  fc.assert(
    fc.property(content, fc.nat(), fc.nat(255), fc.nat(100_000), (source, where, byte, room) => {
      const packed = Buffer.from(pack(source));
      packed[where % packed.length] = byte;
      const guarded = Buffer.alloc(room + 64, 0xa5);
      const got = decompressLzo(packed.subarray(0, (where % packed.length) + 1), guarded.subarray(0, room));
      const alsoGot = decompressLzo(packed, guarded.subarray(0, room));
      for (const result of [got, alsoGot]) if (typeof result === 'number' && result > room) return false;
      return guarded.subarray(room).every((guard) => guard === 0xa5);
    }),
    { numRuns: 400 },
  );
  t.is(decompressLzo(Buffer.from([17 + 5, 1, 2]), Buffer.alloc(100)), 'truncated');
  t.is(decompressLzo(Buffer.from([17 + 4, 1, 2, 3, 4, 0x40, 200, 0x11, 0, 0]), Buffer.alloc(100)), 'distance');
  t.is(decompressLzo(Buffer.from([17 + 4, 1, 2, 3, 4]), Buffer.alloc(100)), 'no-end');
  t.is(decompressLzo(Buffer.from([17 + 4, 1, 2, 3, 4, 0x11, 0, 0]), Buffer.alloc(3)), 'room');
  t.is(decompressLzo(Buffer.concat([Buffer.alloc(100_000), Buffer.from([0x11])]), Buffer.alloc(100)), 'truncated');
  t.is(decompressLzo(Buffer.alloc(0), Buffer.alloc(100)), 'no-end');
});
