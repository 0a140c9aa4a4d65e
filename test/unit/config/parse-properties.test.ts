/** Whatever the bytes are, the parser ends soon, and either gives a configuration or says what is wrong. */

import test from 'ava';
import fc from 'fast-check';
import { parseDirectorConfig, renderProblems } from '../../../src/config/index.ts';
import { directory } from './support.ts';

const BYTE = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const WORD = fc.constantFrom(
  ...[
    'Job',
    'Pool',
    'FileSet',
    'Include',
    'Options',
    'Schedule',
    'Run',
    'Messages',
    'Mail',
    'RunScript',
    'DirAddresses',
    'ip',
    'File',
    'Name',
  ],
  ...[
    '{',
    '}',
    '=',
    ',',
    ';',
    '\n',
    '"',
    '\\',
    '#',
    '@',
    ' ',
    '|',
    'all',
    'full',
    'at',
    '1:00',
    '5',
    '5 gb',
    'yes',
    '"x"',
    '!',
    '\0',
  ],
);

function check(text: string): void {
  const { config, problems, warnings } = parseDirectorConfig(text);
  if ((config === undefined) !== problems.length > 0) throw new Error('neither a configuration nor a problem, or both');
  for (const { line, column } of problems) if (line < 1 || column < 1) throw new Error('a place that is none');
  renderProblems([...problems, ...warnings]);
}

test('any bytes', (t) => {
  fc.assert(fc.property(fc.string({ unit: BYTE, maxLength: 300 }), check), { numRuns: 300 });
  t.pass();
});

test('any words of the language', (t) => {
  fc.assert(
    fc.property(
      fc.array(WORD, { maxLength: 200 }).map((words) => words.join(' ')),
      check,
    ),
    { numRuns: 500 },
  );
  t.pass();
});

test('a right file with a piece cut out or put in', (t) => {
  const text = directory({
    FileSet: ' Include { Options { Signature = MD5 }\n File = "/x"\n }\n',
    Schedule: ' Run = Full mon at 1:00\n',
  });
  const cut = fc.tuple(fc.nat(text.length), fc.nat(40), fc.array(WORD, { maxLength: 4 }));
  fc.assert(
    fc.property(cut, ([at, length, words]) => check(text.slice(0, at) + words.join('') + text.slice(at + length))),
    { numRuns: 500 },
  );
  t.pass();
});

const HUGE = 300_000;
const HOSTILE: Readonly<Record<string, string>> = {
  'nested braces': `FileSet { Name = x Include ${'{ Options '.repeat(HUGE / 10)}`,
  'nested resources': 'Job { '.repeat(HUGE / 6),
  'closing braces': '}'.repeat(HUGE),
  NULs: '\0'.repeat(HUGE),
  'a gigantic word': 'a'.repeat(HUGE),
  'a gigantic number': `Pool { Name = x; MaximumVolumes = ${'1'.repeat(HUGE)} }`,
  'a gigantic quoted text': `Pool { Name = "${'x'.repeat(HUGE)}" }`,
  'quotes without end': '"\\'.repeat(HUGE / 2),
  'words of a duration': `Pool { Name = x; VolumeRetention = ${'1 '.repeat(HUGE / 2)}!`,
  'a size for a slow expression': `Pool { Name = x; MaximumVolumeBytes = 1${'g1'.repeat(2000)}! }`,
  'a list without end': `Console { Name = x; JobAcl = ${'a,'.repeat(HUGE / 2)}`,
  'a regular expression': `FileSet { Name = x; Include { Options { Regex = "${'(['.repeat(2000)}" } } }`,
  'resources without number': 'Pool { Name = x }\n'.repeat(HUGE / 18),
};

for (const [what, text] of Object.entries(HOSTILE)) {
  test(`${what}: read in bounded time, with a bounded list of problems`, (t) => {
    const { config, problems } = parseDirectorConfig(text);
    t.is(config, undefined);
    t.true(problems.length > 0 && problems.length <= 500);
  });
}
