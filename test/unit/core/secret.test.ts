import { inspect } from 'node:util';
import test from 'ava';
import { Secret } from '../../../src/core/index.ts';

test('a secret shows itself to nobody who does not ask by name', (t) => {
  const secret = new Secret('hunter2');
  t.notRegex(`${secret} ${JSON.stringify({ secret })} ${inspect({ secret })}`, /hunter2/);
  t.is(secret.reveal(), 'hunter2');
});

test('secrets are equal by their text', (t) => {
  t.true(new Secret('a').equals(new Secret('a')));
  t.false(new Secret('a').equals(new Secret('ab')));
});
