import test from 'ava';
import { findAddress, USUAL_SOCKETS } from '../../../../src/cli/connection/address.ts';

const nothing = (): boolean => false;

test('a flag beats the environment, and that beats the usual places', (t) => {
  const environment = { UNDERSTUDY_SOCKET: '/env.socket', UNDERSTUDY_URL: 'http://env:1' };
  t.deepEqual(findAddress({ socket: '/flag.socket' }, environment, nothing), { kind: 'socket', path: '/flag.socket' });
  t.like(findAddress({ url: 'http://flag:1' }, environment, nothing), { kind: 'url' });
  t.deepEqual(findAddress({}, environment, nothing), { kind: 'socket', path: '/env.socket' });
  t.deepEqual(
    findAddress({}, {}, (path) => path === USUAL_SOCKETS[1]),
    { kind: 'socket', path: USUAL_SOCKETS[1] },
  );
  t.deepEqual(findAddress({}, {}, nothing), { kind: 'socket', path: USUAL_SOCKETS[0] });
});

test('the token comes from the environment or a file, never from the address', (t) => {
  const found = findAddress({ url: 'http://h:9180' }, { UNDERSTUDY_TOKEN: 'secret' }, nothing);
  t.is(found.kind === 'url' ? found.token?.reveal() : undefined, 'secret');
  t.throws(() => findAddress({ url: 'http://u:secret@h:9180' }, {}, nothing), { message: /carries a password/ });
});

test('what cannot be meant is refused', (t) => {
  t.throws(() => findAddress({ url: 'http://h', socket: '/s' }, {}, nothing), { message: /two different things/ });
  t.throws(() => findAddress({ url: 'h:9180' }, {}, nothing), { message: /no http address/ });
  t.throws(() => findAddress({ url: 'http://h', 'token-file': '/nowhere' }, {}, nothing), { code: 'CLI_FILE' });
});
