/** Regular expressions: what genuine Clients of 9.6.7 and 15.0.3 matched when they were asked the same (07 §3.2). */
import test from 'ava';
import { compileRegex } from '../../../../../src/daemons/file/file-set/regex/compile.ts';

const NAMES = [
  'a', 'A', 'ab', 'a.b', '.h', '\xc3\xa4', '\xc3\x84', 'x[y', 'x\\y', 'a*b', 'a?b', 'n\nl', 'xy', 'x-y', 'x]y', '1',
  'a b', 'x^y', 'x!y', 'x{y', 'x(y', 'x|y', 'aab', 'abab', 'x.y', '_', 'x\ty',
]; // biome-ignore format: a table

const matching = (regex: string, ignoreCase: boolean): string[] => {
  const compiled = compileRegex(regex, { ignoreCase });
  return NAMES.filter((name) => compiled.matches(`/srv/n/${name}`));
};

const BETWEEN = ['x[y', 'x\\y', 'x-y', 'x]y', 'x^y', 'x!y', 'x{y', 'x(y', 'x|y', 'x.y', 'x\ty'];
const CASES: readonly (readonly [regex: string, names: readonly string[], ignoreCase?: boolean])[] = [
  ['a$', ['a']],
  ['/a$', ['a']],
  ['/[[:alpha:]]$', ['a', 'A', '\xc3\xa4', '\xc3\x84']],
  ['/\\w$', ['a', 'A', '\xc3\xa4', '\xc3\x84', '1', '_']],
  ['/\\.h$', ['.h']],
  ['/x\\[y$', ['x[y']],
  ['/(a)b$', ['ab']],
  ['/(ab){2}$', ['abab']],
  ['/a{2}b', ['aab']],
  ['/a+b$', ['ab', 'aab']],
  ['/a?b$', ['ab']],
  ['/a\\?b$', ['a?b']],
  ['/x\\{y', ['x{y']],
  ['/x[^a]y', BETWEEN],
  ['/n.l$', ['n\nl']],
  ['/.$', ['a', 'A', '\xc3\xa4', '\xc3\x84', '1', '_']],
  ['/\xc3.$', []],
  ['^/srv.*/a$', ['a']],
  ['\\ba$', ['a']],
  ['\\<a$', ['a']],
  ['/[a\\]]$', []],
  ['/[\\w]$', []],
  ['/x[\\]y', ['x\\y']],
  ['', NAMES],
  ['/a|/1$', ['a', 'ab', 'a.b', 'a*b', 'a?b', '1', 'a b', 'aab', 'abab']],
  ['()a$', ['a']],
  ['/a**b', ['ab', 'aab', 'abab']],
  ['(|/1)$', NAMES],
  ['/[[.a.]]$', ['a']],
  ['/[[=a=]]$', ['a']],
  ['/\\d$', []],
  ['/x\\ty$', []],
  ['/a\\.b', ['a.b']],
  ['/[[:digit:]_]$', ['1', '_']],
  ['/x\\|y', ['x|y']],
  ['a{,2}b', ['ab', 'a.b', 'a*b', 'a?b', 'a b', 'aab', 'abab']],
  ['/x[!a]y$', ['x!y']],
  ['\\`', NAMES],
  ['/\\Sb$', ['ab']],
  ['^a', []],
  ['l$', ['n\nl']],
  ['/n$', []],
  ['/a*?b', ['ab', 'aab', 'abab']],
  ['/a{1}{2}b$', ['aab']],
  ['(^|x)/1$', []],
  ['/x^y$', []],
  ['x\\^y$', ['x^y']],
  ['/x$|y$', ['x[y', 'x\\y', 'xy', 'x-y', 'x]y', 'x^y', 'x!y', 'x{y', 'x(y', 'x|y', 'x.y', 'x\ty']],
  [' /a$', []],
  ['/A$', ['a', 'A'], true],
  ['/[B-C]', [], true],
  ['/\xc3\x84$', ['\xc3\xa4', '\xc3\x84'], true],
  ['/[[:upper:]]$', ['a', 'A', '\xc3\xa4', '\xc3\x84'], true],
  ['/[^a]$', ['\xc3\xa4', '\xc3\x84', '1', '_'], true],
];

for (const [regex, names, ignoreCase = false] of CASES) {
  test(`the expression ${JSON.stringify(regex)}${ignoreCase ? ', whatever the case,' : ''} takes what a genuine Client takes`, (t) => {
    t.deepEqual(matching(regex, ignoreCase), names);
  });
}

test('what is no expression is refused in the words of the C library', (t) => {
  for (const [regex, words] of [
    ['/x(y', /^REGEX \/x\(y compile error\. ERR=Unmatched \( or \\\($/],
    ['*a', /Invalid preceding regular expression$/],
    ['a|+', /Invalid preceding/],
    ['$*', /Invalid preceding/],
    ['/x{y', /Unmatched \\\{$/],
    ['x{a}', /Invalid content of/],
    ['x{2,1}', /Invalid content of/],
    ['[b-a]', /Invalid range end$/],
    ['[a', /Unmatched \[/],
    ['[[:foo:]]', /Invalid character class name$/],
    ['a\\', /Trailing backslash$/],
    ['(a)\\1', /refers back to a group, which is not supported here$/],
  ] as const) {
    t.throws(() => compileRegex(regex), { code: 'CLIENT_REGEX', message: words }, regex);
  }
});

test('a byte that is no character is a place of its own, and matches itself', (t) => {
  t.true(compileRegex('^/\xff.c$').matches('/\xff\xfec'));
  t.true(compileRegex('^/[^a]c$').matches('/\xffc'));
  t.false(compileRegex('^/[[:alpha:]]c$').matches('/\xe4c'));
  t.false(compileRegex('\xc3$').matches('/\xc3\xa4'), 'half a character is none');
  t.true(compileRegex('^/.$').matches('/\xf0\x9f\x8e\xad'), 'four bytes are one character');
  for (const broken of ['\xc0\xaf', '\xed\xa0\x80', '\xe2\x82', '\xf5\x80\x80\x80', '\x80']) {
    t.true(compileRegex(`^/.{${broken.length}}$`).matches(`/${broken}`));
  }
});

test('expressions that others take for ever over come to an end', (t) => {
  const long = 'a'.repeat(50_000);
  for (const regex of ['(a*)*b', '(a|a)*b', '(a+)+$x', '(.*a){12}b', '^(([a-z])+.)+[A-Z]$']) {
    t.false(compileRegex(regex).matches(long), regex);
  }
  for (const regex of ['(a{1000}){1000}', '((a{100}){100}){100}', 'a{32767}', '('.repeat(300) + ')'.repeat(300)]) {
    t.throws(() => compileRegex(regex), { code: 'CLIENT_REGEX' });
  }
  t.notThrows(() => compileRegex(`${'(){32767}'.repeat(10)}((){32767}){32767}`));
  t.throws(() => compileRegex('a|'.repeat(5000)), { code: 'CLIENT_REGEX' });
});
