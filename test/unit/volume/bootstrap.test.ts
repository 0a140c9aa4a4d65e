import test from 'ava';
import fc from 'fast-check';
import { bootstrapPart, expectedFiles } from '../../../src/volume/bootstrap.ts';
import { formatBootstrap } from '../../../src/volume/bootstrap-format.ts';
import { parseBootstrap } from '../../../src/volume/bootstrap-parse.ts';
import { BootstrapSyntaxError, BootstrapTextError } from '../../../src/volume/errors.ts';

const GENUINE = `Storage="File1"
Volume="Vol-0001"
MediaType="File1"
Device="Dev1"
VolSessionId=1
VolSessionTime=1795167116
VolAddr=231-310972
FileIndex=1-11
Count=11
`;

test('what a genuine Director writes is read and written alike', (t) => {
  const parts = parseBootstrap(GENUINE);
  t.deepEqual(parts, [
    bootstrapPart(['Vol-0001'], {
      storage: 'File1',
      mediaType: 'File1',
      device: 'Dev1',
      sessionIds: [{ first: 1, last: 1 }],
      sessionTimes: [{ first: 1795167116, last: 1795167116 }],
      addresses: [{ first: 231, last: 310972 }],
      fileIndexes: [{ first: 1, last: 11 }],
      count: 11,
    }),
  ]);
  t.is([...formatBootstrap(parts)].join(''), GENUINE);
  t.is(expectedFiles(parts), 11);
});

test('a Volume line begins a new part', (t) => {
  const parts = parseBootstrap(`${GENUINE}Volume="Vol-0002"\nVolSessionId=1\nFileIndex=12,14-16\nFileIndex=20\n`);
  t.is(parts.length, 2);
  t.is(parts[1]?.storage, 'File1');
  t.deepEqual(parts[1]?.fileIndexes, [
    { first: 12, last: 12 },
    { first: 14, last: 16 },
    { first: 20, last: 20 },
  ]);
});

test('what a user writes may have comments, blanks, any case and no quotes', (t) => {
  const [part] = parseBootstrap(
    '# my restore\r\n\n  volume = A|B \nSTORAGE="S"\nVol Session Id=1 - 3\nVolFile=1-1\nVolBlock=0-100\nInclude=x\n',
  );
  t.deepEqual(part?.volumes, ['A', 'B']);
  t.is(part?.storage, 'S');
  t.deepEqual(part?.sessionIds, [{ first: 1, last: 3 }]);
  t.deepEqual(part?.addresses, [{ first: 2 ** 32, last: 2 ** 32 + 100 }]);
});

test('a mistake is told with its line', (t) => {
  const mistakes: [string, RegExp][] = [
    ['nonsense', /line 1: expected Keyword=value/],
    ['Volume="A"\nFolder=1', /line 2: unknown keyword folder/],
    ['FileIndex=1', /line 1: fileindex before the first Volume/],
    ['Volume="A"\nFileIndex=5-1', /line 2: range runs backwards/],
    ['Volume="A"\nFileIndex=x', /line 2: expected a number or a range/],
    ['Volume="A"\nCount=many', /line 2: expected a number/],
    ['Volume=""', /line 1: no Volume named/],
  ];
  for (const [text, message] of mistakes)
    t.throws(() => parseBootstrap(text), { instanceOf: BootstrapSyntaxError, message });
});

test('a name that would break its line is refused', (t) => {
  t.throws(() => [...formatBootstrap([bootstrapPart(['a"b'])])], { instanceOf: BootstrapTextError });
  t.throws(() => [...formatBootstrap([bootstrapPart(['a'], { device: 'x\nVolume="y"' })])], {
    instanceOf: BootstrapTextError,
  });
});

test('every bootstrap survives writing and reading', (t) => {
  const name = fc.stringMatching(/^[\x21\x23-\x7b\x7d\x7e\xa0-\xff]{1,30}$/);
  const range = fc.tuple(fc.nat(), fc.nat({ max: 1000 })).map(([first, span]) => ({ first, last: first + span }));
  const ranges = fc.array(range, { maxLength: 5 });
  const part = fc
    .record({
      storage: name,
      volume: name,
      sessionIds: ranges,
      addresses: ranges,
      fileIndexes: ranges,
      count: fc.nat(),
    })
    .map(({ volume, count, ...rest }) => bootstrapPart([volume], { ...rest, ...(count > 0 && { count }) }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      t.deepEqual(parseBootstrap([...formatBootstrap(parts)].join('')), parts);
    }),
  );
});

test('garbage is a mistake with a line, and nothing else', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      try {
        parseBootstrap(`Volume="A"\n${text}`);
        t.pass();
      } catch (error) {
        t.true(error instanceof BootstrapSyntaxError, String(error));
      }
    }),
  );
});
