import test from 'ava';
import { DIGESTS, PARTS, parseOptions } from '../../../../bench/data/options.ts';

test('without arguments everything is shown', (t) => {
  const options = parseOptions([]);
  t.deepEqual(options?.parts, PARTS);
  t.deepEqual(options?.digests, DIGESTS);
  t.deepEqual(options?.tls, [false, true]);
  t.deepEqual(
    options?.contenders.map(({ name }) => name),
    ['15.0.3', '9.6.7', 'ours'],
  );
  t.true(options?.zstd && options.commCompression);
});

test('whoever asks for a part or a digest gets nothing besides', (t) => {
  for (const args of [
    ['--part', 'big'],
    ['--digest', 'none'],
  ]) {
    const options = parseOptions(args);
    t.false(options?.zstd);
    t.false(options?.commCompression);
  }
  t.true(parseOptions(['--part', 'big', '--zstd'])?.zstd);
});

test('lists, numbers and mixed pairs are understood', (t) => {
  const options = parseOptions([
    '--part',
    'big,restore',
    '--tls',
    'on',
    '--bytes',
    '4096',
    '--contenders',
    '15.0.3+ours',
  ]);
  t.deepEqual(options?.parts, ['big', 'restore']);
  t.deepEqual(options?.tls, [true]);
  t.is(options?.bytes, 4096);
  t.deepEqual(options?.contenders, [{ name: '15.0.3+ours', client: '15.0.3', storage: 'ours' }]);
});

test('what is not understood is named, with what would be', (t) => {
  t.throws(() => parseOptions(['--part', 'huge']), { message: /^--part takes big, small, .*; not "huge"$/ });
  t.throws(() => parseOptions(['--tls', 'maybe']), { message: /^--tls takes off, on; not "maybe"$/ });
  t.throws(() => parseOptions(['--turns', '0']), { message: /^--turns takes a whole number/ });
  t.throws(() => parseOptions(['--bytes', '1e400']), { message: /^--bytes takes a whole number/ });
  t.throws(() => parseOptions(['--contenders', 'ours+ours+ours']), { message: /CLIENT\+STORAGE/ });
  t.throws(() => parseOptions(['--contenders', 'bareos']), { message: /"bareos"/ });
  t.throws(() => parseOptions(['--speed', '3']));
});

test('help is no run', (t) => {
  t.is(parseOptions(['--help']), undefined);
});
