import test from 'ava';
import { splitCommand } from '../../../src/core/index.ts';

test('blanks part words and quotes join them', (t) => {
  t.deepEqual(splitCommand(`/bin/echo  one "two three"  'four  five' six`), [
    '/bin/echo',
    'one',
    'two three',
    'four  five',
    'six',
  ]);
  t.deepEqual(splitCommand('a"b c"d'), ['ab cd']);
  t.deepEqual(splitCommand('a ""'), ['a', '']);
  t.deepEqual(splitCommand('  '), []);
});

test('a backslash takes the next character, also between double quotes, not between single ones', (t) => {
  t.deepEqual(splitCommand('a\\ b "c\\"d" \'e\\f\''), ['a b', 'c"d', 'e\\f']);
});

test('an unclosed quote stands for itself', (t) => t.deepEqual(splitCommand('say "it'), ['say', '"it']));

test('an unquoted code of several addresses gives several words, a quoted one gives one', (t) => {
  const fill = (text: string): string => text.replace('%r', 'a@x b@y');
  t.deepEqual(splitCommand('mail -s "to %r" %r end', fill), ['mail', '-s', 'to a@x b@y', 'a@x', 'b@y', 'end']);
});

test('a quote inside a value neither opens nor closes a word', (t) => {
  const fill = (text: string): string => text.replace('%n', `x" -o 'evil`);
  t.deepEqual(splitCommand('mail -s "Job %n" root', fill), ['mail', '-s', `Job x" -o 'evil`, 'root']);
});
