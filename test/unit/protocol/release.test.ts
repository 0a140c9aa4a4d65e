import test from 'ava';
import { clientRelease, clientReleaseByVersion, storageRelease } from '../../../src/protocol/release.ts';

test('the release of a Storage Daemon follows its number', (t) => {
  t.is(storageRelease(306), '9.6');
  t.is(storageRelease(30008), '15.0');
});

test('213 and 214 are old File Daemons, 15 is a new one', (t) => {
  t.is(clientReleaseByVersion(214), '9.6');
  t.is(clientReleaseByVersion(213), '9.6');
  t.is(clientReleaseByVersion(15), '15.0');
  t.is(clientRelease('9.6.7 (10Dec20) x86_64'), '9.6');
  t.is(clientRelease('15.0.3 (25Mar25) x86_64'), '15.0');
  t.is(clientRelease('nonsense'), '9.6');
});
