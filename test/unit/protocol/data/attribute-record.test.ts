import test from 'ava';
import fc from 'fast-check';
import { decodeAttributeRecord, encodeAttributeRecord } from '../../../../src/protocol/data/attribute-record.ts';
import { MalformedMessageError } from '../../../../src/protocol/message-errors.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('the records of the specification are read', (t) => {
  const link = '14 1 /tree/data/small.txt\0BT I0LW IGk D A\0/tree/data/hard2\0\x000\0';
  t.deepEqual(decodeAttributeRecord(bytes(link)), {
    fileIndex: 14,
    type: 1,
    path: '/tree/data/small.txt',
    lstat: 'BT I0LW IGk D A',
    link: '/tree/data/hard2',
    extended: '',
    deltaSeq: 0,
  });
  const update = decodeAttributeRecord(bytes('2 3 /tree/acco/a\0A\0\0<NULL>\x001\0'));
  t.like(update, { extended: '<NULL>', deltaSeq: 1 });
});

test('a path may hold any byte but NUL', (t) => {
  const text = fc.stringMatching(/^[\x01-\xff]{1,60}$/);
  const fields = fc.record({
    fileIndex: fc.nat(),
    type: fc.nat({ max: 30 }),
    path: text,
    lstat: fc.stringMatching(/^[A-Za-z0-9+/ -]{0,60}$/),
    link: fc.oneof(text, fc.constant('')),
    extended: fc.constant(''),
    deltaSeq: fc.nat({ max: 1000 }),
  });
  fc.assert(
    fc.property(fields, (record) => void t.deepEqual(decodeAttributeRecord(encodeAttributeRecord(record)), record)),
  );
});

test('a record cut behind its path is read as far as it goes, cut before that it is malformed', (t) => {
  const whole = bytes('14 1 /tree\0BT I0 IGk\0/first\0\x000\0');
  const pathEnds = whole.indexOf(0) + 1;
  for (let cut = 0; cut < whole.length; cut++) {
    const cutOff = whole.subarray(0, cut);
    if (cut < pathEnds) t.throws(() => decodeAttributeRecord(cutOff), { instanceOf: MalformedMessageError }, `${cut}`);
    else t.is(decodeAttributeRecord(cutOff).path, '/tree');
  }
});

test('garbage is malformed and nothing else', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (garbage) => {
      try {
        decodeAttributeRecord(Buffer.from(garbage));
        t.pass();
      } catch (error) {
        t.true(error instanceof MalformedMessageError);
      }
    }),
  );
});

test('the upper half of the type is flags', (t) => {
  t.is(decodeAttributeRecord(bytes(`1 ${0x10003} /a\0A\0\0\x000\0`)).type, 3);
});
