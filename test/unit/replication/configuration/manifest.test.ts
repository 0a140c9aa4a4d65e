/** What comes from another machine as a release's manifest. */
import test from 'ava';
import fc from 'fast-check';
import { placeInRelease } from '../../../../src/replication/configuration/release/fill-release.ts';
import {
  digestOf,
  type Manifest,
  manifestText,
  parseManifest,
  RELEASE_BYTES_MAX,
  TEXT_BYTES_MAX,
  type TextEntry,
} from '../../../../src/replication/configuration/release/manifest.ts';

const SHA = 'a'.repeat(64);
const entry = (changes: Partial<TextEntry> = {}): TextEntry => ({
  ...{ kind: 'file', keys: ['/etc/bacula/bacula-dir.conf'], place: 'bacula-dir.conf', mode: 0o640 },
  ...{ user: 'root', group: 'bacula', size: 10, sha256: SHA },
  ...changes,
});
const manifest = (...texts: TextEntry[]): Manifest => ({
  format: 1,
  main: 'bacula-dir.conf',
  texts: [entry(), ...texts],
});
const again = (value: Manifest): Manifest => parseManifest(manifestText(value));

test('a manifest comes back as it went, and its digest covers all of it', (t) => {
  const command = entry({ kind: 'command', keys: ['ls /etc'], place: '' });
  const whole = manifest(entry({ place: 'jobs/caf\xe9.conf', keys: ['jobs/caf\xe9.conf'] }), command);
  t.deepEqual(again(whole), whole);
  const digests = [
    whole,
    manifest(),
    manifest(entry({ place: 'b', mode: 0o600 })),
    manifest(entry({ place: 'b', user: 'bacula' })),
    manifest(entry({ place: 'b', sha256: 'b'.repeat(64) })),
    manifest(entry({ place: 'b', keys: [] })),
  ].map(digestOf);
  t.is(new Set(digests).size, digests.length);
});

test('no place leads out of the folder that it is for', (t) => {
  for (const place of [
    '../x',
    'a/../../x',
    '/etc/../passwd',
    '.',
    '',
    'a//b',
    'a/',
    '/',
    '//etc',
    'x'.repeat(300),
    'a\0b',
  ]) {
    t.throws(() => again(manifest(entry({ place }))), { code: 'CONFIG_RELEASE_CONTENT' }, place);
  }
  t.is(placeInRelease(entry({ place: '/etc/x' }), 0), 'elsewhere/etc/x');
  t.is(placeInRelease(entry({ kind: 'command', place: '' }), 7), 'commands/7');
});

test('what is too large, twice there, or strange is refused', (t) => {
  const bad: Manifest[] = [
    manifest(entry()),
    { ...manifest(), main: 'other.conf' },
    manifest(entry({ place: 'b', size: TEXT_BYTES_MAX + 1 })),
    manifest(
      ...Array.from({ length: RELEASE_BYTES_MAX / TEXT_BYTES_MAX + 1 }, (_, i) =>
        entry({ place: `${i}`, size: TEXT_BYTES_MAX }),
      ),
    ),
    manifest(entry({ place: 'b', mode: 0o4755 })),
    manifest(entry({ place: 'b', user: 'root; rm' })),
    manifest(entry({ place: 'b', sha256: 'x' })),
    manifest(entry({ kind: 'command', place: 'b' })),
    manifest(entry({ place: 'b\u0100' })),
  ];
  for (const [index, value] of bad.entries()) {
    t.throws(() => again(value), { code: 'CONFIG_RELEASE_CONTENT' }, String(index));
  }
});

test('whatever is sent as a manifest, it is read or refused in words', (t) => {
  const any = fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((json) => `[1,"m",[[${json}]]]`),
  );
  fc.assert(
    fc.property(any, (text) => {
      t.throws(() => parseManifest(text), { code: 'CONFIG_RELEASE_CONTENT' });
    }),
    { numRuns: 500, seed: 3 },
  );
});
