import test from 'ava';
import { copyTextDecoder } from '../../../src/catalog/copy-text.ts';

const columns = [
  { name: 'id', parse: Number },
  { name: 'name', parse: (text: string) => text },
];

test('rows are whole wherever the stream is cut', (t) => {
  const wire = Buffer.from('1\tone\n22\t\\N\n3\ta\\tb\\\\c\\nd\xff\n', 'latin1');
  const expected = [
    { id: 1, name: 'one' },
    { id: 22, name: null },
    { id: 3, name: 'a\tb\\c\nd\xff' },
  ];
  for (let cut = 0; cut <= wire.length; cut++) {
    const decode = copyTextDecoder(columns);
    t.deepEqual([...decode(wire.subarray(0, cut)), ...decode(wire.subarray(cut))], expected);
  }
});

test('an escaped N is a text, an N after a backslash is nothing', (t) => {
  const decode = copyTextDecoder(columns);
  t.deepEqual(decode(Buffer.from('1\t\\\\N\n2\t\\N\n3\t\n')), [
    { id: 1, name: '\\N' },
    { id: 2, name: null },
    { id: 3, name: '' },
  ]);
});
