import test from 'ava';
import { substituteCodes } from '../../../../../src/daemons/file/server/scripts.ts';

const code = (letter: string) => ({ j: 'Nightly.1', i: 7 })[letter];

test('codes are filled in once, unknown ones stay', (t) => {
  t.is(substituteCodes('%i %j %z %% %%i', code), '7 Nightly.1 %z % %i');
});
