/** Regular expressions nobody thought of, beside the C library's own regcomp and regexec. */
import test from 'ava';
import fc from 'fast-check';
import koffi from 'koffi';
import { compileRegex } from '../../../../../src/daemons/file/file-set/regex/compile.ts';

const libc = koffi.load(null);
const [LC_ALL, EXTENDED, ICASE] = [6, 1, 2];
const regcomp = libc.func('int regcomp(void *regex, void *text, int flags)');
const regexec = libc.func('int regexec(void *regex, void *text, size_t count, void *matches, int flags)');
const regfree = libc.func('void regfree(void *regex)');
const utf8 = libc.func('const char *setlocale(int category, const char *name)')(LC_ALL, 'C.UTF-8') !== null;
const cText = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1');

/** Undefined: it refuses the expression. */
function libcMatches(regex: string, ignoreCase: boolean, texts: readonly string[]): boolean[] | undefined {
  const compiled = Buffer.alloc(256);
  if (regcomp(compiled, cText(regex), EXTENDED | (ignoreCase ? ICASE : 0)) !== 0) return undefined;
  const answers = texts.map((text) => regexec(compiled, cText(text), 0, null, 0) === 0);
  regfree(compiled);
  return answers;
}

function ourMatches(regex: string, ignoreCase: boolean, texts: readonly string[]): boolean[] | undefined {
  try {
    const compiled = compileRegex(regex, { ignoreCase });
    return texts.map((text) => compiled.matches(text));
  } catch {
    return undefined;
  }
}

const ATOMS = [
  'a', 'b', 'A', '_', '-', '.', '\\.', '[ab]', '[^a]', '[a-c]', '[]a]', '[^]a]', '[a-]', '[[:alpha:]]', '[[:digit:]_]',
  '\\w', '\\W', '\\s', '\\S', '()', '\\n', '\xc3\xa4', '[\xc3\xa4]', '[^\xc3\xa4]', '}', ')', ']', '[a\\]', '\\{',
  '[[:upper:]]', '/',
]; // biome-ignore format: a table
const PLACES = ['^', '$', '\\b', '\\B', '\\<', '\\>', '\\`', "\\'"];
const REPEATS = ['', '', '', '', '*', '+', '?', '{2}', '{1,2}', '{,2}', '{0}', '{1,}', '{2,1}', '{', '{a}', '**', '+?'];
const { expression } = fc.letrec<{ expression: string; item: string; group: string }>((tie) => ({
  expression: fc.array(tie('item'), { minLength: 1, maxLength: 4 }).map((items) => items.join('')),
  item: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constantFrom(...ATOMS), fc.constantFrom(...REPEATS)).map((both) => both.join('')),
    },
    { weight: 1, arbitrary: fc.constantFrom(...PLACES) },
    { weight: 2, arbitrary: tie('group') },
  ),
  group: fc
    .tuple(tie('expression'), tie('expression'), fc.constantFrom('*', '+', '?', '{2}', ''))
    .map(([one, other, repeat]) => `(${one}|${other})${repeat}`),
}));
// Without newlines: there, `$` and `^` in the middle of an expression are a matter of taste in the C library.
const CHARACTERS = [
  'a',
  'a',
  'b',
  'c',
  'A',
  '_',
  ' ',
  '-',
  '.',
  '\xc3\xa4',
  '\xc3\x84',
  '1',
  '/',
  '{',
  '}',
  ')',
  '\\',
  ']',
  'w',
];
const text = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 8 }).map((characters) => characters.join(''));

(utf8 ? test : test.skip)('any expression matches and is refused as by the C library', (t) => {
  fc.assert(
    fc.property(
      expression,
      fc.boolean(),
      fc.array(text, { minLength: 1, maxLength: 10 }),
      (regex, ignoreCase, texts) => {
        // A repeated \` : the C library forgets that it stands at the beginning only.
        fc.pre(!/\\[`'<>bB]/.test(regex) || !/[*+?}]/.test(regex));
        // The same of ^ in a group that is repeated: `(a|^[[:upper:]]){2})*a` matches "aAa" there.
        fc.pre(!/[(|]\^.*\)[*+?{]/.test(regex));
        const expected = libcMatches(regex, ignoreCase, texts);
        const actual = ourMatches(regex, ignoreCase, texts);
        if (JSON.stringify(actual) !== JSON.stringify(expected)) {
          throw new Error(`${JSON.stringify({ regex, ignoreCase, texts })}: ${expected} there, ${actual} here`);
        }
      },
    ),
    // Always the same ones: what else the C library gets wrong must not fail somebody's build by chance.
    { numRuns: 3000, seed: 20_261_121 },
  );
  t.pass();
});
