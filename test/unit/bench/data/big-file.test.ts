import { zstdCompressSync } from 'node:zlib';
import test from 'ava';
import { bigFileChunks } from '../../../../bench/data/big-file.ts';

const BYTES = 20_000_001;
const whole = (content: 'random' | 'half') => Buffer.concat([...bigFileChunks(BYTES, content)]);

test('the big file has exactly the bytes that were asked for, the same ones in every run', (t) => {
  for (const content of ['random', 'half'] as const) {
    const bytes = whole(content);
    t.is(bytes.length, BYTES);
    t.true(bytes.equals(whole(content)));
  }
});

test('of random content nothing can be compressed, and nothing is a hole', (t) => {
  const bytes = whole('random');
  t.true(zstdCompressSync(bytes).length >= BYTES);
  t.false(bytes.includes(Buffer.alloc(16)));
});

test('half-compressible content shrinks to about a half', (t) => {
  const share = zstdCompressSync(whole('half')).length / BYTES;
  t.true(share > 0.5 && share < 0.75, `${share}`);
});
