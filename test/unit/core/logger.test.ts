import test from 'ava';
import { createLogger } from '../../../src/core/index.ts';

test('a secret never reaches the log, at the top or nested', (t) => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => lines.push(line) });
  log.info(
    { password: 'hunter2', peer: { authorization: 'hunter2' }, job: { client: { password: 'hunter2' } } },
    'connected',
  );
  t.is(lines.length, 1);
  t.notRegex(lines.join(''), /hunter2/);
  t.regex(lines.join(''), /connected/);
});
