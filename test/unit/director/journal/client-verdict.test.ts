import test from 'ava';
import { inItsPlace } from '../../../../src/director/journal/client-verdict.ts';

test('a Client closes its session only after success, so the word of the Storage counts for both', (t) => {
  const { type, status } = inItsPlace('It did not say', { status: 'T', files: 661 });
  t.deepEqual([type, status], ['warning', 'T']);
  t.is(inItsPlace('It did not say', { status: 'E', files: 0 }).status, 'E');
});

test('a Client that took leave before its session was open has saved nothing, and that is no success', (t) => {
  const { type, text, status } = inItsPlace('It did not say', { status: 'T', files: 0 });
  t.deepEqual([type, status], ['fatal', 'f']);
  t.regex(text, /^It did not say\. Not a single file has come/);
});
