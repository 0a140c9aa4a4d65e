import test from 'ava';
import { MailBody } from '../../../../src/director/messages/mail-body.ts';

test('a mail of ordinary length is whole', (t) => {
  const body = new MailBody();
  t.true(body.empty);
  body.add('one\n');
  body.add('two\n');
  t.is(body.text(), 'one\ntwo\n');
});

test('of an endless one the beginning and the end, with the report, are kept', (t) => {
  const body = new MailBody(40);
  for (let i = 0; i < 1000; i++) body.add(`line ${String(i).padStart(4, '0')}\n`);
  const text = body.text();
  t.true(text.startsWith('line 0000\nline 0001\nline 0002\nline 0003\n'));
  t.true(text.endsWith('line 0996\nline 0997\nline 0998\nline 0999\n'));
  t.regex(text, /\(992 messages left out\)/);
});
