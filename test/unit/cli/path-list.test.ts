import test from 'ava';
import { pathsOfList } from '../../../src/cli/path-list.ts';

test('names that are no UTF-8 travel as bytes, others as text', (t) => {
  const bytes = Buffer.concat([Buffer.from('/grün\n/\n'), Buffer.from([0x2f, 0xff, 0x0a])]);
  t.deepEqual(pathsOfList(bytes, '\n'), ['/grün', '/', { base64: Buffer.from([0x2f, 0xff]).toString('base64') }]);
});

test('with NUL bytes between them names may hold newlines; the last needs no end', (t) => {
  t.deepEqual(pathsOfList(Buffer.from('/a\nb\0/c'), '\0'), ['/a\nb', '/c']);
  t.deepEqual(pathsOfList(Buffer.from(''), '\n'), []);
});
