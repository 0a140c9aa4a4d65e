import test from 'ava';
import fc from 'fast-check';
import { fitName, isDirectlyBelow, pathOf, shortenPath } from '../../../../src/catalog/ingest/split-name.ts';

test('a path reaches up to and including the last slash', (t) => {
  t.is(pathOf('/srv/a/b.txt'), '/srv/a/');
  t.is(pathOf('/srv/a/'), '/srv/a/');
  t.is(pathOf('/'), '/');
  t.is(pathOf('C:/x'), 'C:/');
  t.is(pathOf('bare'), '');
});

test('the shortcut for files of one folder agrees with the long way', (t) => {
  const name = fc.string({ unit: fc.constantFrom('/', 'a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(name, name, (one, other) => {
      t.is(isDirectlyBelow(other, pathOf(one)), pathOf(other) === pathOf(one));
    }),
  );
});

test('a part too long for the index is shortened, and told from its like', (t) => {
  const long = `/${'x'.repeat(4_000)}`;
  t.is(fitName('short'), 'short');
  t.true(shortenPath(`${long}a/`).length < 2_600);
  t.true(shortenPath(`${long}a/`).endsWith('/'));
  t.not(shortenPath(`${long}a/`), shortenPath(`${long}b/`));
  t.not(fitName(`${long}a`), fitName(`${long}b`));
  t.false(fitName('y'.repeat(3_000)).includes('/'));
});
