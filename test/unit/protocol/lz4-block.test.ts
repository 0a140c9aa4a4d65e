import test from 'ava';
import fc from 'fast-check';
import { BadCompressionError } from '../../../src/protocol/errors.ts';
import { INFLATED_BYTES_MAX, inflateLz4Block } from '../../../src/protocol/lz4-block.ts';
import vectors from './wire-vectors.json' with { type: 'json' };

/** Sequences of literals and matches, written as a block beside what they mean. */
const sequences = fc.array(
  fc.record({
    literals: fc.uint8Array({ minLength: 1, maxLength: 600 }),
    back: fc.nat(),
    length: fc.integer({ min: 4, max: 700 }),
  }),
  { maxLength: 8 },
);

function runBytes(length: number): number[] {
  if (length < 15) return [];
  const rest = length - 15;
  return [...new Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
}

function encode(parts: readonly { literals: Uint8Array; back: number; length: number }[], last: Uint8Array) {
  const block: number[] = [];
  const meant: number[] = [];
  for (const { literals, back, length } of parts) {
    block.push(
      (Math.min(literals.length, 15) << 4) | Math.min(length - 4, 15),
      ...runBytes(literals.length),
      ...literals,
    );
    meant.push(...literals);
    const offset = 1 + (back % Math.min(meant.length, 0xffff));
    block.push(offset & 255, offset >> 8, ...runBytes(length - 4));
    for (let i = 0; i < length; i++) meant.push(meant[meant.length - offset] as number);
  }
  block.push(Math.min(last.length, 15) << 4, ...runBytes(last.length), ...last);
  return { block: Buffer.from(block), meant: Buffer.from(meant.concat([...last])) };
}

test('recorded blocks inflate to what was meant', (t) => {
  for (const { block, inflatedHex } of vectors.lz4) {
    t.is(inflateLz4Block(Buffer.from(block, 'hex')).toString('hex'), inflatedHex);
  }
});

test('literals and matches of all lengths and offsets inflate, overlapping ones too', (t) => {
  fc.assert(
    fc.property(sequences, fc.uint8Array({ maxLength: 300 }), (parts, last) => {
      const { block, meant } = encode(parts, last);
      t.deepEqual(inflateLz4Block(block), meant);
    }),
  );
});

test('arbitrary bytes inflate within the bound or are refused', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        t.true(inflateLz4Block(Buffer.from(bytes), 5000).length <= 5000);
      } catch (error) {
        t.true(error instanceof BadCompressionError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a block cut short is refused or shorter, never read beyond its end', (t) => {
  const { block } = encode([{ literals: Buffer.alloc(40, 'a'), back: 3, length: 300 }], Buffer.from('end'));
  for (let end = 0; end < block.length; end++) {
    try {
      t.true(inflateLz4Block(block.subarray(0, end)).length < 343);
    } catch (error) {
      t.true(error instanceof BadCompressionError);
    }
  }
});

test('a block that would blow up is refused before memory is taken', (t) => {
  const bomb = Buffer.concat([Buffer.from([0x1f, 0x61, 1, 0]), Buffer.alloc(100_000, 255), Buffer.from([0, 0])]);
  t.throws(() => inflateLz4Block(bomb), {
    instanceOf: BadCompressionError,
    message: new RegExp(String(INFLATED_BYTES_MAX)),
  });
});

test('offsets of nothing and of more than there is are refused', (t) => {
  t.throws(() => inflateLz4Block(Buffer.from('10610000', 'hex')), { instanceOf: BadCompressionError });
  t.throws(() => inflateLz4Block(Buffer.from('10610200', 'hex')), { instanceOf: BadCompressionError });
  t.throws(() => inflateLz4Block(Buffer.alloc(0)), { instanceOf: BadCompressionError });
});
