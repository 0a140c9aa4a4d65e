import test from 'ava';
import { unifiedDiff } from '../../../../src/replication/configuration/diff/unified.ts';
import { releaseOf } from '../../../../src/replication/configuration/release/gather.ts';
import { sha256 } from '../../../../src/replication/configuration/release/manifest.ts';

const release = (files: Readonly<Record<string, string>>, mode = 0o640) =>
  releaseOf(
    'bacula-dir.conf',
    Object.entries(files).map(([place, text]) => {
      const content = Buffer.from(text, 'latin1');
      const names = { kind: 'file' as const, keys: [place], place, mode, user: 'root', group: 'bacula' };
      return { content, entry: { ...names, size: content.length, sha256: sha256(content) } };
    }),
  );
const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');

test('a diff is one that patch would read, with every secret masked on both sides', (t) => {
  const before = release({ 'bacula-dir.conf': `${numbered(1, 10)}Password = "old"\n${numbered(11, 30)}`, gone: 'x' });
  const after = release({
    'bacula-dir.conf': `${numbered(1, 10)}Password = "new"\n${numbered(11, 30)}more\n`,
    'new\x1b': 'caf\xe9\n',
  });
  t.is(
    unifiedDiff(before, after),
    `--- a/bacula-dir.conf
+++ b/bacula-dir.conf
@@ -8,7 +8,7 @@
 line 8
 line 9
 line 10
-Password = ********
+Password = ********
 line 11
 line 12
 line 13
@@ -29,3 +29,4 @@
 line 28
 line 29
 line 30
+more
--- a/gone
+++ /dev/null
@@ -1,1 +0,0 @@
-x
\\ No newline at end of file
--- /dev/null
+++ b/new\\x1b
@@ -0,0 +1,1 @@
+caf\\xe9
`,
  );
  t.is(unifiedDiff(before, before), '');
});

test('rights that change are a change', (t) => {
  const files = { 'bacula-dir.conf': 'x\n' };
  t.is(
    unifiedDiff(release(files), release(files, 0o600)),
    '--- a/bacula-dir.conf\n+++ b/bacula-dir.conf\nrights 0640 root:bacula -> 0600 root:bacula\n',
  );
});
