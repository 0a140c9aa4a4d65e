import test from 'ava';
import fc from 'fast-check';
import {
  encodeTextArray,
  encodeValue,
  formatTimestamp,
  parseTimestamp,
  typeParser,
} from '../../../src/catalog/values.ts';

test('ASCII goes as text, any other bytes as they are', (t) => {
  t.is(encodeValue('plain', false), 'plain');
  t.deepEqual(encodeValue('a\xff\xc3\xa4', false), Buffer.from([0x61, 0xff, 0xc3, 0xa4]));
});

test('where only UTF-8 can be stored, the bytes that are none are replaced', (t) => {
  t.deepEqual(encodeValue('a\xff', true), Buffer.from('a\ufffd'));
  t.deepEqual(encodeValue('\xc3\xa4', true), Buffer.from('ä'));
});

test('a time is the local one, to the second, and comes back', (t) => {
  t.is(formatTimestamp(new Date(2026, 0, 2, 3, 4, 5, 678)), '2026-01-02 03:04:05');
  t.deepEqual(parseTimestamp('2026-01-02 03:04:05'), new Date(2026, 0, 2, 3, 4, 5));
  t.deepEqual(parseTimestamp('2026-01-02 03:04:05.123456'), new Date(2026, 0, 2, 3, 4, 5));
  t.is(parseTimestamp('infinity'), null);
});

test('every second of an ordinary year survives', (t) => {
  const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
  fc.assert(
    fc.property(seconds, (second) => {
      const date = new Date(second * 1000);
      // In the hour that a change of clocks repeats, local time cannot tell which one is meant.
      return Math.abs((parseTimestamp(formatTimestamp(date)) ?? new Date(0)).getTime() - date.getTime()) <= 3_600_000;
    }),
  );
  t.pass();
});

test('arrays of numbers go as text, arrays of texts as bytes', (t) => {
  t.is(encodeValue([1, 2, 3], false), '{1,2,3}');
  t.is(encodeValue([], false), '{}');
  const bytes = encodeTextArray(['a', '\xff\xfe']);
  t.is(bytes.readInt32BE(0), 1);
  t.is(bytes.readInt32BE(12), 2);
  t.deepEqual(bytes.subarray(20), Buffer.from([0, 0, 0, 1, 0x61, 0, 0, 0, 2, 0xff, 0xfe]));
});

test('columns arrive as numbers, dates, bytes and truths', (t) => {
  t.is(typeParser(20)('9007199254740991'), 9007199254740991);
  t.is(typeParser(1700)('12'), 12);
  t.is(typeParser(16)('t'), true);
  t.deepEqual(typeParser(17)('\\x00ff'), Buffer.from([0, 0xff]));
  t.deepEqual(typeParser(1007)('{1,2}'), [1, 2]);
  t.deepEqual(typeParser(1007)('{}'), []);
  t.is(typeParser(25)('as it is'), 'as it is');
});
