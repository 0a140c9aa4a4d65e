import test from 'ava';
import { attributesDiffer, changeTest } from '../../../../../src/daemons/file/job/change-test.ts';
import { knownFile, stat } from './entries.ts';

const known = knownFile();

for (const [letter, change] of [
  ['i', { ino: 2 }],
  ['p', { mode: 0o100600 }],
  ['n', { nlink: 2 }],
  ['u', { uid: 1 }],
  ['g', { gid: 1 }],
  ['s', { sizeBytes: 11 }],
  ['a', { atimeSec: 101 }],
  ['m', { mtimeSec: 101 }],
  ['c', { ctimeSec: 101 }],
  ['d', { sizeBytes: 9 }],
] as const) {
  test(`the letter ${letter} looks at its attribute and at no other`, (t) => {
    const only = changeTest(letter, '');
    t.false(attributesDiffer(only, stat(), known));
    t.true(attributesDiffer(only, stat(change), known));
    const others = changeTest([...'ipnugamc'].filter((other) => other !== letter).join(''), '');
    t.false(attributesDiffer(others, stat(change), known));
  });
}

test('a file that grew is no smaller one', (t) => {
  t.false(attributesDiffer(changeTest('d', ''), stat({ sizeBytes: 11 }), known));
});

test('without letters of its own a FileSet has the default ones', (t) => {
  t.deepEqual(changeTest('', 'mcs').letters, ['s', 'm', 'c']);
  t.true(changeTest('pins5', '').digest);
  t.true(changeTest('o5', '').attributesOnly);
  t.false(changeTest('o', '').attributesOnly);
  t.true(changeTest('A', '').always);
  t.true(changeTest('mcsM', '').sinceToo);
});
