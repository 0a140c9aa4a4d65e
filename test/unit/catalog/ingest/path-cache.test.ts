import test from 'ava';
import { PathCache } from '../../../../src/catalog/ingest/path-cache.ts';

test('what was put in is found', (t) => {
  const cache = new PathCache(1_000_000);
  cache.set('/a/', 1);
  cache.set('/b/', 2);
  t.is(cache.get('/a/'), 1);
  t.is(cache.get('/b/'), 2);
  t.is(cache.get('/c/'), undefined);
});

test('it forgets what was not used for long, and keeps what is used', (t) => {
  const cache = new PathCache(100 * 80);
  cache.set('/often/', 1);
  let forgotten = 0;
  for (let n = 0; n < 10_000; n++) {
    cache.set(`/path/${n}/`, n);
    t.is(cache.get('/often/'), 1);
    if (n >= 200 && cache.get(`/path/${n - 200}/`) === undefined) forgotten++;
  }
  t.is(forgotten, 10_000 - 200);
});
