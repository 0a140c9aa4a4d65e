import test from 'ava';
import fc from 'fast-check';
import { NameTooLongError } from '../../../src/protocol/errors.ts';
import { formatStorageReply, parseStorageGreeting } from '../../../src/protocol/final-reply.ts';
import { formatHello, type Hello, parseHello } from '../../../src/protocol/hello.ts';
import { tracePackets } from '../../support/traces.ts';

const PSK = { certificate: 0, psk: 1 } as const;

const SAMPLES: readonly [string, Hello][] = [
  [
    'Hello *UserAgent* calling 200 tlspsk=100\n',
    { kind: 'console-to-director', console: '*UserAgent*', version: 200, tls: PSK },
  ],
  ['Hello *UserAgent* calling 100\n', { kind: 'console-to-director', console: '*UserAgent*', version: 100 }],
  [
    'Hello Director tst-dir calling 10002 tlspsk=100\n',
    { kind: 'director-to-client', director: 'tst-dir', version: 10002, tls: PSK },
  ],
  ['Hello Director my\x01dir calling 103\n', { kind: 'director-to-client', director: 'my dir', version: 103 }],
  [
    'Hello SD: Bacula Director tst-dir calling 10002 tlspsk=202\n',
    { kind: 'director-to-storage', director: 'tst-dir', version: 10002, tls: { certificate: 2, psk: 2 } },
  ],
  [
    'Hello SD: Bacula Director ours calling 10002 tlspsk=100 understudy=1\n',
    { kind: 'director-to-storage', director: 'ours', version: 10002, tls: PSK, extension: 1 },
  ],
  [
    'Hello Bacula SD: Start Job Full1.2026-11-20_09.32.41_03 15 tlspsk=0\n',
    { kind: 'client-to-storage', job: 'Full1.2026-11-20_09.32.41_03', version: 15, tls: { certificate: 0, psk: 0 } },
  ],
  ['Hello Bacula SD: Start Job J.1 214\n', { kind: 'client-to-storage', job: 'J.1', version: 214 }],
  [
    'Hello Bacula SD: Start Job J.1 15 30008 tlspsk=100\n',
    { kind: 'storage-to-storage', job: 'J.1', version: 15, storageVersion: 30008, tls: PSK },
  ],
  [
    'Hello Bacula SD: Start Job J.1 214 306\n',
    { kind: 'storage-to-storage', job: 'J.1', version: 214, storageVersion: 306 },
  ],
  [
    'Hello FD: Bacula Storage calling Start Job J.1 30008\n',
    { kind: 'storage-to-client', job: 'J.1', storageVersion: 30008 },
  ],
  ['Hello tst-fd fdcallsdir 1 tlspsk=100\n', { kind: 'client-to-director', client: 'tst-fd', version: 1, tls: PSK }],
  ['Ping\n', { kind: 'ping' }],
];

test('the Hello of every pair is written and read', (t) => {
  for (const [text, hello] of SAMPLES) {
    t.is(formatHello(hello), text);
    t.deepEqual(parseHello(text), hello);
  }
});

test('our extension is said in the reply only to whoever offers it, and read back', (t) => {
  t.is(formatStorageReply(30008), '3000 OK Hello 30008\n');
  t.is(formatStorageReply(30008, 1), '3000 OK Hello 30008 understudy=1\n');
  t.deepEqual(parseStorageGreeting(formatStorageReply(30008, 1)), { version: 30008, extension: 1 });
  t.deepEqual(parseStorageGreeting('3000 OK Hello 306\n'), { version: 306, extension: undefined });
});

test('every recorded Hello is read, and written again the same', (t) => {
  let count = 0;
  for (const { payload } of tracePackets()) {
    const text = payload.toString('latin1');
    if (!text.startsWith('Hello ')) continue;
    count++;
    const hello = parseHello(text);
    t.truthy(hello, text);
    if (hello !== undefined) t.is(formatHello(hello), text);
  }
  t.true(count > 20);
});

const names = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 127,
});
const needs = fc.record({ certificate: fc.constantFrom(0, 1, 2), psk: fc.constantFrom(0, 1, 2) });

test('names of any bytes come back, blanks included', (t) => {
  fc.assert(
    fc.property(names, fc.nat({ max: 99999 }), needs, (name, version, tls) => {
      const hellos = [
        { kind: 'director-to-client', director: name, version, tls },
        { kind: 'director-to-storage', director: name, version, tls },
        { kind: 'client-to-storage', job: name, version, tls },
        { kind: 'client-to-director', client: name, version, tls },
      ] as Hello[];
      for (const hello of hellos) t.deepEqual(parseHello(formatHello(hello)), hello);
    }),
  );
});

test('runs of blanks count as one and what follows the last field is passed over', (t) => {
  t.deepEqual(parseHello('Hello  Director  x   calling 10002   tlspsk=100 more=1\n'), {
    kind: 'director-to-client',
    director: 'x',
    version: 10002,
    tls: PSK,
  });
  t.deepEqual(parseHello('Hello x calling 5 whatever\n\0'), { kind: 'console-to-director', console: 'x', version: 5 });
});

test('anything else is no Hello, and nothing throws', (t) => {
  for (const text of [
    '',
    'Hello',
    'Hello\n',
    'GET / HTTP/1.1',
    'Hello x calling',
    `Hello ${'x'.repeat(128)} calling 1\n`,
    `Hello x calling 1 ${'y'.repeat(600)}`,
  ]) {
    t.is(parseHello(text), undefined);
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => void parseHello(`Hello ${text}`)));
  t.pass();
});

test('a name that no daemon would take is refused before it is sent', (t) => {
  for (const director of ['', 'x'.repeat(128)]) {
    t.throws(() => formatHello({ kind: 'director-to-client', director, version: 1 }), { instanceOf: NameTooLongError });
  }
});
