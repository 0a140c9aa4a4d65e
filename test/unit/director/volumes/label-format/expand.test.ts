// biome-ignore-all lint/suspicious/noTemplateCurlyInString: LabelFormat writes its variables like that
import { readFileSync } from 'node:fs';
import test from 'ava';
import { LabelFormatError } from '../../../../../src/director/volumes/errors.ts';
import type { PoolLabelFacts } from '../../../../../src/director/volumes/label-format/built-ins.ts';
import { type CounterFacts, expandLabelFormat } from '../../../../../src/director/volumes/label-format/expand.ts';
import { parseLabelFormat } from '../../../../../src/director/volumes/label-format/parse.ts';

type Vector = { expr: string; result?: string; error?: boolean; message?: string };

const { vectors } = JSON.parse(readFileSync('test/unit/director/volumes/label-format/vectors.json', 'utf8')) as {
  vectors: Vector[];
};

const FACTS: PoolLabelFacts = {
  now: new Date(2026, 10, 20, 10, 12, 30),
  numVols: 0,
  pool: 'Default',
  mediaType: 'File1',
  job: 'NightlySave.2026-11-20_10.12.30_03',
  jobName: 'NightlySave',
  jobId: 0,
  director: 'h3-dir',
  client: 'alpha-fd',
  level: ' ',
  type: 'Console',
  storage: 'File1',
  catalog: 'MyCatalog',
};
const ENVIRONMENT = { FOO: 'hello', ARR: 'a|bb|ccc', EMPTY: '' };

const expand = (format: string, counters = new Map<string, CounterFacts>()) =>
  expandLabelFormat(parseLabelFormat(format), { facts: FACTS, counters, environment: ENVIRONMENT });

test('every expression comes out as the genuine Director expanded it', (t) => {
  const counters = new Map<string, CounterFacts>([
    ['CtrA', { minimum: 7, maximum: 9, current: 7 }],
    ['CtrC', { minimum: 100, maximum: 2_147_483_647, current: 100 }],
  ]);
  for (const { expr, result, message } of vectors) {
    if (message !== undefined) {
      const error = t.throws(() => expand(expr, counters), { instanceOf: LabelFormatError }, expr);
      t.true(error.message.endsWith(message), error.message);
      continue;
    }
    const { text, moved } = expand(expr, counters);
    t.is(text, result ?? '', expr);
    for (const [name, current] of moved) {
      const counter = counters.get(name);
      if (counter !== undefined) counters.set(name, { ...counter, current });
    }
  }
});

test('a default may name another variable', (t) => {
  t.is(expand('${UNDEF:-${Pool}-x}').text, 'Default-x');
  t.is(expand('${EMPTY:-$FOO}').text, 'hello');
  t.is(expand('${EMPTY:*none}').text, 'none');
});

test('a counter named twice moves twice', (t) => {
  const counters = new Map([['Ctr', { minimum: 1, maximum: 2, current: 2 }]]);
  const { text, moved } = expand('${Ctr+}-${Ctr+}-${Ctr}', counters);
  t.is(text, '2-1-2');
  t.deepEqual([...moved], [['Ctr', 2]]);
});

test('a shortened name is found in the order of the table', (t) => {
  t.is(expand('${J}/${JobN}/${P}').text, 'NightlySave/NightlySave.2026-11-20_10.12.30_03/Default');
});

test('the two names of a Job and its time are those of the genuine Director', (t) => {
  const text = '${Job}:${JobName}:${JobTimestamp}:${job}';
  t.is(expand(text).text, 'NightlySave:NightlySave.2026-11-20_10.12.30_03:2026-11-20_10.12.30_03:${job}');
});

test('a mistake in an operator is named', (t) => {
  const mistakes = {
    '${FOO:q}': /unknown command character/,
    '${FOO:p/99999/0/r}': /width/,
    '${FOO:p/9//r}': /empty padding/,
    '${FOO:s/[/x/}': /regular expression/i,
    '${FOO:y/abc/x/}': /differ in length/,
    'x\\': /incomplete escape/,
    '${ARR[x]}': /incomplete index/,
  };
  for (const [format, message] of Object.entries(mistakes)) {
    t.throws(() => expand(format), { instanceOf: LabelFormatError, message }, format);
  }
});
