import { createHash } from 'node:crypto';
import test from 'ava';
import { xxh3 } from '../../../../src/volume/xxh3/xxh3.ts';
import { fixtures } from '../fixture-volumes.ts';

const pattern = (bytes: number): Buffer => Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + 3) & 255));
const hex = (value: bigint): string => value.toString(16).padStart(16, '0');

for (const [bytes, expected] of Object.entries(fixtures.checksum_vectors.xxh3_64)) {
  test(`XXH3 of ${bytes} bytes is as published`, (t) => t.is(hex(xxh3(pattern(Number(bytes)))), expected));
}

test('bytes that count as zero give what zeros give', (t) => {
  for (const bytes of [32, 100, 200, 241, 5000]) {
    const zeroed = pattern(bytes).fill(0, 24, 32);
    t.is(xxh3(pattern(bytes), 24, 32), xxh3(zeroed));
    t.not(xxh3(pattern(bytes)), xxh3(zeroed));
  }
});

// Made with the reference library (libxxhash 0.8.1) from the same pattern.
const LONG: readonly (readonly [number, string])[] = [
  [131_072, 'ab999e6788db6ebb'],
  [131_073, 'eb097eee7dec1397'],
  [132_096, '9297161b921cc6b2'],
  [132_097, 'faf21d00bf529ea2'],
  [200_000, '3bceafdce66540bf'],
  [262_144, 'bb242521d241d721'],
  [262_145, 'f2f70692935a23dd'],
  [1_999_999, '679cea4c0d5c5116'],
];
const ALL_17_TO_2199 = '1ce11ec271b09cc4666d9986f47b2753ec01f8efae9ea4fe62df67bc68358bb8';

test('what is longer than the kernel’s memory is hashed in pieces', (t) => {
  const bytes = pattern(1_999_999);
  for (const [length, expected] of LONG) t.is(hex(xxh3(bytes.subarray(0, length))), expected, `${length} bytes`);
});

test('every length from 17 to 2199 bytes gives what the reference gives', (t) => {
  const [bytes, all] = [pattern(2199), createHash('sha256')];
  for (let length = 17; length < 2200; length++) all.update(hex(xxh3(bytes.subarray(0, length))));
  t.is(all.digest('hex'), ALL_17_TO_2199);
});
