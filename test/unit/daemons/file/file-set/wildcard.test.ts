/** Wildcards: what genuine Clients of 9.6.7 and 15.0.3 matched when they were asked the same (specification 07 §3.3). */
import test from 'ava';
import { compileWildcard, literalOf } from '../../../../../src/daemons/file/file-set/wildcard.ts';

const NAMES = [
  'a', 'A', 'ab', 'a.b', '.h', '\xc3\xa4', '\xc3\x84', 'x[y', 'x\\y', 'a*b', 'a?b', 'n\nl', 'xy', 'x-y', 'x]y', '1',
  'a b', '\xff', 'x^y', 'x!y', 'x{y', 'x(y', 'x|y', 'aab', 'abab', 'x.y', '_', 'x\ty', 'b\\',
]; // biome-ignore format: a table
const DIR = '/srv/n';

const matching = (pattern: string, ignoreCase = false): string[] => {
  const compiled = compileWildcard(pattern, { ignoreCase });
  return NAMES.filter((name) => compiled.matches(`${DIR}/${name}`));
};

const BETWEEN = ['x[y', 'x\\y', 'x-y', 'x]y', 'x^y', 'x!y', 'x{y', 'x(y', 'x|y', 'x.y', 'x\ty'];
const CASES: readonly (readonly [pattern: string, names: readonly string[], ignoreCase?: boolean])[] = [
  ['*/?', ['a', 'A', '1', '\xff', '_']],
  ['*/??', ['ab', '.h', '\xc3\xa4', '\xc3\x84', 'xy', 'b\\']],
  ['*/a', ['a']],
  ['*/a*', ['a', 'ab', 'a.b', 'a*b', 'a?b', 'a b', 'aab', 'abab']],
  ['*a', ['a']],
  ['*/[ab]', ['a']],
  ['*/[!a]', ['A', '1', '\xff', '_']],
  ['*/[^a]', ['A', '1', '\xff', '_']],
  ['*/x[[]y', ['x[y']],
  ['*/x\\[y', ['x[y']],
  ['*/x\\\\y', ['x\\y']],
  ['*/a\\*b', ['a*b']],
  ['*/[[:alpha:]]', []],
  ['*/[a-c]', ['a']],
  ['*/[]x]?y', BETWEEN],
  ['*/x[]]y', ['x]y']],
  ['*/x[a-]y', ['x-y']],
  ['*/x[-a]y', ['x-y']],
  ['*/x[!a-z]y', BETWEEN],
  ['*/[', []],
  ['*/x[y', ['x[y']],
  ['*/b\\', ['b\\']],
  ['/srv*/n/a', ['a']],
  ['*n/a', ['a']],
  ['*/.?', ['.h']],
  ['*/n?l', ['n\nl']],
  ['*/\xc3?', ['\xc3\xa4', '\xc3\x84']],
  ['*/[\xc3]\xa4', ['\xc3\xa4']],
  ['*/{a,ab}', []],
  ['*/+(a|b)', []],
  ['*/[z-a]', []],
  ['*/x[\\]]y', ['x]y']],
  ['*/x[\\[]y', ['x[y']],
  ['*/[!\xc3]', ['a', 'A', '1', '\xff', '_']],
  ['', []],
  ['*/[a', []],
  ['*/n/a/', []],
  ['**/a', ['a']],
  [' */a', []],
  ['*/A', ['a', 'A'], true],
  ['*/[B-a]', [], true],
  ['*/[A-B]', ['a', 'A'], true],
  ['*/\xc3\x84', ['\xc3\x84'], true],
  ['*/[[:upper:]]', [], true],
  ['SRV*/a', [], true],
  ['/SRV*/A', ['a', 'A'], true],
];

for (const [pattern, names, ignoreCase] of CASES) {
  test(`the wildcard ${JSON.stringify(pattern)}${ignoreCase ? ', whatever the case,' : ''} takes what a genuine Client takes`, (t) => {
    t.deepEqual(matching(pattern, ignoreCase), names);
  });
}

test('stars may stand for nothing, for slashes, and at every place', (t) => {
  const matches = (pattern: string, path: string) => compileWildcard(pattern).matches(path);
  t.true(matches('/*', '/'));
  t.true(matches('*', ''));
  t.true(matches('/a*c', '/ac'));
  t.true(matches('/a*c*', '/a/b/c/d'));
  t.true(matches('*b*d', 'abcbd'));
  t.true(matches('*b?d', 'bcbxbcd'));
  t.false(matches('*b*d', 'abcbde'));
  t.false(matches('/a*', '/'));
  t.true(matches('/a?*', '/ab'));
  t.false(matches('/a?*', '/a'));
});

test('many stars on a long path come to an end', (t) => {
  const pattern = compileWildcard(`${'*a'.repeat(200)}*b?`);
  t.false(pattern.matches('a'.repeat(100_000)));
  t.true(pattern.matches(`${'a'.repeat(100_000)}bc`));
});

test('a text without wildcards stands for itself', (t) => {
  t.is(literalOf('/srv/data'), '/srv/data');
  t.is(literalOf('/srv/a\\*b'), '/srv/a*b');
  t.is(literalOf('/srv/x[y'), '/srv/x[y');
  t.is(literalOf(''), '');
  for (const wild of ['*.o', '/srv/?', '/srv/[ab]']) t.is(literalOf(wild), undefined);
});
