/** RegexWhere (specification 08b §8). */
import test from 'ava';
import fc from 'fast-check';
import { posixRegExp } from '../../../../../src/daemons/file/restore/target/posix-reg-exp.ts';
import { parseSubstitutions } from '../../../../../src/daemons/file/restore/target/substitutions.ts';

const CASES: [title: string, list: string, path: string, result: string][] = [
  ['the prefixes and suffixes of a Director', '!/tree!!i,!([^/])$!$1.bak!,!^!/b/rp!', '/TREE/d/f', '/b/rp/d/f.bak'],
  ['only the first match', '!a!b!', '/a/a', '/b/a'],
  ['g is accepted and changes nothing', '!a!b!g', '/a/a', '/b/a'],
  ['groups in both notations', '!/([a-z]+)/([a-z]+)!/$2/\\1!', '/one/two', '/two/one'],
  ['the whole match', '!two!<$0>!', '/one/two', '/one/<two>'],
  ['another separator', ':^/old:/new:', '/old/x', '/new/x'],
  ['an escaped separator', '!a\\!b!c!', '/a!b', '/c'],
  ['classes', '![[:digit:]]+!N!', '/a12', '/aN'],
  ['the time of modification', '!$!.$m!', '/f', '/f.1700000000'],
  ['no match', '!x!y!', '/abc', '/abc'],
  ['bytes that are no text', '!\xff!\xfe!', '/\xff', '/\xfe'],
  ['a backslash in what is put', '!a!\\\\!', '/a', '/\\'],
];
for (const [title, list, path, result] of CASES) {
  test(`a substitution: ${title}`, (t) => t.is(parseSubstitutions(list)(path, 1_700_000_000), result));
}

test('what is no list of substitutions is refused with its mistake', (t) => {
  for (const list of ['', 'abc', '!a!b', '!a', '!(!x!', '!a!b!x', '![[:nope:]]!b!', '![a!b!']) {
    t.throws(() => parseSubstitutions(list)('/', 0), { code: 'CLIENT_REGEX_WHERE' }, list);
  }
});

test('a literal text, its special characters escaped, matches itself alone', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 20 }), (text) => {
      const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return posixRegExp(`^${escaped}$`, false).test(text);
    }),
  );
  t.true(posixRegExp('[]a]', false).test(']'));
  t.true(posixRegExp('[^]a]', false).test('b'));
  t.true(posixRegExp('[a\\]', false).test('\\'));
  t.true(posixRegExp('[a-]', false).test('-'));
});
