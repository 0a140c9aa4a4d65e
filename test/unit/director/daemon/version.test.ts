import { readFileSync } from 'node:fs';
import test from 'ava';
import { VERSION } from '../../../../src/director/daemon/version.ts';

test('the version is that of the package', (t) => {
  t.is(VERSION, JSON.parse(readFileSync('package.json', 'utf8')).version);
});
