import test from 'ava';
import { fileSetDigest } from '../../../../src/config/index.ts';
import { parseDirectory } from '../support.ts';

function fileSet(lines: string) {
  const { config, problems } = parseDirectory({ FileSet: `${lines}\n` });
  const found = config?.fileSets.get('F');
  if (!found) throw new Error(problems.map(({ message }) => message).join('; '));
  return found;
}
const letters = (options: string): string =>
  fileSet(`Include { Options {\n${options}\n}\n}`)
    .includes[0]?.options[0]?.letters.map((each) => each.letters)
    .join('') ?? '';

test('options become letters in the order written', (t) => {
  t.is(letters('Signature = MD5; Compression = GZIP'), 'MZ6');
  t.is(letters('Compression = gzip9\n Signature = sha256\n OneFS = no\n Recurse=no'), 'Z9S2fh');
  t.is(letters('One FS = yes; Sparse = no; Hard Links = yes'), '000');
  t.is(letters('Verify = pins5; Accurate = mcs5; BaseJob = pug; StripPath = 2'), 'Vpins5:Cmcs5:Jpug:P2:');
  t.is(letters('NoAtime = yes; EnhancedWild = yes; Replace = ifnewer; Dedup = BothSides'), 'KKwd2');
});

test('letters that no Client knows are left out, with a warning', (t) => {
  t.is(letters('Accurate = mzs'), 'Cms:');
  const { warnings } = parseDirectory({ FileSet: 'Include { Options { Verify = q\n }\n File = /x }\n' });
  t.true(warnings.some(({ message }) => message === 'Verify has no option `q`: it is ignored'));
});

test('a WildFile without a slash matches base names', (t) => {
  const options = fileSet('Include { Options { WildFile = "*.o"\n WildFile = "/tmp/*.o"\n Wild = "*"\n }\n }')
    .includes[0]?.options[0];
  t.like(options, { wildBase: ['*.o'], wildFile: ['/tmp/*.o'], wild: ['*'] });
});

test('entries keep their order, and only the first item of a line counts', (t) => {
  const found = fileSet(
    'Include { Plugin = "p:1"\n File = /a, /b\n File = "/c d"\n File = |ls\n File = "\\\\<list"\n}\nExclude { File = /e }',
  );
  t.deepEqual(found.includes[0]?.entries, [
    { kind: 'plugin', text: 'p:1' },
    { kind: 'file', text: '/a' },
    { kind: 'file', text: '/c d' },
    { kind: 'file', text: '|ls' },
    { kind: 'file', text: '\\<list' },
  ]);
  t.deepEqual(
    found.excludes.map(({ entries }) => entries),
    [[{ kind: 'file', text: '/e' }]],
  );
});

test('a second File on a line is ignored, and said to be', (t) => {
  const { warnings } = parseDirectory({ FileSet: 'Include { File = /a, /b\n}\n' });
  t.like(
    warnings.find(({ message }) => message.includes('ignored')),
    { hint: 'One File a line; a path with blanks in it needs quotes' },
  );
});

test('the digest is the genuine one: files and plugins, no options', (t) => {
  t.is(fileSetDigest(fileSet('Include { File = /tree\n}')), 'x9/LP0/W+6kvam/XCh/WRB');
  t.is(fileSetDigest(fileSet('Include { Options { Signature = MD5 }\n File = /tree\n}')), 'x9/LP0/W+6kvam/XCh/WRB');
  t.is(fileSetDigest(fileSet('Include { File = /tr\n}\nExclude { File = ee\n}')), 'x9/LP0/W+6kvam/XCh/WRB');
  t.not(fileSetDigest(fileSet('Include { File = /tree2\n}')), 'x9/LP0/W+6kvam/XCh/WRB');
});

test('regular expressions are checked in form', (t) => {
  const problems = (regex: string): number =>
    parseDirectory({ FileSet: `Include { Options { Regex = "${regex}"\n }\n }\n` }).problems.length;
  for (const right of ['a|b', '[[:alpha:]]+', 'a)', '(|a)', '[]a]', '[a-]', 'a{,3}', 'a{2,3}', '^x$', '\\\\['])
    t.is(problems(right), 0, right);
  for (const wrong of ['a(', '*a', '[a', 'a{1', 'a{2,1}', '{', '[b-a]', '[[:foo:]]', 'a\\\\'])
    t.is(problems(wrong), 1, wrong);
});
