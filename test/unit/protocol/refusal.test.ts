import test from 'ava';
import fc from 'fast-check';
import {
  formatClientReply,
  formatDirectorReply,
  formatStorageReply,
  parseClientReply,
  parseDirectorReply,
  parseStorageReply,
} from '../../../src/protocol/final-reply.ts';
import {
  HelloRefusedError,
  NotBaculaError,
  quote,
  UnknownDirectorError,
} from '../../../src/protocol/handshake-errors.ts';
import { fileDaemonFeatures } from '../../../src/protocol/peer-features.ts';
import { explainRefusal } from '../../../src/protocol/refusal.ts';

test('the words of an unknown Director are known in all their forms', (t) => {
  for (const words of [
    'authenticate.c:100 [FE0027] Connection from unknown Director me at 10.0.0.1 rejected.\n',
    'hello.c:109 Connection from unknown Director me at 10.0.0.1 rejected.\n',
    'Jmsg JobId=0 type=15 level=1795167161 Connection from unknown Director me at 10.0.0.1 rejected.\n',
  ]) {
    t.true(explainRefusal('fd:9102', words, 'me') instanceof UnknownDirectorError);
  }
});

test('other words are quoted, bytes that are no text are not', (t) => {
  const refused = explainRefusal('fd:9102', 'Go away\n', 'me');
  t.true(refused instanceof HelloRefusedError);
  t.regex(refused.message, /"Go away"$/);
  t.true(explainRefusal('fd:9102', '\x01\x02\xff', 'me') instanceof NotBaculaError);
});

test('quoted words are one bounded line without control characters', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (words) => {
      const quoted = quote(words);
      t.true(quoted.length <= 1302);
      t.notRegex(quoted, /[\x00-\x1f]/);
    }),
  );
});

test('final replies give the version that was said', (t) => {
  t.is(parseClientReply('2000 OK Hello 15\n'), 15);
  t.is(parseClientReply('2000 OK Hello\n'), 0);
  t.is(parseStorageReply('3000 OK Hello 30008\n'), 30008);
  t.is(parseDirectorReply('1000 OK: 10002 tst-dir Version: 15.0.3 (25 March 2025)\n'), 10002);
  t.is(parseClientReply('2999 Authentication failed.\n'), undefined);
});

test('the final reply that we write is the one that a peer reads', (t) => {
  t.is(parseClientReply(formatClientReply(15)), 15);
  t.is(parseStorageReply(formatStorageReply(30008)), 30008);
  const reply = formatDirectorReply(10002, 'tst-dir', '15.0.3 (25 March 2025)');
  t.is(reply, '1000 OK: 10002 tst-dir Version: 15.0.3 (25 March 2025)\n');
  t.is(parseDirectorReply(reply), 10002);
});

test('the numbers of 9.6 do not promise what only 15 can', (t) => {
  for (const version of [213, 214]) {
    t.false(fileDaemonFeatures(version).capabilitiesExchange);
    t.false(fileDaemonFeatures(version).pluginOptions);
    t.true(fileDaemonFeatures(version).apiStatus);
  }
  t.true(fileDaemonFeatures(15).pluginOptions);
  t.false(fileDaemonFeatures(14).pluginOptions);
  t.false(fileDaemonFeatures(213).compression);
});
