import test from 'ava';
import type { JobResource } from '../../../../src/config/index.ts';
import { destinationOf } from '../../../../src/director/restore/destination.ts';
import { BadRestoreError } from '../../../../src/director/restore/errors.ts';
import { regexWhereOf } from '../../../../src/director/restore/regex-where.ts';
import type { RestoreRequest } from '../../../../src/director/restore/request.ts';

const resource = (rest: Partial<JobResource> = {}): JobResource =>
  ({ name: 'Restore', replace: 'a', prefixLinks: false, ...rest }) as JobResource;
const request = (rest: Partial<RestoreRequest> = {}): RestoreRequest => ({ from: { kind: 'job', jobId: 1 }, ...rest });

test('strip, suffix and prefix become what a genuine Director makes of them', (t) => {
  t.is(
    regexWhereOf({ stripPrefix: '/tree', addPrefix: '/b/rp', addSuffix: '.bak' }),
    '!/tree!!i,!([^/])$!$1.bak!,!^!/b/rp!',
  );
  t.is(regexWhereOf({ addPrefix: '/a!b\\c' }), '!^!/a\\!b\\\\c!');
  t.is(regexWhereOf({}), undefined);
});

test('the request comes before the resource', (t) => {
  t.like(destinationOf(request(), resource({ where: '/r' })), { where: '/r', regexWhere: undefined, replace: 'a' });
  t.like(destinationOf(request({ where: '/x', replace: 'n' }), resource({ where: '/r' })), {
    where: '/x',
    replace: 'n',
  });
  t.like(destinationOf(request({ where: '/' }), resource({ where: '/r' })), { where: '' });
  t.like(destinationOf(request({ addSuffix: '.old' }), resource({ where: '/r' })), {
    regexWhere: '!([^/])$!$1.old!',
    where: '',
  });
});

test('substitutions of the resource beat a given place, and that is said', (t) => {
  const destination = destinationOf(request({ where: '/x' }), resource({ regexWhere: '!a!b!' }));
  t.is(destination.regexWhere, '!a!b!');
  t.is(destination.warnings.length, 1);
});

test('a place that is not named from the root on is refused', (t) => {
  t.throws(() => destinationOf(request({ where: 'back' }), resource()), {
    instanceOf: BadRestoreError,
    message: /"back"/,
  });
  for (const where of ['/back', 'C:/back', 'C:\\back'])
    t.is(destinationOf(request({ where }), resource()).where, where);
});

test('a place and substitutions at once are refused', (t) => {
  t.throws(() => destinationOf(request({ where: '/x', addSuffix: 'y' }), resource()), { instanceOf: BadRestoreError });
});
