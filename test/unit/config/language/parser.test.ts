import test from 'ava';
import { parseDirectorConfig } from '../../../../src/config/index.ts';
import { directory, parseDirectory } from '../support.ts';

/** Problems of what stands behind a complete file, lines counted from there. */
const LINES_BEFORE = directory().split('\n').length - 1;
const problemsOf = (more: string): string[] =>
  parseDirectory({ more }).problems.map(({ message, line }) => `${line - LINES_BEFORE}: ${message}`);

test('a complete file has no problems', (t) => {
  const { config, problems, warnings } = parseDirectory({
    FileSet: ' Include { File = /x }\n',
    Job: ' Level = Full\n',
  });
  t.deepEqual(problems, []);
  t.deepEqual(warnings, []);
  t.is(config?.director.name, 'd');
});

test('a resource that is not closed before the next one costs one problem', (t) => {
  t.deepEqual(problemsOf('Pool { Name = Q\n PoolType = Backup\nPool {\n Name = R; PoolType = Backup }\n'), [
    '3: A resource cannot begin inside another',
  ]);
});

test('a brace too many costs one problem', (t) => {
  t.deepEqual(problemsOf('Pool { Name = Q; PoolType = Backup }\n}\nPool { Name = R; PoolType = Backup }\n'), [
    '2: This `}` closes nothing',
  ]);
});

test('an unknown resource is skipped whole, blocks and all', (t) => {
  t.deepEqual(problemsOf('Foo { a = b { c } }\nPol { Name = x }\nPool { Name = R; PoolType = Backup }\n'), [
    '1: Expected a resource of a Director file, found `Foo`',
    '2: Expected a resource of a Director file, found `Pol`',
  ]);
});

test('an unknown directive is skipped to the end of its line or block', (t) => {
  t.deepEqual(
    problemsOf(
      'Pool { Name = Q; PoolType = Backup\n Foo = bar }\nPool { Name = R; PoolType = Backup\n Foo { a\n b }\n Bar = x\n}\n',
    ),
    ['2: Pool has no directive `Foo`', '4: Pool has no directive `Foo`', '6: Pool has no directive `Bar`'],
  );
});

test('mistakes inside blocks do not end the block', (t) => {
  t.deepEqual(
    problemsOf(
      'FileSet { Name = G\n Include {\n Foo = 1\n File = 5\n Options { Bar = 2\n Signature = X\n }\n File = /a\n }\n}\n',
    ),
    [
      '3: `Foo` has no place in an Include block',
      '4: Expected a path, found the number 5',
      '5: `Bar` has no place in an Options block',
      '6: Expected one of MD5, SHA1, SHA256, SHA512, XXHASH64, XXH3_64, XXH3_128, found `X`',
    ],
  );
});

test('what is mentioned but wrong is not missing as well', (t) => {
  t.deepEqual(problemsOf('Client { Name = x; Address = y\n Password = 1\n Catalog = C\n}\n'), [
    '2: A bare number is not a password',
  ]);
});

test('required directives that are missing are named', (t) => {
  t.deepEqual(problemsOf('Client { Name = x }\n'), [
    '1: Client needs the directive Password',
    '1: Client needs the directive Catalog',
    '1: Client needs the directive Address',
  ]);
});

test('names are told apart by case, must be unique, and are made of few characters', (t) => {
  t.deepEqual(
    problemsOf(
      'Pool { Name = P; PoolType = Backup }\nPool { Name = p; PoolType = Backup }\nPool { Name = "a/b"; PoolType = Backup }\n',
    ),
    ['1: A second Pool is named "P"', '3: "a/b" is no name for a Pool'],
  );
});

test('an unclosed resource at the end is reported where it begins', (t) => {
  t.deepEqual(problemsOf('Pool { Name = Q\n PoolType = Backup\n'), [
    '1: The resource Pool that begins here is never closed',
  ]);
});

test('text behind a value is ignored, and said to be', (t) => {
  const { config, warnings } = parseDirectory({ Pool: ' Description = pool-a b c\n' });
  t.is(config?.pools.get('P')?.description, 'pool-a');
  t.true(warnings.some(({ message }) => message === 'The rest of the line is ignored'));
});

test('forward references are resolved, and the result is frozen through and through', (t) => {
  const { config } = parseDirectory({
    Pool: ' NextPool = Z\n',
    more: 'Pool { Name = Z; PoolType = Backup; NextPool = P; }\n',
  });
  const pool = config?.pools.get('P');
  t.is(pool?.nextPool?.nextPool, pool);
  t.true(Object.isFrozen(config) && Object.isFrozen(pool) && Object.isFrozen(pool?.nextPool));
  t.true(Object.isFrozen(config?.messages.get('M')?.destinations[0]?.types));
});

test('UTF-16 is refused', (t) => {
  const { problems } = parseDirectorConfig(Buffer.from('\ufeffJob { }', 'utf16le').toString('latin1'));
  t.like(problems[0], { message: 'This is UTF-16 text', line: 1, column: 1 });
});
