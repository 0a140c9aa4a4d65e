import test from 'ava';
import { parseArguments, parseJobId, parseLevel, parseNumber, parseTime } from '../../../src/cli/arguments.ts';

test('times are local unless they name their zone', (t) => {
  t.is(parseTime('2026-11-20', 'when', 'run'), new Date(2026, 10, 20).toISOString());
  t.is(parseTime('2026-11-20 09:45', 'when', 'run'), new Date(2026, 10, 20, 9, 45).toISOString());
  t.is(parseTime('2026-11-20T09:45:08', 'when', 'run'), new Date(2026, 10, 20, 9, 45, 8).toISOString());
  t.is(parseTime('2026-11-20T09:45:08+02:00', 'when', 'run'), '2026-11-20T07:45:08.000Z');
  t.is(parseTime(undefined, 'when', 'run'), undefined);
  for (const text of ['tomorrow', '20.11.2026', '2026-11-20 9:45', '12']) {
    t.throws(() => parseTime(text, 'when', 'run'), { code: 'CLI_USAGE' });
  }
});

test('levels may be cut short', (t) => {
  t.is(parseLevel('full', 'run'), 'Full');
  t.is(parseLevel('Inc', 'run'), 'Incremental');
  t.is(parseLevel('d', 'run'), 'Differential');
  t.throws(() => parseLevel('half', 'run'), { message: /none of Full/ });
  t.throws(() => parseLevel('', 'run'));
});

test('numbers are numbers', (t) => {
  t.is(parseJobId('7', 'cancel'), 7);
  for (const text of ['0', '-1', '7x', '', undefined])
    t.throws(() => parseJobId(text, 'cancel'), { code: 'CLI_USAGE' });
  t.is(parseNumber('5', 'priority', 'run'), 5);
  t.throws(() => parseNumber('5.5', 'priority', 'run'), { code: 'CLI_USAGE' });
});

test('unknown options, missing and surplus words are usage errors that name the verb', (t) => {
  const limits = { verb: 'run', positionals: [1, 1], wants: 'the name of a Job' } as const;
  t.throws(() => parseArguments(['--nope'], {}, limits), { code: 'CLI_USAGE', message: /--nope/ });
  t.throws(() => parseArguments([], {}, limits), { message: /run needs the name of a Job/ });
  t.throws(() => parseArguments(['a', 'b'], {}, limits), { message: /does not understand "b"/ });
});
