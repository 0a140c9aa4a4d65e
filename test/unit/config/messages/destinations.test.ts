import test from 'ava';
import { parseDirectory } from '../support.ts';

function destinations(lines: string) {
  const { config } = parseDirectory({ more: `Messages { Name = N\n${lines}\n}\n` });
  return config?.messages.get('N')?.destinations;
}

test('all is everything but debug, saved and events, and the order is the meaning', (t) => {
  const types = (list: string) => destinations(`Console = ${list}`)?.[0]?.types;
  t.is(types('all')?.length, 15);
  for (const type of ['debug', 'saved', 'events'] as const) t.false(types('all')?.includes(type));
  t.false(types('all, !skipped')?.includes('skipped'));
  t.true(types('!skipped, all')?.includes('skipped'));
  t.deepEqual(types('info , Warning'), ['warning', 'info']);
  t.is(types('!all')?.length, 15);
});

test('a command applies to the destinations that follow it', (t) => {
  const found = destinations(
    'Mail = a = all\n MailCommand = "m1"\n Mail = b = all\n MailOnError = c d, e = fatal\n OperatorCommand = "o"\n MailCommand = "m2"\n Operator = f = mount\n MailOnSuccess = g = all\n Append = "/log file" = all',
  );
  t.deepEqual(
    found?.map(({ kind, where, mailCommand }) => [kind, where, mailCommand]),
    [
      ['mail', ['a'], undefined],
      ['mail', ['b'], 'm1'],
      ['mailOnError', ['cd', 'e'], 'm1'],
      ['operator', ['f'], 'o'],
      ['mailOnSuccess', ['g'], 'm2'],
      ['append', ['/log file'], undefined],
    ],
  );
});

test('a destination written twice is one for the messages of both', (t) => {
  t.deepEqual(
    destinations('Console = info\n Console = fatal')?.map(({ types }) => [...types].sort()),
    [['fatal', 'info']],
  );
});

test('events of 15.x go by name', (t) => {
  t.like(destinations('Catalog = events, events.login')?.[0], { types: ['events'], customEvents: ['login'] });
});

test('mail without types, and types that are none, are problems', (t) => {
  const problem = (line: string) => parseDirectory({ Messages: `${line}\n` }).problems[0];
  t.like(problem('Mail = root'), { expected: '`= all`, or other message types' });
  t.like(problem('Console = all, !skiped'), {
    message: '`!skiped` is no message type',
    hint: 'Did you mean `skipped`?',
  });
});
