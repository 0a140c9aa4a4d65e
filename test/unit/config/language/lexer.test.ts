import test from 'ava';
import { type Answer, externalKey, type Includes, noIncludes } from '../../../../src/config/language/includes.ts';
import { Lexer } from '../../../../src/config/language/lexer.ts';
import { ProblemList } from '../../../../src/config/language/report.ts';
import type { Token } from '../../../../src/config/language/token.ts';

function lex(text: string, includes: Includes = noIncludes) {
  const problems = new ProblemList();
  const lexer = new Lexer('main', text, includes, problems.report);
  const tokens: Token[] = [];
  for (let token = lexer.next(); token.kind !== 'eof'; token = lexer.next()) tokens.push(token);
  return {
    tokens,
    shapes: tokens.map(({ kind, text }) => (kind === 'eol' ? 'eol' : `${kind} ${text}`)),
    problems: problems.inOrder(),
  };
}

const value = (text: string): string[] => lex(text).shapes;

test('blanks inside an identifier vanish, and end a word with anything else in it', (t) => {
  t.deepEqual(value('my pool x'), ['identifier mypoolx']);
  t.deepEqual(value('pool 1'), ['string pool1']);
  t.deepEqual(value('pool-a b'), ['string pool-a', 'identifier b']);
  t.deepEqual(value('a=b'), ['identifier a', 'equals =', 'identifier b']);
  t.deepEqual(value('ab;cd'), ['identifier ab', 'eol', 'identifier cd']);
  t.deepEqual(value('a"b"c'), ['identifier a', 'quoted b', 'identifier c']);
  t.deepEqual(value('a\\'), ['string a\\']);
});

test('a number that meets anything but a digit becomes a word', (t) => {
  t.deepEqual(value('12'), ['number 12']);
  t.deepEqual(value('12 k'), ['number 12', 'identifier k']);
  t.deepEqual(value('1abc'), ['string 1abc']);
  t.deepEqual(value('10}'), ['string 10', 'close }']);
  t.deepEqual(value('10,5'), ['number 10', 'comma ,', 'number 5']);
});

test('a backslash in quotes takes the next byte as it is, and newlines stay', (t) => {
  t.deepEqual(value('"a\\"b"'), ['quoted a"b']);
  t.deepEqual(value('"a\\nb"'), ['quoted anb']);
  t.deepEqual(value('"a\nb"'), ['quoted a\nb']);
  t.deepEqual(value('"a b" c'), ['quoted a b', 'identifier c']);
});

test('a backslash that begins a token joins the next line; two are as none', (t) => {
  t.deepEqual(value('X = \\\n y'), ['identifier X', 'equals =', 'identifier y']);
  t.deepEqual(value('X = \\ all this is gone\n y'), ['identifier X', 'equals =', 'identifier y']);
  t.deepEqual(value('X = \\\\a'), ['identifier X', 'equals =', 'identifier a']);
});

test('comments, carriage returns and a byte order mark leave no trace', (t) => {
  t.deepEqual(value('\xef\xbb\xbfa # b\r\n'), ['identifier a', 'eol']);
  t.deepEqual(value('"a" \r\n'), ['quoted a', 'eol']);
  t.deepEqual(value('a-b\r\n'), ['string a-b', 'eol']);
});

test('bytes from 0x80 are ordinary characters of words', (t) => {
  t.deepEqual(value('\xc3\xa9t\xc3\xa9 x'), ['string \xc3\xa9t\xc3\xa9', 'identifier x']);
});

test('tokens know their place, counted from one, and their length', (t) => {
  const { tokens } = lex('a\n  Max Jobs = "x"\n');
  t.like(tokens[2], { text: 'MaxJobs', file: 'main', line: 2, column: 3, length: 8 });
  t.like(tokens[4], { text: 'x', line: 2, column: 14, length: 3 });
});

test('a quote that is never closed costs its line and nothing else', (t) => {
  const { shapes, problems } = lex('A = "open\nB = c\n');
  t.deepEqual(shapes, [
    'identifier A',
    'equals =',
    'quoted ',
    'eol',
    'identifier B',
    'equals =',
    'identifier c',
    'eol',
  ]);
  t.like(problems[0], { line: 1, column: 5, message: 'The quote that opens here is never closed' });
  t.is(problems.length, 1);
});

const answers =
  (texts: Record<string, string>): Includes =>
  (wanted): Answer => {
    const text = texts[externalKey(wanted)];
    return text === undefined ? { error: 'No such file or directory' } : { text };
  };

test('an include is read in place, wherever it stands', (t) => {
  const includes = answers({ 'file:/f': 'b = c', 'file:/a b': 'x', 'command:/s': 'y', 'command:cat f': 'z' });
  t.deepEqual(lex('a\n@/f\nd', includes).shapes, [
    'identifier a',
    'eol',
    'identifier b',
    'equals =',
    'identifier c',
    'eol',
    'eol',
    'identifier d',
  ]);
  t.deepEqual(lex('@"/a b"', includes).shapes, ['identifier x', 'eol']);
  t.deepEqual(lex('@|/s', includes).shapes, ['identifier y', 'eol']);
  t.deepEqual(lex('@"|cat f"', includes).shapes, ['identifier z', 'eol']);
  t.deepEqual(lex('@|"cat f"', includes).shapes, ['identifier z', 'eol']);
  t.deepEqual(lex('p = @/f;', includes).shapes.slice(0, 3), ['identifier p', 'equals =', 'identifier b']);
});

test('tokens of an include carry its name and lines', (t) => {
  const { tokens } = lex('a\n@/f\n', answers({ 'file:/f': '\n\n  b' }));
  t.like(
    tokens.find(({ text }) => text === 'b'),
    { file: '/f', line: 3, column: 3 },
  );
});

test('an include that is not there is a problem at its place', (t) => {
  const { problems, shapes } = lex('a\n  @/nonexistent\nb', answers({}));
  t.like(problems[0], {
    line: 2,
    column: 3,
    length: 13,
    message: 'Cannot include /nonexistent: No such file or directory',
  });
  t.true(shapes.includes('identifier b'));
});

test('texts that include themselves, or too many others, are stopped', (t) => {
  const loop = lex('@/f', answers({ 'file:/f': '@/g', 'file:/g': 'x\n@/f\ny' }));
  t.like(loop.problems[0], { file: '/g', line: 2, message: '/f includes itself' });
  t.deepEqual(
    loop.shapes.filter((shape) => shape !== 'eol'),
    ['identifier x', 'identifier y'],
  );
  let n = 0;
  const endless = lex('@|x', () => ({ text: `@"|x${n++}"` }));
  t.is(endless.problems.length, 1);
  t.regex(endless.problems[0]?.message ?? '', /^Cannot include .*: too many texts are included by one another$/);
  const many = lex('@/f\n'.repeat(20_000), answers({ 'file:/f': '' }));
  t.true(many.problems.length > 0 && many.problems.length <= 500);
});

test('a token of more than 5000 bytes is a problem', (t) => {
  t.is(lex(`"${'a'.repeat(4999)}"`).problems.length, 0);
  t.is(lex(`"${'a'.repeat(5001)}"`).problems.length, 1);
});
