import test from 'ava';
import { BootstrapRegexError } from '../../../src/volume/errors.ts';
import { posixExpression } from '../../../src/volume/posix-expression.ts';

const TEXTS = [
  '',
  'a',
  'aa',
  'aaa',
  'ab',
  'a+',
  'a\\b',
  'a]b',
  '[x]',
  'a-b',
  'x{2}',
  'foo.conf',
  'fooXconf',
  '/etc/passwd',
  'ABC',
  '12 34',
  'a\tb',
  'd5',
  '(?:a)',
  'a.b*c',
];
// What `LC_ALL=C grep -E` says of each text in turn.
const EXPRESSIONS: readonly (readonly [string, string])[] = [
  ['a', '01111111010001001011'],
  ['^a$', '01000000000000000000'],
  ['a+?', '11111111111111111111'],
  ['a*?b', '00001011010000001001'],
  ['(a|b)+', '01111111010001001011'],
  ['^(a{2}|b)$', '00100000000000000000'],
  ['a{,2}$', '11111111111111111111'],
  ['[]x]', '00000001101000000000'],
  ['[^]a]', '00001111111111111111'],
  ['[a\\]', '01111111010001001011'],
  ['[[:digit:]]+ [[:digit:]]', '00000000000000010000'],
  ['^[[:upper:]]*$', '10000000000000100000'],
  ['foo\\.conf', '00000000000100000000'],
  ['^/etc/.*wd$', '00000000000001000000'],
  ['[a-c]b', '00001000000000000000'],
  ['a[-+]', '00000100010000000000'],
  ['\\w+', '01111111111111111111'],
  ['^\\<a\\>$', '01000000000000000000'],
  ['[[:space:]]', '00000000000000011000'],
  ['[.]', '00000000000100000001'],
  ['x\\{2\\}', '00000000001000000000'],
  ['\\(\\?', '00000000000000000010'],
  ['(^a)|(d$)', '01111111010001001001'],
  ['\\d5', '00000000000000000100'],
  ['.', '01111111111111111111'],
  ['[+--]', '00000100010000000000'],
];

test('expressions match what those of POSIX match', (t) => {
  for (const [expression, matches] of EXPRESSIONS) {
    const ours = posixExpression(expression);
    t.is(TEXTS.map((text) => (ours.test(text) ? '1' : '0')).join(''), matches, expression);
  }
});

test('what is no expression is refused with its text', (t) => {
  for (const wrong of ['(', 'a(b', '[a', 'a\\', '[[:nothing:]]', 'a{3,1}']) {
    t.throws(() => posixExpression(wrong), { instanceOf: BootstrapRegexError, message: /"/ }, wrong);
  }
});

test('every byte of a path can be matched', (t) => {
  t.true(posixExpression('^/\xc3\xa4.\xff$').test('/\xc3\xa4\n\xff'));
});
