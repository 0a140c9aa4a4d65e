import test from 'ava';
import { buildConsoleApp } from '../../../src/console/index.ts';
import { Secret } from '../../../src/core/index.ts';
import { fakeServices } from './fake-services.ts';

test('without the right token nothing is answered, not even whether it is there', async (t) => {
  const { services, logged, calls } = fakeServices();
  const app = await buildConsoleApp(services, new Secret('correct-horse'));
  for (const authorization of [undefined, 'Bearer wrong', 'Bearer', 'Basic correct-horse', 'correct-horse']) {
    for (const url of ['/v1/jobs', '/v1/nothing', '/v1/openapi.json']) {
      const answer = await app.inject({ url, headers: authorization === undefined ? {} : { authorization } });
      t.is(answer.statusCode, 401);
      t.is(answer.json().code, 'CONSOLE_UNAUTHORIZED');
      t.is(answer.headers['www-authenticate'], 'Bearer');
    }
  }
  t.deepEqual(calls, []);
  t.notRegex(logged.join(''), /horse/);
});

test('with the token everything is', async (t) => {
  const app = await buildConsoleApp(fakeServices().services, new Secret('correct-horse'));
  const answer = await app.inject({ url: '/v1/jobs', headers: { authorization: 'Bearer correct-horse' } });
  t.is(answer.statusCode, 200);
});
