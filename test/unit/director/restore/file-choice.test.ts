import test from 'ava';
import fc from 'fast-check';
import { BadRestoreError } from '../../../../src/director/restore/errors.ts';
import { fileChoice, foldersAbove } from '../../../../src/director/restore/file-choice.ts';
import { isPattern, patternExpression } from '../../../../src/director/restore/wildcard.ts';

test('a path may be a file or a folder, and brings the folders above it', (t) => {
  t.deepEqual(fileChoice(['/srv/data']), {
    files: ['/srv/data'],
    folders: ['/srv/data/'],
    patterns: [],
    parents: ['/', '/srv/'],
  });
});

test('a path with a slash at its end is a folder', (t) => {
  t.deepEqual(fileChoice(['/srv/data/']), {
    files: [],
    folders: ['/srv/data/'],
    patterns: [],
    parents: ['/', '/srv/'],
  });
  t.deepEqual(fileChoice(['/']).folders, ['/']);
  t.deepEqual(foldersAbove('/'), []);
  t.deepEqual(foldersAbove('C:/a/b'), ['C:/', 'C:/a/']);
});

test('what is no absolute path is refused', (t) => {
  for (const bad of ['', 'srv/data', '~/x', 'a\0b']) {
    t.throws(() => fileChoice([bad]), { instanceOf: BadRestoreError }, JSON.stringify(bad));
  }
});

const matches = (pattern: string, path: string): boolean => new RegExp(patternExpression(pattern), 's').test(path);

test('a star stays within its folder, two stars do not', (t) => {
  t.true(matches('/etc/*.conf', '/etc/a.conf'));
  t.false(matches('/etc/*.conf', '/etc/x/a.conf'));
  t.true(matches('/etc/**.conf', '/etc/x/a.conf'));
  t.true(matches('/etc/?.conf', '/etc/a.conf'));
  t.false(matches('/etc/?.conf', '/etc/ab.conf'));
});

test('a pattern without a slash is tried in every folder', (t) => {
  t.true(matches('*.conf', '/etc/x/a.conf'));
  t.true(matches('*.conf', 'C:/a.conf'));
  t.false(matches('*.conf', '/etc/a.confx'));
});

test('a folder that matches brings all that is below it', (t) => {
  t.true(matches('/home/*/mail', '/home/ann/mail/'));
  t.true(matches('/home/*/mail/', '/home/ann/mail/inbox/1'));
  t.false(matches('/home/*/mail', '/home/ann/mailbox/1'));
});

test('sets match one character, never a slash', (t) => {
  t.true(matches('/a[0-9].txt', '/a5.txt'));
  t.false(matches('/a[!0-9].txt', '/a5.txt'));
  t.true(matches('/a[!0-9].txt', '/ax.txt'));
  t.false(matches('/a[!0-9]b', '/a/b'));
  t.true(matches('/a[', '/a['));
});

test('everything else stands for itself, newlines too', (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^\/[\x01-\xff]{0,30}$/), (path) => {
      if (isPattern(path) || path.includes('\\')) return;
      t.true(matches(path, path));
    }),
  );
  t.true(matches('/a\\*b*', '/a*bc'));
  t.false(matches('/a\\*b*', '/axbc'));
});

test('what reads like a pattern may be the very name of a file', (t) => {
  const { files, patterns } = fileChoice(['/a/b[1].txt', '*.conf']);
  t.deepEqual(files, ['/a/b[1].txt']);
  t.is(patterns.length, 2);
});
