import test from 'ava';
import fc from 'fast-check';
import {
  byteStringToBytes,
  bytesToByteString,
  displayLines,
  displayText,
  toByteString,
} from '../../../src/core/index.ts';

test('bytes survive the way to a ByteString and back', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const original = Buffer.from(bytes);
      t.deepEqual(byteStringToBytes(bytesToByteString(original)), original);
    }),
  );
});

test('valid UTF-8 is shown as it is meant', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!/[\x00-\x1f\x7f-\x9f]/.test(text));
      t.is(displayText(toByteString(text)), text);
    }),
  );
});

test('bytes that are no UTF-8, and control characters, are shown in hexadecimal', (t) => {
  t.is(displayText('a\xffb\n'), 'a\\xffb\\x0a');
  t.is(displayText('\xc3\xa4\xc3'), 'ä\\xc3');
  t.is(displayLines('one\n\ttwo\x1b[2J'), 'one\n\ttwo\\x1b[2J');
});
