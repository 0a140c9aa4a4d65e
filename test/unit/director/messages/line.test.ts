import test from 'ava';
import { withIndentedLines } from '../../../../src/director/messages/line.ts';

test('what follows a line break in a message is indented, and what is indented already stays as it is', (t) => {
  t.is(withIndentedLines('fd: a\n21-Nov 00:00 dir: OK\n'), 'fd: a\n    21-Nov 00:00 dir: OK\n');
  t.is(withIndentedLines('sd: a\n   b\n\n'), 'sd: a\n   b\n\n');
});
