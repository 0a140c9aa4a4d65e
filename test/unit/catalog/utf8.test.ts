import { isUtf8 } from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import { repairUtf8 } from '../../../src/catalog/utf8.ts';

test('UTF-8 is not touched', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = Buffer.from(text.toWellFormed(), 'utf8').toString('latin1');
      t.is(repairUtf8(bytes), bytes);
    }),
  );
});

test('whatever bytes come, UTF-8 goes', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      t.true(isUtf8(Buffer.from(repairUtf8(Buffer.from(bytes).toString('latin1')), 'latin1')));
    }),
  );
});
