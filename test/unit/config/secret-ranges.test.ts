import test from 'ava';
import { maskSecrets } from '../../../src/config/secret-ranges.ts';

test('passwords are masked however they are written', (t) => {
  const text = [
    'Password = "first secret"  # comment',
    'p a s s w o r d=second',
    '# DB Password = "third"',
    '  Passwrod = fourth }',
    'Secret Key = fifth; AccessKey = sixth',
    'Token="seventh"',
    'Password = "eighth',
    'goes on here"',
    'Password = \\',
    '  ninth',
    'Name = kept',
  ].join('\n');
  const masked = maskSecrets(text);
  for (const secret of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'goes', 'ninth']) {
    t.false(masked.includes(secret), secret);
  }
  t.is(masked.split('\n').length, text.split('\n').length);
  t.true(masked.endsWith('Name = kept'));
  t.true(masked.startsWith('Password = ****'));
});

test('a quoted secret with quotes in it is masked to its end', (t) => {
  t.is(maskSecrets('Password = "a\\"b\nc\\\\"\nName = x'), 'Password = ********\n********\nName = x');
});

test('masking is quick, whatever the text is', (t) => {
  for (const text of ['p a s '.repeat(20_000), `pas${' '.repeat(50_000)}x`, `password=${'"\\'.repeat(20_000)}`]) {
    t.is(typeof maskSecrets(text), 'string');
  }
  t.pass();
});
